package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/report"
	"golang.org/x/tools/go/analysis"
)

const sinceFile = "internal/docgen/since.tsv"

// next is the version that the next release will have: what is not in the
// table yet comes with it.
const next = "v0.1.0"

// A history has the version in which each code came, by code.
type history map[string]string

// readSince reads the table; without a file it is empty.
func readSince(file string) (history, error) {
	h := make(history)
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(data)) {
		code, version, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			return nil, fmt.Errorf("%s: bad line %q", file, line)
		}
		h[code] = version
	}
	return h, nil
}

// add enters the codes that are new, and drops those that are gone.
func (h history) add(all []*analysis.Analyzer) {
	known := make(map[string]bool)
	for _, a := range all {
		for _, kind := range report.Kinds(a) {
			code := a.Name + "/" + kind.Name
			known[code] = true
			if h[code] == "" {
				h[code] = next
			}
		}
	}
	for code := range h {
		if !known[code] {
			delete(h, code)
		}
	}
}

func (h history) text() string {
	var lines []string
	for code, version := range h {
		lines = append(lines, code+"\t"+version+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
