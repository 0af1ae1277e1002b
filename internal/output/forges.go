package output

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// github writes the workflow commands that make annotations:
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func github(w io.Writer, r *Report) error {
	buf := bufio.NewWriter(w)
	for _, f := range r.Findings {
		command := f.Severity
		if command != "error" && command != "warning" {
			command = "notice"
		}
		fmt.Fprintf(buf, "::%s file=%s,line=%d", command, property(r.path(f.Location.File)), max(1, f.Location.Line))
		if f.End.File == f.Location.File && f.End.Line > f.Location.Line {
			fmt.Fprintf(buf, ",endLine=%d", f.End.Line)
		}
		if f.Location.Column > 0 {
			fmt.Fprintf(buf, ",col=%d", f.Location.Column)
		}
		message := f.Message
		for _, rel := range f.Related {
			rel.Location.File = r.path(rel.Location.File)
			message += "\n" + place(rel.Location) + ": " + rel.Message
		}
		fmt.Fprintf(buf, ",title=%s::%s\n", property("govlint "+f.Code), data(message))
	}
	return buf.Flush()
}

// data and property escape what would end a workflow command, or a property of it.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// The parts of https://docs.gitlab.com/ci/testing/code_quality/ that GitLab reads,
// and the text that other readers of Code Climate's format show.
type (
	climateIssue struct {
		Type        string          `json:"type"`
		CheckName   string          `json:"check_name"`
		Description string          `json:"description"`
		Content     *climateContent `json:"content,omitempty"`
		Categories  []string        `json:"categories"`
		Severity    string          `json:"severity"`
		Fingerprint string          `json:"fingerprint"`
		Location    climatePlace    `json:"location"`
		Others      []climatePlace  `json:"other_locations,omitempty"`
	}
	climateContent struct {
		Body string `json:"body"`
	}
	climatePlace struct {
		Path  string       `json:"path"`
		Lines climateLines `json:"lines"`
	}
	climateLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

func codeclimate(w io.Writer, r *Report) error {
	issues := []climateIssue{}
	names := finding.Fingerprints(r.Findings, r.Root)
	for i, f := range r.Findings {
		issue := climateIssue{
			Type:        "issue",
			CheckName:   f.Code,
			Description: f.Message,
			Categories:  []string{"Bug Risk"},
			Severity:    climateSeverity(f.Severity),
			Fingerprint: names[i],
			Location:    climateAt(r, f.Location, f.End),
		}
		var witness []string
		for _, rel := range f.Related {
			issue.Others = append(issue.Others, climateAt(r, rel.Location, rel.End))
			rel.Location.File = r.path(rel.Location.File)
			witness = append(witness, "- "+escape(place(rel.Location)+": "+rel.Message))
		}
		if len(witness) > 0 {
			issue.Content = &climateContent{strings.Join(witness, "\n")}
		}
		issues = append(issues, issue)
	}
	return indented(w, issues)
}

func climateAt(r *Report, from, to finding.Location) climatePlace {
	lines := climateLines{Begin: max(1, from.Line), End: max(1, from.Line)}
	if to.File == from.File {
		lines.End = max(lines.End, to.Line)
	}
	return climatePlace{Path: r.path(from.File), Lines: lines}
}

func climateSeverity(severity string) string {
	switch severity {
	case "error":
		return "critical"
	case "info":
		return "info"
	}
	return "minor"
}
