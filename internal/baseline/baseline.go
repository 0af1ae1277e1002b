// Package baseline keeps the findings that a code base had when govlint was
// introduced, so that only new ones are printed.
package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/govlint/govlint/internal/finding"
)

// version is that of the file format.
const version = 1

// An Entry is one known finding. Only the fingerprint decides; the rest is for
// the people who read the file.
type Entry struct {
	Fingerprint string `json:"fingerprint"`
	Code        string `json:"code"`
	File        string `json:"file"` // below the root, with slashes
	Message     string `json:"message"`
}

// A Baseline is a list of known findings.
type Baseline struct {
	Entries []Entry
}

// Of returns the baseline that has all of the findings and no others.
func Of(findings []finding.Finding, root string) *Baseline {
	b := &Baseline{Entries: []Entry{}}
	for i, name := range finding.Fingerprints(findings, root) {
		f := findings[i]
		b.Entries = append(b.Entries, Entry{name, f.Code, finding.Below(root, f.Location.File), f.Message})
	}
	return b
}

// Read returns what is in a file that Write wrote.
func Read(file string) (*Baseline, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no baseline %s; make one with -write-baseline", file)
	}
	if err != nil {
		return nil, err
	}
	var content struct {
		Version  int     `json:"version"`
		Findings []Entry `json:"findings"`
	}
	if err := json.Unmarshal(data, &content); err != nil {
		return nil, fmt.Errorf("baseline %s: %v", file, err)
	}
	if content.Version != version {
		return nil, fmt.Errorf("baseline %s has version %d, this govlint reads %d", file, content.Version, version)
	}
	return &Baseline{Entries: content.Findings}, nil
}

// Write replaces the file: an entry a line, so that two people's changes merge.
func (b *Baseline) Write(file string) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\"version\":%d,\"findings\":[", version)
	for i, e := range b.Entries {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			return err
		}
		out.Truncate(out.Len() - 1) // the encoder's newline
	}
	out.WriteString("\n]}\n")
	return os.WriteFile(file, out.Bytes(), 0o666)
}

// Apply returns the findings that b does not have, and the baseline without the
// entries that no finding has any more, as far as gone says of them that this
// is known. It is b itself when nothing went.
func (b *Baseline) Apply(findings []finding.Finding, root string, gone func(Entry) bool) ([]finding.Finding, *Baseline) {
	known := make(map[string]bool)
	for _, e := range b.Entries {
		known[e.Fingerprint] = true
	}
	present := make(map[string]bool)
	var fresh []finding.Finding
	for i, name := range finding.Fingerprints(findings, root) {
		present[name] = true
		if !known[name] {
			fresh = append(fresh, findings[i])
		}
	}
	left := &Baseline{Entries: []Entry{}}
	for _, e := range b.Entries {
		if present[e.Fingerprint] || !gone(e) {
			left.Entries = append(left.Entries, e)
		}
	}
	if len(left.Entries) == len(b.Entries) {
		left = b
	}
	return fresh, left
}
