package vetrun

import (
	"fmt"
	"regexp"
	"strings"
)

// problemLines condenses what the go command prints on stderr: one line for
// each package it names in a "# package" header, one for everything else.
// Continuation lines, which begin with a tab, belong to the line above them.
// Named are the packages in headers.
func problemLines(stderr string) (problems []string, named map[string]bool) {
	named = make(map[string]bool)
	section, more := "", 0
	flush := func() {
		if more > 0 {
			problems[len(problems)-1] += fmt.Sprintf(" (and %d more)", more)
		}
		more = 0
	}
	inSection := 0
	for _, line := range joinContinued(stderr) {
		if pkg, ok := strings.CutPrefix(line, "# "); ok {
			flush()
			section, inSection = pkg, 0
			path, _, _ := strings.Cut(pkg, " ") // without "[path.test]"
			named[path] = true
			continue
		}
		if ignorable(line) {
			continue
		}
		if section == "" {
			problems = append(problems, cleanLine(line))
			continue
		}
		if inSection++; inSection > 1 {
			more++
			continue
		}
		problems = append(problems, section+": "+cleanLine(line))
	}
	flush()
	return problems, named
}

// joinContinued returns the lines of s, with those that begin with a tab put at
// the end of the one before.
func joinContinued(s string) []string {
	var lines []string
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if line[0] == '\t' && len(lines) > 0 {
			lines[len(lines)-1] += " " + strings.TrimSpace(line)
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

func ignorable(line string) bool {
	for _, prefix := range []string{"go: downloading ", "go: finding ", "go: warning: ", "note: "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

var toolPrefix = regexp.MustCompile(`^(?:vet|go|govlint): `)

func cleanLine(line string) string { return toolPrefix.ReplaceAllString(line, "") }

// firstProblem returns the first line of stderr that says what went wrong.
func firstProblem(stderr string) string {
	if lines, _ := problemLines(stderr); len(lines) > 0 {
		return lines[0]
	}
	return ""
}

// oneLine makes one line of the go command's advice, which may span several.
func oneLine(s string) string { return strings.Join(joinContinued(s), "; ") }
