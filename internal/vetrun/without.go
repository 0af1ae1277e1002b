package vetrun

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// withoutBrokenTests analyses without their test files the packages that did
// not come because these do not compile: go vet compiles a package with them
// for the sake of package path_test, and after a failure says nothing of either.
func (r *runner) withoutBrokenTests(ctx context.Context, a *attempt) error {
	lost := r.lostToTests(a)
	if len(lost) == 0 || r.overlaid() {
		return nil
	}
	overlay, err := r.hideTests(lost)
	if err != nil {
		return err
	}
	defer os.Remove(overlay)
	again, err := r.vet(ctx, lost, a.mode, "-overlay="+overlay)
	if err != nil {
		return err
	}
	a.units = append(a.units, again.units...)
	if !r.opts.Tests {
		a.problems = slices.DeleteFunc(a.problems, aboutTest)
		a.ok = again.ok && len(a.problems) == 0
	}
	if !again.ok {
		a.problems = append(a.problems, again.problems...)
		maps.Copy(a.named, again.named)
	}
	return nil
}

// lostToTests are the packages that did not come, where some problem is one of
// test files.
func (r *runner) lostToTests(a *attempt) []string {
	if a.ok || !slices.ContainsFunc(a.problems, aboutTest) {
		return nil
	}
	came := make(map[string]bool)
	for _, u := range a.units {
		came[u.id] = came[u.id] || !u.partial
	}
	var lost []string
	for _, path := range r.missing(a) {
		if p, ok := r.wanted[path]; ok && p.source && p.tests && !came[path] {
			lost = append(lost, path)
		}
	}
	return lost
}

func aboutTest(problem string) bool { return strings.Contains(problem, "_test.go:") }

// overlaid reports an overlay of the user's, beside which there cannot be another.
func (r *runner) overlaid() bool {
	return slices.ContainsFunc(r.opts.BuildFlags, func(flag string) bool {
		return strings.HasPrefix(strings.TrimLeft(flag, "-"), "overlay")
	}) || strings.Contains(os.Getenv("GOFLAGS"), "-overlay")
}

// hideTests writes an overlay in which the packages have no test files.
func (r *runner) hideTests(paths []string) (string, error) {
	replace := make(map[string]string)
	for _, path := range paths {
		files, err := filepath.Glob(filepath.Join(r.wanted[path].dir, "*_test.go"))
		if err != nil {
			return "", err
		}
		for _, file := range files {
			replace[file] = ""
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp("", "govlint-overlay-*.json")
	if err != nil {
		return "", err
	}
	defer f.Close()
	_, err = f.Write(data)
	return f.Name(), err
}
