package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/govlint/govlint/analyzers"
)

var (
	codeBlock = regexp.MustCompile("(?s)```[a-z]*\n(.*?)```")
	call      = regexp.MustCompile(`(?m)(?:^|run: |- |"|\$ )(?:go tool |\./)?govlint((?: [^|>;&\n]*)?)`)
	link      = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	hookID    = regexp.MustCompile(`(?m)^- id: (.*)$`)
)

// TestGuides keeps the calls in README and guides to what the command takes, and
// the links to what is there.
func TestGuides(t *testing.T) {
	root := filepath.Join("..", "..")
	guides, err := filepath.Glob(filepath.Join(root, "docs", "guides", "*.md"))
	if err != nil || len(guides) < 6 {
		t.Fatalf("guides %v, %v", guides, err)
	}
	calls := 0
	for _, guide := range append(guides, filepath.Join(root, "README.md")) {
		data, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range codeBlock.FindAllStringSubmatch(string(data), -1) {
			for _, m := range call.FindAllStringSubmatch(block[1], -1) {
				calls++
				checkCall(t, guide, strings.Fields(m[1]))
			}
		}
		for _, m := range link.FindAllStringSubmatch(string(data), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(guide), m[1])); err != nil {
				t.Errorf("%s: %v", guide, err)
			}
		}
	}
	if calls < 15 {
		t.Errorf("only %d calls found", calls)
	}
}

func checkCall(t *testing.T, guide string, args []string) {
	t.Helper()
	if len(args) == 0 {
		return
	}
	if slices.ContainsFunc(subcommands(), func(s subcommand) bool { return s.name == args[0] }) {
		return
	}
	if slices.Contains(args, "[flags]") || !strings.HasPrefix(args[0], "-") && !strings.HasPrefix(args[0], ".") {
		return // not a call
	}
	if _, err := parse(append([]string{"-config=off"}, args...), analyzers.All()); err != nil && !errors.Is(err, flag.ErrHelp) {
		t.Errorf("%s: govlint %s: %v", guide, strings.Join(args, " "), err)
	}
}

func TestHooksAreDocumented(t *testing.T) {
	root := filepath.Join("..", "..")
	hooks, err := os.ReadFile(filepath.Join(root, ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile(filepath.Join(root, "docs", "guides", "pre-commit.md"))
	if err != nil {
		t.Fatal(err)
	}
	ids := hookID.FindAllStringSubmatch(string(hooks), -1)
	if len(ids) < 3 {
		t.Fatalf("hooks %q", ids)
	}
	for _, m := range ids {
		if !strings.Contains(string(guide), "| `"+m[1]+"` |") {
			t.Errorf("the guide says nothing of the hook %s", m[1])
		}
	}
}

// The version of golangci-lint that doctor and guide speak of is the one that the
// plugin is tested with.
func TestLinterVersion(t *testing.T) {
	for _, name := range []string{"golangci/verify/go.mod", "golangci/verify/main.go", "docs/guides/golangci-lint.md"} {
		data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), linterVersion) {
			t.Errorf("%s does not speak of %s", name, linterVersion)
		}
	}
}
