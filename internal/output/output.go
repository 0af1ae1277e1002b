// Package output writes findings in the formats that people and other programs read.
package output

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/govlint/govlint/internal/finding"
)

// A Report is what there is to write.
type Report struct {
	Findings []finding.Finding // sorted
	Problems []string          // what could not be analysed
	Rules    []Rule            // all that findings may have the code of
	Root     string            // absolute; formats for other programs have paths below it
	Version  string            // of govlint
	Color    bool              // for text
}

// A Rule is what the documentation says of one code.
type Rule struct {
	Code     string
	Severity string
	Summary  string
	Help     string // in the form of a doc comment
	URL      string
}

// A Format is one way to write a report.
type Format struct {
	Name    string
	Summary string
	Write   func(io.Writer, *Report) error
}

// Formats lists the formats, the default first.
func Formats() []Format {
	return []Format{
		{"text", "for people, the witness indented below each finding", text},
		{"json", "one object a line", jsonLines},
		{"sarif", "SARIF 2.1.0, for code scanning", sarif},
		{"github", "annotations of GitHub Actions", github},
		{"codeclimate", "code quality report of GitLab", codeclimate},
		{"checkstyle", "XML, for Jenkins and others", checkstyle},
		{"rdjsonl", "for reviewdog, with suggestions", rdjsonl},
		{"markdown", "summary for a pull request", markdown},
	}
}

// Named returns the format with the name.
func Named(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

func jsonLines(w io.Writer, r *Report) error { return JSON(w, r.Findings) }

func text(w io.Writer, r *Report) error { return Text(w, r.Findings, r.Color) }

// JSON writes each finding as one JSON object on a line of its own.
func JSON(w io.Writer, findings []finding.Finding) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	for i := range findings {
		if err := enc.Encode(&findings[i]); err != nil {
			return err
		}
	}
	return buf.Flush()
}

// Text writes each finding as "file:line:column: message (code)", with its
// witness below, indented by four blanks. With color, positions are bold and
// codes dim, by the escape sequences of ANSI terminals.
func Text(w io.Writer, findings []finding.Finding, color bool) error {
	bold, dim, plain := "", "", ""
	if color {
		bold, dim, plain = "\x1b[1m", "\x1b[2m", "\x1b[0m"
	}
	buf := bufio.NewWriter(w)
	for _, f := range findings {
		fmt.Fprintf(buf, "%s%s:%s %s %s(%s)%s\n", bold, place(f.Location), plain, f.Message, dim, f.Code, plain)
		for _, r := range f.Related {
			fmt.Fprintf(buf, "    %s%s:%s %s\n", dim, place(r.Location), plain, r.Message)
		}
	}
	return buf.Flush()
}

func place(l finding.Location) string {
	if l.Line == 0 {
		return l.File
	}
	if l.Column == 0 {
		return fmt.Sprintf("%s:%d", l.File, l.Line)
	}
	return fmt.Sprintf("%s:%d:%d", l.File, l.Line, l.Column)
}

// path returns the name of a file below the root of r.
func (r *Report) path(file string) string { return finding.Below(r.Root, file) }

// rule returns what is known of a code, at least its name.
func (r *Report) rule(code string) Rule {
	for _, rule := range r.Rules {
		if rule.Code == code {
			return rule
		}
	}
	return Rule{Code: code}
}

// indented writes v as JSON for people to look at.
func indented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
