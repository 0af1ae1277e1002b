// Command docgen writes docs/checks and the schema of .govlint.yml from what the
// analyzers say of themselves. A test fails when they are out of date; run
//
//	go generate ./internal/docgen
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/govlint/govlint/analyzers"
)

//go:generate go run . ../..

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := write(root); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

// write makes the documents below root be what they should be. Documents of
// checks that are no more are removed.
func write(root string) error {
	since, err := readSince(filepath.Join(root, sinceFile))
	if err != nil {
		return err
	}
	all := analyzers.All()
	since.add(all)
	pages, err := documents(all, since)
	if err != nil {
		return err
	}
	pages[sinceFile] = since.text()
	if err := os.RemoveAll(filepath.Join(root, filepath.FromSlash(checksDir))); err != nil {
		return err
	}
	for name, text := range pages {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
