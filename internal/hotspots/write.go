package hotspots

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Formats are those that Write knows.
func Formats() []string { return []string{"text", "json", "html"} }

// Write prints the table in one of Formats.
func (t *Table) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		return t.writeJSON(w)
	case "html":
		return page.Execute(w, t)
	}
	return t.writeText(w)
}

// writeJSON prints one object a line, as govlint does with findings.
func (t *Table) writeJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, s := range t.Sites {
		if err := enc.Encode(s); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) writeText(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(tw, "SHARE\tFUNCTION\tWHERE\tFIX\tVERDICT")
	for _, s := range t.Sites {
		fmt.Fprintf(tw, "%s\t%s\t%s:%d\t%s\t%s\n", s.Percent(), s.Func, s.File, s.Line, s.HasFix(), s.Verdict())
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", t.Summary())
	return err
}

// Percent is the share for people.
func (s Site) Percent() string { return fmt.Sprintf("%.1f %%", 100*s.Share) }

// HasFix is "yes" or "-".
func (s Site) HasFix() string {
	if s.Fix {
		return "yes"
	}
	return "-"
}

// Verdict is the finding, or what the compiler says and why there is none.
func (s Site) Verdict() string {
	switch {
	case s.Code != "":
		return s.Code
	case len(s.Compiler) > 0:
		return strings.Join(s.Compiler, ", ") + "; " + s.Why
	}
	return s.Why
}

// Width is the length of the site's bar, in percent of the longest.
func (t *Table) Width(s Site) string {
	if len(t.Sites) == 0 || t.Sites[0].Value == 0 {
		return "0"
	}
	return fmt.Sprintf("%.1f", 100*float64(s.Value)/float64(t.Sites[0].Value))
}

// Summary says how much of the profile the table speaks of.
func (t *Table) Summary() string {
	var all, found float64
	fixes := 0
	for _, s := range t.Sites {
		all += s.Share
		if s.Code != "" {
			found += s.Share
		}
		if s.Fix {
			fixes++
		}
	}
	return fmt.Sprintf("%s, %.1f %% of %s; findings on %.1f %%, fixes for %s", count(len(t.Sites), "line"), 100*all, t.Type, 100*found, count(fixes, "line"))
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Known reports whether Write knows the format.
func Known(format string) bool { return slices.Contains(Formats(), format) }

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))
