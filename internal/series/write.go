package series

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Formats are those that Write knows.
func Formats() []string { return []string{"text", "json", "markdown"} }

// Write prints the metrics in one of Formats.
func Write(w io.Writer, format string, metrics []Metric) error {
	switch format {
	case "json":
		return writeJSON(w, metrics)
	case "markdown":
		return writeMarkdown(w, metrics)
	}
	return writeText(w, metrics)
}

// writeJSON prints one object a line.
func writeJSON(w io.Writer, metrics []Metric) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, m := range metrics {
		if err := enc.Encode(m); err != nil {
			return err
		}
	}
	return nil
}

func writeText(w io.Writer, metrics []Metric) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "SERIES\tCOMBINATIONS\tTYPE\tMETRIC\tWHERE")
	for _, m := range metrics {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", m.Series, m.Combinations, m.Type, m.signature(), m.where())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(metrics) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	for _, m := range metrics {
		for _, l := range m.Labels {
			if _, err := fmt.Fprintf(w, "%s: label %s: %s values: %s\n", m.Name, l.Name, l.Values, l.Why); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", summary(metrics))
	return err
}

// signature is the metric as Prometheus writes it.
func (m Metric) signature() string {
	if len(m.Labels) == 0 {
		return m.Name
	}
	var names []string
	for _, l := range m.Labels {
		names = append(names, l.Name)
	}
	return m.Name + "{" + strings.Join(names, ", ") + "}"
}

func (m Metric) where() string { return fmt.Sprintf("%s:%d", m.Location.File, m.Location.Line) }

// summary says how many series there are in all.
func summary(metrics []Metric) string {
	sum, more, endless := 0, false, 0
	for _, m := range metrics {
		if m.Series.Unbounded {
			endless++
			continue
		}
		sum = min(sum+m.Series.N, maxNumber)
		more = more || m.Series.AtLeast
	}
	text := fmt.Sprintf("%d metrics, %s series", len(metrics), Number{N: sum, AtLeast: more || endless > 0})
	if endless > 0 {
		text += fmt.Sprintf(", %d of the metrics without a bound", endless)
	}
	return text
}

func writeMarkdown(w io.Writer, metrics []Metric) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n\n| series | combinations | metric | type | labels | where |\n|---:|---:|---|---|---|---|\n", summary(metrics))
	for _, m := range metrics {
		var labels []string
		for _, l := range m.Labels {
			labels = append(labels, fmt.Sprintf("`%s` %s (%s)", l.Name, l.Values, l.Why))
		}
		fmt.Fprintf(&out, "| %s | %s | `%s` | %s | %s | %s |\n", m.Series, m.Combinations, m.Name, m.Type, cell(strings.Join(labels, "<br>")), m.where())
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// cell keeps text from ending a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
