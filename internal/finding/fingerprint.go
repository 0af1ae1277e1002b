package finding

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Fingerprints returns a name for each finding that stays the same when code
// is added or removed elsewhere: a hash of the code, the file as a path below
// root, the message without line numbers, and the text of the line. Findings
// that agree in all of these are told apart by their order. No two names of
// one call are equal.
func Fingerprints(findings []Finding, root string) []string {
	sources := make(Sources)
	seen := make(map[string]int)
	names := make([]string, len(findings))
	for i := range findings {
		f := &findings[i]
		line := strings.Join(strings.Fields(string(sources.Line(f.Location.File, f.Location.Line))), " ")
		key := strings.Join([]string{f.Code, Below(root, f.Location.File), withoutLines(f.Message), line}, "\x00")
		seen[key]++
		sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(seen[key])))
		names[i] = hex.EncodeToString(sum[:16])
	}
	return names
}

var lineNumber = regexp.MustCompile(`(\.go|\bline):? ?\d+(?::\d+)?`)

func withoutLines(message string) string { return lineNumber.ReplaceAllString(message, "$1") }

// Below returns file as a path with slashes below root, an absolute path. A
// file elsewhere keeps its absolute path.
func Below(root, file string) string {
	abs, err := filepath.Abs(file)
	if err != nil {
		return filepath.ToSlash(file)
	}
	rel, err := filepath.Rel(root, abs)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}

// Sources holds the lines of files that were read so far.
type Sources map[string][][]byte

// Line returns a line of a file, counted from 1, without its end; nil where
// there is none.
func (s Sources) Line(file string, line int) []byte {
	lines, ok := s[file]
	if !ok {
		data, _ := os.ReadFile(file) // a file that went has no lines
		lines = bytes.Split(data, []byte("\n"))
		s[file] = lines
	}
	if line < 1 || line > len(lines) {
		return nil
	}
	return bytes.TrimSuffix(lines[line-1], []byte("\r"))
}

// UTF16 returns the column of l counted in UTF-16 code units, from 1. Where
// the line is not to be had it is the column in bytes.
func (s Sources) UTF16(l Location) int {
	line := s.Line(l.File, l.Line)
	if l.Column < 1 || l.Column-1 > len(line) {
		return l.Column
	}
	units := 0
	for _, r := range string(line[:l.Column-1]) {
		units++
		if r > 0xffff {
			units++
		}
	}
	return units + 1
}
