package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/govlint/govlint/analyzers"
)

// TestUpToDate fails when the documents do not say what the analyzers do.
func TestUpToDate(t *testing.T) {
	root := filepath.Join("..", "..")
	since, err := readSince(filepath.Join(root, sinceFile))
	if err != nil {
		t.Fatal(err)
	}
	all := analyzers.All()
	before := since.text()
	since.add(all)
	if since.text() != before {
		t.Errorf("%s is out of date", sinceFile)
	}
	pages, err := documents(all, since)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil || string(got) != want {
			t.Errorf("%s is out of date", name)
		}
	}
	checks := filepath.Join(root, filepath.FromSlash(checksDir))
	err = filepath.WalkDir(checks, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if _, ok := pages[filepath.ToSlash(name)]; !ok {
			t.Errorf("%s is about nothing", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if t.Failed() {
		t.Log("go generate ./internal/docgen")
	}
}

// Every kind says what is wrong and shows it, on a page that reads well.
func TestPagesShowCode(t *testing.T) {
	all := analyzers.All()
	pages, err := documents(all, make(history))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range pages {
		if strings.Count(name, "/") < 3 || !strings.HasSuffix(name, ".md") || strings.Contains(name, "/govlint/") {
			continue
		}
		for _, want := range []string{"\n## Wrong\n", "\n## Right\n", "```go\n", "\n## Silence it\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %q", name, strings.TrimSpace(want))
			}
		}
		if strings.Count(text, "```")%2 != 0 {
			t.Errorf("%s: a block of code has no end", name)
		}
	}
}

func TestHeaded(t *testing.T) {
	const text = "It is.\n\nWrong:\n\n```go\nx\n```\n\nRight, with a lock:\n\n```go\ny\n```\n\nRight: or so\n"
	const want = "It is.\n\n## Wrong\n\n```go\nx\n```\n\n## Right\n\nWith a lock:\n\n```go\ny\n```\n\n## Right\n\nOr so\n"
	if got := headed(text); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
