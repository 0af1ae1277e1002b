package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/govlint/govlint/analyzers"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis"
)

// The test binary is the program too, once with the real analyzers and once
// with toys that do on demand what real ones should never do.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"govlint":      func() { os.Exit(run(analyzers.All())) },
		"govlintcache": serveCache,
		"govlinttoys":  func() { os.Exit(run([]*analysis.Analyzer{rename, fragile})) },
	})
}

// TestScripts runs the program end to end: each script is a module of its own.
func TestScripts(t *testing.T) {
	out, err := exec.Command("go", "env", "GOCACHE", "GOROOT", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	demo, err := filepath.Abs(filepath.Join("..", "..", "testdata", "demo"))
	if err != nil {
		t.Fatal(err)
	}
	dirs := strings.Split(strings.TrimSpace(string(out)), "\n")
	repo, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			tool, err := exec.LookPath("govlint")
			if err != nil {
				return err
			}
			env.Setenv("DEMO", demo)
			env.Setenv("TOOLS", filepath.Dir(tool))
			env.Setenv("REPO", repo)
			env.Setenv("GOCACHE", dirs[0])
			env.Setenv("GOROOTBIN", filepath.Join(dirs[1], "bin"))
			env.Setenv("GOMODCACHE", dirs[2])
			env.Setenv("GOPATH", filepath.Join(env.WorkDir, "gopath"))
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOTOOLCHAIN", "local")
			env.Setenv("GOFLAGS", "")
			env.Setenv("GOWORK", "off")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"forget-output": forgetOutput,
		},
	})
}

// TestReadmeShowsTheDemo keeps what the README says of the demo to what a reader
// who runs its first command will see.
func TestReadmeShowsTheDemo(t *testing.T) {
	root := filepath.Join("..", "..")
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("govlint", "-C", "testdata/demo", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitFindings {
		t.Fatalf("the demo has no findings: %v\n%s", err, out)
	}
	if !bytes.Contains(readme, out) {
		t.Errorf("README.md does not show\n%s", out)
	}
}

// forgetOutput removes from the go command's cache what the vet tool printed,
// but not the facts it exported, as the trimming of the cache may do.
func forgetOutput(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: forget-output cache")
	}
	removed := 0
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "-d") {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(data, []byte(`"category": "unit"`)) {
			return err
		}
		removed++
		return os.Remove(name)
	})
	ts.Check(err)
	if removed == 0 {
		ts.Fatalf("no output in %s", args[0])
	}
}
