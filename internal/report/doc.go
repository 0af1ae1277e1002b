package report

import (
	"fmt"
	"go/parser"
	"go/token"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Kind is one class of finding of an analyzer, as its documentation has it.
type Kind struct {
	Name     string // "rlock-write"
	Severity string // "error", "warning" or "info"
	Summary  string // the first paragraph
	Explain  string // the rest, with its examples
}

// MustDoc returns what the package comment of the Go file source says below
// "# Analyzer name", up to the next such heading. It is meant for the Doc field
// of an analyzer, which embeds its own doc.go, and panics when the heading is
// missing or no text "name: summary" follows it.
func MustDoc(source, name string) string {
	doc, err := extractDoc(source, name)
	if err != nil {
		panic(err)
	}
	return doc
}

func extractDoc(source, name string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return "", err
	}
	const heading = "# Analyzer "
	for _, section := range strings.Split("\n"+file.Doc.Text(), "\n"+heading)[1:] {
		title, body, _ := strings.Cut(section, "\n")
		if strings.TrimSpace(title) != name {
			continue
		}
		body = strings.TrimSpace(body)
		if !strings.HasPrefix(body, name+": ") {
			return "", fmt.Errorf("text below %q does not start with %q", heading+name, name+": ")
		}
		return body, nil
	}
	return "", fmt.Errorf("no heading %q in the package comment", heading+name)
}

var kindHeading = regexp.MustCompile(`(?m)^## ([a-z0-9-]+)(?: \((error|warning|info)\))?$`)

// Kinds returns the kinds that the documentation of a describes, in its order:
// one section "## kind (severity)" each. The severity is "warning" when the
// heading has none.
func Kinds(a *analysis.Analyzer) []Kind {
	var kinds []Kind
	headings := kindHeading.FindAllStringSubmatchIndex(a.Doc, -1)
	for i, at := range headings {
		end := len(a.Doc)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		kind := Kind{Name: a.Doc[at[2]:at[3]], Severity: "warning"}
		if at[4] >= 0 {
			kind.Severity = a.Doc[at[4]:at[5]]
		}
		summary, rest, _ := strings.Cut(strings.TrimSpace(a.Doc[at[1]:end]), "\n\n")
		kind.Summary, kind.Explain = oneLine(summary), strings.TrimSpace(rest)
		kinds = append(kinds, kind)
	}
	return kinds
}

// Overview returns the documentation of a without the sections of its kinds.
func Overview(a *analysis.Analyzer) string {
	if at := kindHeading.FindStringIndex(a.Doc); at != nil {
		return strings.TrimSpace(a.Doc[:at[0]])
	}
	return a.Doc
}

// Summary returns the first sentence of the documentation of a without its name.
func Summary(a *analysis.Analyzer) string {
	first, _, _ := strings.Cut(a.Doc, "\n\n")
	return oneLine(strings.TrimPrefix(first, a.Name+": "))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
