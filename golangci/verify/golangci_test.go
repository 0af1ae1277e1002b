package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/govlint/govlint/analyzers"
)

// The test binary is golangci-lint too.
func TestMain(m *testing.M) {
	if os.Getenv("VERIFY_GOLANGCI") != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A module is a copy of testdata/shop with a configuration of golangci-lint.
type module struct {
	t          *testing.T
	dir, cache string
}

func newModule(t *testing.T) *module {
	t.Helper()
	m := &module{t: t, dir: t.TempDir(), cache: t.TempDir()}
	if err := os.CopyFS(m.dir, os.DirFS(filepath.Join("testdata", "shop"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(m.dir, "go.mod.txt"), filepath.Join(m.dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	m.configure("{}")
	return m
}

// configure writes the configuration of the guide, with settings of govlint.
func (m *module) configure(settings string) {
	m.t.Helper()
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "guides", "golangci-lint.md"))
	if err != nil {
		m.t.Fatal(err)
	}
	_, config, _ := strings.Cut(string(guide), "in `.golangci.yml`:\n\n```yaml\n")
	config, _, ok := strings.Cut(config, "```")
	if !ok || strings.Count(config, "settings: {}") != 1 {
		m.t.Fatalf("the guide has no configuration with empty settings: %q", config)
	}
	config = strings.Replace(config, "settings: {}", "settings: "+settings, 1)
	if err := os.WriteFile(filepath.Join(m.dir, ".golangci.yml"), []byte(config), 0o666); err != nil {
		m.t.Fatal(err)
	}
}

type issue struct {
	FromLinter, Text string
	Pos              struct {
		Filename string
		Line     int
	}
	SuggestedFixes []fix
}

// A fix is compared between runs; the cache does not tell no text from an empty one.
type fix struct {
	Message   string
	TextEdits []struct {
		Pos, End int
		NewText  string // in base64
	}
}

// run runs golangci-lint and returns its exit code, issues and stderr.
func (m *module) run(args ...string) (int, []issue, string) {
	m.t.Helper()
	self, err := os.Executable()
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{"run", "--allow-parallel-runners", "--show-stats=false", "--output.json.path=stdout"}, args...)...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "VERIFY_GOLANGCI=1", "GOLANGCI_LINT_CACHE="+m.cache, "GOWORK=off", "GOFLAGS=-mod=mod", "GOPROXY=off")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	code := 0
	if err := cmd.Run(); err != nil {
		exit := new(exec.ExitError)
		if !errors.As(err, &exit) {
			m.t.Fatal(err)
		}
		code = exit.ExitCode()
	}
	var result struct{ Issues []issue }
	if stdout.Len() > 0 {
		if err := json.NewDecoder(&stdout).Decode(&result); err != nil {
			m.t.Fatalf("%v\n%s%s", err, &stdout, &stderr)
		}
	}
	return code, result.Issues, stderr.String()
}

// analyzersOf counts the issues of each analyzer, whose names their texts begin with.
func analyzersOf(issues []issue) map[string]int {
	found := make(map[string]int)
	for _, i := range issues {
		name, _, _ := strings.Cut(i.Text, ":")
		found[name]++
	}
	return found
}

// An analyzer has a package of the fixture with one finding, and another that a
// comment silences.
func TestFindings(t *testing.T) {
	m := newModule(t)
	code, issues, stderr := m.run("./...")
	if code != 1 {
		t.Fatalf("exit code %d, want 1\n%s", code, stderr)
	}
	found := analyzersOf(issues)
	for _, a := range analyzers.All() {
		if found[a.Name] != 1 {
			t.Errorf("%s: %d findings, want 1 in testdata/shop/%s: %+v", a.Name, found[a.Name], a.Name, issues)
		}
	}
	for _, i := range issues {
		if i.FromLinter != "govlint" {
			t.Errorf("issue of %s: %+v", i.FromLinter, i)
		}
		if !strings.HasSuffix(i.Pos.Filename, "wrong.go") {
			t.Errorf("a comment is not respected: %+v", i)
		}
	}

	// The second run has its results from golangci-lint's cache.
	code, again, _ := m.run("./...")
	if code != 1 || !reflect.DeepEqual(again, issues) {
		t.Errorf("second run: exit code %d, issues %+v, want %+v", code, again, issues)
	}
}

func TestSettings(t *testing.T) {
	m := newModule(t)
	_, before, _ := m.run("./...")

	m.configure(`{checks: [-maprace]}`)
	_, issues, _ := m.run("./...")
	found := analyzersOf(issues)
	want := analyzersOf(before)
	delete(want, "maprace")
	if !maps.Equal(found, want) {
		t.Errorf("without maprace there is %v, want %v", found, want)
	}

	m.configure(`{checks: [maprace, -maprace/unguarded]}`)
	if code, issues, stderr := m.run("./..."); code != 0 || len(issues) > 0 {
		t.Errorf("without maprace/unguarded: exit code %d, %+v\n%s", code, issues, stderr)
	}
}

// What the settings do not know is an error, with what was probably meant.
func TestStrict(t *testing.T) {
	m := newModule(t)
	for settings, want := range map[string]string{
		`{chekcs: [maprace]}`:                    `unknown key "chekcs"; did you mean "checks"?`,
		`{checks: [maprase]}`:                    `no check is called "maprase"; did you mean "maprace"?`,
		`{settings: {maprase: {x: 1}}}`:          `no analyzer is called "maprase"; did you mean "maprace"?`,
		`{settings: {maprace: {no-such: true}}}`: `maprace has no setting "no-such"`,
		`{tests: false}`:                         `run.tests`,
	} {
		m.configure(settings)
		code, _, stderr := m.run("./...")
		if code == 0 || code == 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, want a failure with %q\n%s", settings, code, want, stderr)
		}
	}
}

// --fix applies the first fix of each issue that has one.
func TestFix(t *testing.T) {
	m := newModule(t)
	_, before, _ := m.run("./...")
	fixable := func(i issue) bool { return len(i.SuggestedFixes) > 0 }
	if !slices.ContainsFunc(before, fixable) {
		t.Fatal("no analyzer suggests a fix for what is in testdata/shop")
	}
	_, left, stderr := m.run("--fix", "./...")
	if slices.ContainsFunc(left, fixable) || len(left) == len(before) {
		t.Errorf("left after --fix: %+v\n%s", left, stderr)
	}
	if _, again, _ := m.run("./..."); len(again) != len(left) {
		t.Errorf("found after --fix: %+v, want %+v", again, left)
	}
	build := exec.Command("go", "vet", "./...")
	build.Dir = m.dir
	build.Env = append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("the result: %v\n%s", err, out)
	}
}
