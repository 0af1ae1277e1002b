package main

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/govlint/govlint/internal/vetrun"
)

// When gopls dies, so does the proxy, and when the editor does, so does gopls.
func TestEitherSideDies(t *testing.T) {
	needGopls(t)
	dir := writeFiles(t, map[string]string{"go.mod": "module example.com/shop\n\ngo 1.24\n", "shop.go": shop})
	e := startEditor(t, dir, "govlinttoys", "gopls")
	if err := e.Initialize(nil, dir); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ps", "-o", "pid=,comm=", "--ppid", strconv.Itoa(e.cmd.Process.Pid)).Output()
	if err != nil {
		t.Skip("no ps here that finds children")
	}
	for line := range strings.Lines(string(out)) {
		if field := strings.Fields(line); field[1] == "gopls" {
			if err := exec.Command("kill", "-9", field[0]).Run(); err != nil {
				t.Fatal(err)
			}
		}
	}
	done := make(chan error, 1)
	go func() { done <- e.cmd.Wait() }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("exit code 0 though gopls died")
		}
	case <-time.After(10 * time.Second):
		t.Error("the proxy outlives gopls")
	}
}

// Every other subcommand is gopls's own.
func TestForwarded(t *testing.T) {
	needGopls(t)
	path, err := findGopls()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"version"}, {"version", "-json"}, {"-h"}, {"nonsense"}, {"api-json"}} {
		want, wantErr := exec.Command(path, args...).Output()
		got, gotErr := exec.Command("govlint", append([]string{"gopls"}, args...)...).Output()
		if string(got) != string(want) || (gotErr == nil) != (wantErr == nil) {
			t.Errorf("gopls %v: %q, %v, want %q, %v", args, got, gotErr, want, wantErr)
		}
	}
}

func TestServesEditor(t *testing.T) {
	for args, want := range map[string]bool{
		"": true, "serve": true, "-mode=stdio": true, "-mode stdio": true, "-rpc.trace -logfile gopls.log serve -debug=:0": true, "-remote=auto": true,
		"version": false, "-v version": false, "-h": false, "serve -listen=:1": false, "check a.go": false, "-port 1": false,
	} {
		if got := servesEditor(strings.Fields(args)); got != want {
			t.Errorf("gopls %s serves an editor: %v", args, got)
		}
	}
}

// A change ends the analysis that runs, with the programs that the go command runs,
// and leaves nothing behind.
func TestBackgroundIsCancelled(t *testing.T) {
	dir := writeFiles(t, map[string]string{"go.mod": "module example.com/slow\n\ngo 1.24\n", "slow.go": "package slow\n"})
	tool, err := exec.LookPath("govlinttoys")
	if err != nil {
		t.Fatal(err)
	}
	gocmd, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("GOWORK", "off")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := vetrun.Run(ctx, vetrun.Options{Go: gocmd, Tool: tool, Dir: dir, Analyzers: []string{"fragile"}, Patterns: []string{"./..."}, Tests: true, Background: true})
		done <- err
	}()
	for running := false; !running; time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-done:
			t.Fatalf("it is over already: %v", err)
		default:
		}
		units, err := filepath.Glob(filepath.Join(temp, "govlint-*", "go-build*", "b*", "govlint.cfg"))
		running = err == nil && len(units) > 0
	}
	start := time.Now()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it went on for %v", took)
	}
	if left, err := filepath.Glob(filepath.Join(temp, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
