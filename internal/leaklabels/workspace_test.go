package leaklabels

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	sources = "../../testdata/src"
	drivers = "../../testdata/leak"
)

// workspace is a GOPATH with the labelled packages, a driver in each, and a
// program of all of them.
type workspace struct {
	dir string
	env []string
}

func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	ws := &workspace{dir: dir, env: append(os.Environ(), "GO111MODULE=off", "GOWORK=off", "GOFLAGS=",
		"GOPATH="+dir, "GOEXPERIMENT=goroutineleakprofile", "CGO_ENABLED=0")}
	require.NoError(t, os.CopyFS(ws.path("src"), os.DirFS(sources)))
	require.NoError(t, os.CopyFS(ws.path("src", "drive"), os.DirFS(filepath.Join(drivers, "drive"))))
	files, err := filepath.Glob(filepath.Join(drivers, "*.go"))
	require.NoError(t, err)
	// Outside of a module the language is the toolchain's, its settings are not.
	program := "//go:debug default=go1.26\n\npackage main\n\nimport (\n\t\"drive\"\n"
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		pkg := strings.TrimSuffix(filepath.Base(file), ".go")
		require.NoError(t, os.WriteFile(ws.path("src", "goroutineleak", pkg, "driver.go"), data, 0o600))
		program += fmt.Sprintf("\t_ \"goroutineleak/%s\"\n", pkg)
	}
	program += ")\n\nfunc main() { drive.Main() }\n"
	require.NoError(t, os.Mkdir(ws.path("src", "program"), 0o700))
	require.NoError(t, os.WriteFile(ws.path("src", "program", "main.go"), []byte(program), 0o600))
	return ws
}

func (ws *workspace) path(elem ...string) string {
	return filepath.Join(append([]string{ws.dir}, elem...)...)
}

// run runs a command and returns what it printed on both outputs.
func (ws *workspace) run(limit time.Duration, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = ws.path("src", "program"), ws.env, &out, &out
	err := cmd.Run()
	return out.String(), err
}

// build makes the program, without inlining: an inlined call has no frame.
func (ws *workspace) build(t *testing.T) {
	t.Helper()
	out, err := ws.run(8*time.Minute, "go", "build", "-gcflags=goroutineleak/...=-l", "-o", ws.path("leaks"), ".")
	require.NoError(t, err, out)
}

// testcase is drive.Case, as the program prints it.
type testcase struct{ Package, Name, Kind, Proof, Why, Goroutine string }

func (ws *workspace) cases(t *testing.T) []testcase {
	t.Helper()
	out, err := ws.run(time.Minute, ws.path("leaks"), "-list")
	require.NoError(t, err, out)
	var cases []testcase
	for line := range strings.Lines(out) {
		var c testcase
		require.NoError(t, json.Unmarshal([]byte(line), &c))
		cases = append(cases, c)
	}
	return cases
}

// check runs one case. The labels of its function come first, then those of
// functions that it leads to.
func (ws *workspace) check(c testcase, labelled []*function) (string, error) {
	args := []string{"-must=" + places(labelled[:min(1, len(labelled))]), "-may=" + places(labelled), c.Package + "." + c.Name}
	return ws.run(time.Minute, ws.path("leaks"), args...)
}

// places writes the labels of functions as drive reads them.
func places(fns []*function) string {
	var all []string
	for _, fn := range fns {
		for _, l := range fn.labels {
			all = append(all, fmt.Sprintf("%s:%d-%d", fn.file, l.first, l.last))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}
