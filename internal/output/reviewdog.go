package output

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// The Diagnostic of reviewdog's diagnostic format, whose columns count bytes:
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
type (
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Source      rdSource       `json:"source"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
		Related     []rdRelated    `json:"related_locations,omitempty"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	rdRange struct {
		Start rdPosition  `json:"start"`
		End   *rdPosition `json:"end,omitempty"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"`
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url,omitempty"`
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
	rdRelated struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
	}
)

func rdjsonl(w io.Writer, r *Report) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	sources := make(finding.Sources)
	for _, f := range r.Findings {
		d := rdDiagnostic{
			Message:  f.Message,
			Location: rdAt(r, f.Location, f.End),
			Severity: strings.ToUpper(f.Severity),
			Source:   rdSource{"govlint", homepage},
			Code:     rdCode{f.Code, r.rule(f.Code).URL},
		}
		for _, rel := range f.Related {
			d.Related = append(d.Related, rdRelated{rel.Message, rdAt(r, rel.Location, rel.End)})
		}
		for _, fix := range f.Fixes {
			if s, ok := suggestion(sources, f.Location.File, fix); ok {
				d.Suggestions = append(d.Suggestions, s)
			}
		}
		if err := enc.Encode(&d); err != nil {
			return err
		}
	}
	return buf.Flush()
}

func rdAt(r *Report, from, to finding.Location) rdLocation {
	at := rdLocation{Path: r.path(from.File)}
	if from.Line > 0 {
		at.Range = &rdRange{Start: rdPosition{from.Line, from.Column}}
		if to.File == from.File && to.Line > 0 {
			at.Range.End = &rdPosition{to.Line, to.Column}
		}
	}
	return at
}

// farApart is how many lines a suggestion may replace. A comment on a pull
// request that replaces more is no help.
const farApart = 40

// suggestion returns the fix as the one replacement that a reviewer can accept:
// all edits and what stands between them. A fix that edits another file, or
// places far apart, cannot be accepted in one piece and is none.
func suggestion(sources finding.Sources, file string, fix finding.Fix) (rdSuggestion, bool) {
	edits := slices.Clone(fix.Edits)
	slices.SortStableFunc(edits, func(a, b finding.Edit) int { return comparePlaces(a.Location, b.Location) })
	if len(edits) == 0 || edits[len(edits)-1].End.Line-edits[0].Location.Line > farApart {
		return rdSuggestion{}, false
	}
	var text strings.Builder
	at := edits[0].Location
	for _, e := range edits {
		if e.Location.File != file || comparePlaces(e.Location, at) < 0 {
			return rdSuggestion{}, false
		}
		text.WriteString(between(sources, at, e.Location))
		text.WriteString(e.NewText)
		at = e.End
	}
	first := edits[0].Location
	return rdSuggestion{
		Range: rdRange{Start: rdPosition{first.Line, first.Column}, End: &rdPosition{at.Line, at.Column}},
		Text:  text.String(),
	}, true
}

func comparePlaces(a, b finding.Location) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

// between returns what stands in a file from one place to another.
func between(sources finding.Sources, from, to finding.Location) string {
	cut := func(line, column int) string {
		text := sources.Line(from.File, line)
		return string(text[:min(max(column-1, 0), len(text))])
	}
	if from.Line == to.Line {
		return strings.TrimPrefix(cut(to.Line, to.Column), cut(from.Line, from.Column))
	}
	first := string(sources.Line(from.File, from.Line))
	lines := []string{strings.TrimPrefix(first, cut(from.Line, from.Column))}
	for line := from.Line + 1; line < to.Line; line++ {
		lines = append(lines, string(sources.Line(from.File, line)))
	}
	return strings.Join(append(lines, cut(to.Line, to.Column)), "\n")
}
