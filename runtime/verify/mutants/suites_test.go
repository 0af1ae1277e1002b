//go:build govlint_mutants

package mutants

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A suite is a go test command line. The cheap and exact ones come first.
type suite struct {
	name string
	args []string
}

const runtimePath = "github.com/govlint/govlint/runtime/"

func suitesFor(file string) []suite {
	return []suite{
		// The scheduler finds what hangs by itself. The time is for a busy machine.
		{"schedules", []string{"-short", "-timeout=150s", "-tags=govlint_sched", runtimePath + "verify/schedules"}},
		{"unit tests", []string{"-short", runtimePath + path.Dir(file)}},
		{"conformance", []string{runtimePath + "verify/conformance"}},
		{"linearizability", []string{runtimePath + "verify/linear", "-linear.time=1s"}},
		{"unit tests -race", []string{"-race", "-short", runtimePath + path.Dir(file)}},
		{"conformance -race", []string{"-race", runtimePath + "verify/conformance"}},
	}
}

func TestEveryMutantIsCaught(t *testing.T) {
	mutants, err := all()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel() // each mutant is an overlay of its own
			m.hunt(t)
		})
	}
}

// hunt runs suites until one fails.
func (m mutant) hunt(t *testing.T) {
	overlay := m.overlay(t)
	if out, err := exec.Command("go", "build", overlay, runtimePath+path.Dir(m.file)).CombinedOutput(); err != nil {
		t.Fatalf("does not compile, so whatever fails is no catch: %v\n%s", err, out)
	}
	for _, s := range suitesFor(m.file) {
		begin := time.Now()
		if caught, how := s.catches(t, overlay); caught {
			t.Logf("caught by %s in %.1f s: %s", s.name, time.Since(begin).Seconds(), how)
			return
		}
	}
	t.Errorf("survives: %s", m.about)
}

// overlay returns the flag that makes the go command see m's text in place of the file.
func (m mutant) overlay(t *testing.T) string {
	text, err := m.apply()
	if err != nil {
		t.Fatal(err)
	}
	source, err := filepath.Abs(m.source())
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), filepath.Base(m.file))
	list, err := json.Marshal(map[string]map[string]string{"Replace": {source: changed}})
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "overlay.json")
	if err := errors.Join(os.WriteFile(changed, []byte(text), 0o600), os.WriteFile(config, list, 0o600)); err != nil {
		t.Fatal(err)
	}
	return "-overlay=" + config
}

// catches runs the suite and returns whether it failed, and the first line that says so.
// A hang is a failure too: of a lock that nobody frees or a waiter that nobody wakes.
func (s suite) catches(t *testing.T, overlay string) (bool, string) {
	const hang = "-timeout=60s"
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := append([]string{"test", "-vet=off", "-failfast", "-count=1", hang, overlay}, s.args...)
	out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
	if err == nil {
		return false, ""
	}
	text := string(out)
	if !strings.Contains(text, "FAIL\t"+runtimePath) || strings.Contains(text, "[build failed]") {
		t.Fatalf("%s could not run: %v\n%s", s.name, err, text)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "_test.go:") || strings.HasPrefix(line, "panic") || strings.HasPrefix(line, "WARNING: DATA RACE") || strings.HasPrefix(line, "fatal") {
			return true, line
		}
	}
	return true, strings.TrimSpace(text)
}
