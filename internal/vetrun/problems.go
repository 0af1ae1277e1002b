package vetrun

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A section is what the go command prints on stderr about one package, below a
// line "# package". What it prints above the first such line has no package.
type section struct {
	pkg   string
	lines []string
}

// problemLines condenses the stderr of the go command: one line for each
// package, one for everything else. Named are the packages it speaks of.
func problemLines(stderr string) (problems []string, named map[string]bool) {
	named = make(map[string]bool)
	for _, s := range splitSections(stderr) {
		if s.pkg == "" {
			for _, line := range s.lines {
				problems = append(problems, cleanLine(line))
			}
			continue
		}
		path, _, _ := strings.Cut(s.pkg, " ") // "path", "path [path.test]", or "[path]" of vet itself
		path = strings.Trim(path, "[]")
		named[path] = true
		if len(s.lines) > 0 {
			problems = append(problems, path+": "+s.summary())
		}
	}
	return problems, named
}

func splitSections(stderr string) []section {
	sections := []section{{}}
	for _, line := range joinContinued(stderr) {
		if pkg, ok := strings.CutPrefix(line, "# "); ok {
			sections = append(sections, section{pkg: pkg})
			continue
		}
		if !ignorable(line) {
			last := &sections[len(sections)-1]
			last.lines = append(last.lines, line)
		}
	}
	return sections
}

// summary returns the first complaint, and how many there are besides it.
func (s *section) summary() string {
	died := func(line string) bool {
		return strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ")
	}
	if at := slices.IndexFunc(s.lines, died); at >= 0 {
		return "govlint died: " + s.lines[at]
	}
	first := cleanLine(s.lines[0])
	if more := len(s.lines) - 1; more > 0 {
		return fmt.Sprintf("%s (and %d more)", first, more)
	}
	return first
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

// ignorable reports whether line tells of progress or of what is no error.
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
