package model

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const text = "../../cmap/move.pml"

// check explores the model with a macro defined, if not empty, and returns what spin's
// verifier prints. Memory and time are bounded.
func check(t *testing.T, macro string) string {
	t.Helper()
	path, err := filepath.Abs(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range []string{"spin", "cc"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed, so the model is not checked here", tool)
		}
	}
	dir := t.TempDir()
	generate := []string{"spin", "-a", path}
	if macro != "" {
		generate = []string{"spin", "-D" + macro, "-a", path}
	}
	run(t, dir, generate...)
	run(t, dir, "cc", "-O2", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=2048", "-o", "pan", "pan.c")
	return run(t, dir, filepath.Join(dir, "pan"), "-m100000")
}

func run(t *testing.T, dir string, command ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command[0], err, out)
	}
	return string(out)
}

// A search that was cut short proves nothing.
func complete(out string) bool {
	return !strings.Contains(out, "Search not completed") && !strings.Contains(out, "max search depth too small")
}

func TestModelHolds(t *testing.T) {
	out := check(t, "")
	if !strings.Contains(out, "errors: 0") || !complete(out) {
		t.Errorf("the model does not hold, or was not explored to the end:\n%s", out)
	}
}

func TestModelFindsEachBug(t *testing.T) {
	source, err := os.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	bugs := map[string]bool{}
	for _, m := range regexp.MustCompile(`#ifn?def (BUG_\w+)`).FindAllStringSubmatch(string(source), -1) {
		bugs[m[1]] = true
	}
	if len(bugs) < 10 {
		t.Errorf("the model has %d bugs to choose from, want 10", len(bugs))
	}
	for bug := range bugs {
		t.Run(bug, func(t *testing.T) {
			if out := check(t, bug); !strings.Contains(out, "assertion violated") {
				t.Errorf("not found:\n%s", out)
			}
		})
	}
}
