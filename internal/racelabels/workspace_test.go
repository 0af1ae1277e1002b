package racelabels

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	sources = "../../testdata/src"
	hammers = "../../testdata/race"
	hammer  = "hammer_test.go"
)

// workspace is a GOPATH with the labelled packages and a hammer in each.
type workspace struct {
	dir   string
	env   []string
	class string   // the analyzer whose labels they are
	pkgs  []string // patterns, below the sources
}

// newWorkspace takes the packages of a class that are named, or all.
func newWorkspace(t *testing.T, class string, pkgs ...string) *workspace {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	if len(pkgs) == 0 {
		pkgs = []string{"..."}
	}
	ws := &workspace{dir: dir, class: class, env: append(os.Environ(),
		"GO111MODULE=off", "GOWORK=off", "GOFLAGS=", "GOPATH="+dir, "CGO_ENABLED=1")}
	for _, pkg := range pkgs {
		ws.pkgs = append(ws.pkgs, "./"+class+"/"+pkg)
	}
	require.NoError(t, os.CopyFS(ws.path("src"), os.DirFS(sources)))
	require.NoError(t, os.CopyFS(ws.path("src", "drive"), os.DirFS(filepath.Join(hammers, "drive"))))
	files, err := filepath.Glob(filepath.Join(hammers, class, "*_test.go"))
	require.NoError(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		pkg := strings.TrimSuffix(filepath.Base(file), "_test.go")
		require.NoError(t, os.WriteFile(ws.path("src", class, pkg, hammer), data, 0o600))
	}
	return ws
}

func (ws *workspace) path(elem ...string) string {
	return filepath.Join(append([]string{ws.dir}, elem...)...)
}

// run runs a command in dir and returns what it printed on both outputs.
func (ws *workspace) run(dir, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, ws.env, &out, &out
	err := cmd.Run()
	return out.String(), err
}

// build makes a test binary a package, with the race detector and without
// inlining: an inlined read whose result nobody uses is not there any more.
func (ws *workspace) build(t *testing.T) {
	t.Helper()
	args := []string{"test", "-race", "-vet=off", "-gcflags=" + ws.class + "/...=-l", "-c", "-o", ws.path("bin") + "/"}
	out, err := ws.run(ws.path("src"), "go", append(args, ws.pkgs...)...)
	require.NoError(t, err, out)
}

// hammer runs tests of one package, each line of its output kept.
func (ws *workspace) hammer(pkg string, args ...string) (string, error) {
	args = append([]string{"-test.v", "-test.timeout=60s"}, args...)
	return ws.run(ws.path("src", ws.class, pkg), ws.path("bin", pkg+".test"), args...)
}

// profile tells which code the safe hammers reach.
func (ws *workspace) profile(t *testing.T) string {
	t.Helper()
	file := ws.path("coverage")
	args := []string{"test", "-vet=off", "-coverprofile=" + file, "-run=^TestSafe_"}
	out, err := ws.run(ws.path("src"), "go", append(args, ws.pkgs...)...)
	require.NoError(t, err, out)
	return file
}

// needsRaceDetector skips the test where the race detector cannot be built.
func needsRaceDetector(t *testing.T) {
	t.Helper()
	cc, err := exec.Command("go", "env", "CC").Output()
	require.NoError(t, err)
	compiler, _, _ := strings.Cut(strings.TrimSpace(string(cc)), " ")
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skipf("the race detector needs a C compiler: %v", err)
	}
}
