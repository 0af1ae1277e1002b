package output

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// mostShown is how many findings a summary has. Forges cut long comments off.
const mostShown = 50

// markdown writes a summary that a pull request or a job can show.
func markdown(w io.Writer, r *Report) error {
	buf := bufio.NewWriter(w)
	fmt.Fprintf(buf, "### govlint: %s\n", total(r.Findings))
	for i, f := range r.Findings {
		if i == mostShown {
			fmt.Fprintf(buf, "\nand %d more\n", len(r.Findings)-i)
			break
		}
		f.Location.File = r.path(f.Location.File)
		code := "`" + f.Code + "`"
		if url := r.rule(f.Code).URL; url != "" {
			code = "[" + code + "](" + url + ")"
		}
		fmt.Fprintf(buf, "\n**%s** %s `%s`\n\n%s\n", f.Severity, code, place(f.Location), escape(f.Message))
		if len(f.Related) == 0 {
			continue
		}
		fmt.Fprint(buf, "\n<details><summary>why</summary>\n\n")
		for _, rel := range f.Related {
			rel.Location.File = r.path(rel.Location.File)
			fmt.Fprintf(buf, "- `%s` %s\n", place(rel.Location), escape(rel.Message))
		}
		fmt.Fprint(buf, "\n</details>\n")
	}
	if len(r.Problems) > 0 {
		fmt.Fprint(buf, "\nNot everything could be analysed:\n\n")
		for _, p := range r.Problems {
			fmt.Fprintf(buf, "- %s\n", escape(p))
		}
	}
	return buf.Flush()
}

func total(findings []finding.Finding) string {
	if len(findings) == 0 {
		return "no findings"
	}
	count := make(map[string]int)
	for _, f := range findings {
		count[f.Severity]++
	}
	var parts []string
	for _, severity := range finding.Severities() {
		switch n := count[severity]; {
		case n == 1 || n > 1 && severity == "info":
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, severity))
		}
	}
	return strings.Join(parts, ", ")
}

// escape keeps text from being taken for Markdown or HTML.
func escape(s string) string {
	const special = "\\`*_[]<>&|#~"
	var out strings.Builder
	for _, r := range s {
		if strings.ContainsRune(special, r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
