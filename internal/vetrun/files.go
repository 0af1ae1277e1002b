package vetrun

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// files translates the positions of the go command into the ones to print.
type files struct {
	cwd      string            // paths are relative to it where that is shorter
	dir      string            // the go command's directory, absolute
	original map[string]string // of the files that stand in for others under -overlay
	contents map[string][]byte
}

func newFiles(opts Options) *files {
	f := &files{original: make(map[string]string), contents: make(map[string][]byte)}
	f.cwd, _ = os.Getwd() // without it, paths stay absolute
	f.dir = opts.Dir
	if !filepath.IsAbs(f.dir) {
		f.dir = filepath.Join(f.cwd, f.dir)
	}
	for _, flag := range opts.BuildFlags {
		if name, ok := strings.CutPrefix(flag, "-overlay="); ok {
			f.readOverlay(f.abs(name))
		}
	}
	return f
}

// readOverlay learns which files stand in for which. The go command has read
// the same file and complained if there was something wrong with it.
func (f *files) readOverlay(name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		return
	}
	var overlay struct{ Replace map[string]string }
	if json.Unmarshal(data, &overlay) != nil {
		return
	}
	for original, replacement := range overlay.Replace {
		if replacement != "" {
			f.original[f.abs(replacement)] = f.abs(original)
		}
	}
}

func (f *files) abs(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(f.dir, name)
}

// fromCwd returns the absolute form of a name that shorten returned.
func (f *files) fromCwd(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(f.cwd, file)
}

// editable returns why the file, a name that shorten returned, must not be
// changed. Dirs are the directories of the packages asked for.
func (f *files) editable(file string, dirs map[string]bool) error {
	abs := f.fromCwd(file)
	for _, original := range f.original {
		if original == abs {
			return fmt.Errorf("%s is replaced by -overlay", file)
		}
	}
	main, asked := dirs[filepath.Dir(abs)]
	switch {
	case !asked:
		return fmt.Errorf("%s is in none of the packages asked for", file)
	case !main:
		return fmt.Errorf("%s belongs to another module", file)
	case strings.Contains(filepath.ToSlash(abs), "/vendor/"):
		return fmt.Errorf("%s is vendored", file)
	}
	return nil
}

// StandIn returns where text that stands in for a file under -overlay should be
// kept, below dir. The go command's cache does not know where it was: it hands
// out the same results, with the paths in them, once the same text is on disk,
// or stands in from another place. So the path says what the original is.
func StandIn(dir, original string) string {
	return filepath.Join(dir, standInMark, strings.ReplaceAll(original, ":", ""))
}

const standInMark = "govlint-original"

// originalOf returns the file that name stands in for, name if it does not.
func (f *files) originalOf(name string) string {
	if original, ok := f.original[name]; ok {
		return original
	}
	mark := string(filepath.Separator) + standInMark
	_, original, ok := strings.Cut(name, mark+string(filepath.Separator))
	if !ok {
		return name
	}
	if filepath.Separator == '\\' { // "C\dir\file"
		return strings.Replace(original, `\`, `:\`, 1)
	}
	return string(filepath.Separator) + original
}

// read returns the text of a file as the go command has it.
func (f *files) read(name string) []byte {
	original := f.originalOf(name)
	if data, ok := f.contents[original]; ok {
		return data
	}
	source := original
	for replacement, replaced := range f.original {
		if replaced == original {
			source = replacement
		}
	}
	data, _ := os.ReadFile(source) // applying an edit will say so
	f.contents[original] = data
	return data
}

// shorten returns the name to print of a file.
func (f *files) shorten(name string) string {
	name = f.originalOf(name)
	if rel, err := filepath.Rel(f.cwd, name); err == nil && len(rel) < len(name) {
		return rel
	}
	return name
}

func fileOf(posn string) string {
	file, _, _ := splitPosn(posn)
	return file
}

func (f *files) location(posn string) finding.Location {
	file, line, column := splitPosn(posn)
	return finding.Location{File: f.shorten(file), Line: line, Column: column}
}

// offset returns the location of a byte of a file.
func (f *files) offset(name string, offset int) finding.Location {
	data := f.read(name)
	before := data[:min(offset, len(data))]
	return finding.Location{
		File:   f.shorten(name),
		Line:   bytes.Count(before, []byte("\n")) + 1,
		Column: len(before) - bytes.LastIndexByte(before, '\n'),
	}
}

var linePosition = regexp.MustCompile(`^(?:[^\s:]+: )?([^:()]+\.(?:go|mod|work)):\d+`)

// shortenLine rewrites the file that a line of the go command begins with, or
// names after the package, so that it is found from the caller's directory.
func (f *files) shortenLine(line string) string {
	at := linePosition.FindStringSubmatchIndex(line)
	if at == nil {
		return line
	}
	return line[:at[2]] + f.shorten(f.abs(line[at[2]:at[3]])) + line[at[3]:]
}
