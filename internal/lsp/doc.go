// Package lsp is govlint as a language server.
//
// [Proxy] stands between an editor and the user's gopls. What either side says
// reaches the other byte for byte and at once, but for three kinds of message:
// the diagnostics that gopls publishes, or returns when it is asked, and its code
// actions get govlint's added. [Serve] is the same without gopls.
//
// Both share a session, which follows what the editor has open, runs the
// analysis when nothing was typed for a moment, and drops results that belong to
// text that is no longer there. The analysis is another process with its own
// cache, called through [Options.Analyse].
package lsp

import (
	"context"
	"io"
	"time"

	"github.com/govlint/govlint/internal/finding"
)

// Options say how a server behaves.
type Options struct {
	// Analyse runs the analysis. It is called once at a time.
	Analyse func(ctx context.Context, request Request) (*Outcome, error)

	// Modules returns the directories of the main modules around a directory.
	Modules func(ctx context.Context, dir string) []string

	URL func(code string) string // where the documentation of a code stands
	Log io.Writer

	Delay time.Duration // without a change before the analysis begins
}

// A Request is what is to be analysed: packages as seen from a directory.
type Request struct {
	Dir      string
	Patterns []string
	Overlay  map[string][]byte // unsaved text by absolute path
}

// An Outcome is what came of it. Paths are absolute.
type Outcome struct {
	Findings []finding.Finding
	Analysed func(file string) bool // its package was asked for
	Editable func(file string) bool
	Problems []string
}
