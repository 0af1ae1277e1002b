package report

import "strings"

// Markdown returns the text of a doc comment as Markdown: indented lines
// become blocks of Go code.
func Markdown(text string) string {
	var out strings.Builder
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := 0; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], "\t") {
			out.WriteString(lines[i] + "\n")
			continue
		}
		end := i
		for next := i; next < len(lines) && (lines[next] == "" || strings.HasPrefix(lines[next], "\t")); next++ {
			if lines[next] != "" {
				end = next
			}
		}
		out.WriteString("```go\n")
		for ; i <= end; i++ {
			out.WriteString(strings.TrimPrefix(lines[i], "\t") + "\n")
		}
		i--
		out.WriteString("```\n")
	}
	return out.String()
}

// URL returns where the documentation of a code stands, "maprace/unguarded" or
// an analyzer's name.
func URL(code string) string {
	return "https://github.com/govlint/govlint/blob/main/docs/checks/" + code + ".md"
}
