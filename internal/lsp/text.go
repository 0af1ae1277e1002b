package lsp

import (
	"bytes"
	"unicode/utf8"

	"github.com/govlint/govlint/internal/finding"
)

// apply returns text after a change. Positions outside of the text are taken
// for the nearest place inside.
func apply(text []byte, change contentChange) []byte {
	if change.Range == nil {
		return []byte(change.Text)
	}
	start := offsetOf(text, change.Range.Start)
	end := max(start, offsetOf(text, change.Range.End))
	out := make([]byte, 0, len(text)-(end-start)+len(change.Text))
	out = append(out, text[:start]...)
	out = append(out, change.Text...)
	return append(out, text[end:]...)
}

// offsetOf returns the byte that p stands before.
func offsetOf(text []byte, p position) int {
	at := 0
	for range p.Line {
		next := bytes.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	for units := 0; units < p.Character && at < len(text) && text[at] != '\n'; {
		r, size := utf8.DecodeRune(text[at:])
		units++
		if r > 0xffff {
			units++
		}
		at += size
	}
	return at
}

// texts gives the lines of files: those open in the editor as they were when
// the analysis began, the others as they are on disk.
type texts struct {
	open map[string][][]byte // by path
	disk finding.Sources
}

func newTexts(open map[string][]byte) *texts {
	t := &texts{open: make(map[string][][]byte), disk: make(finding.Sources)}
	for path, text := range open {
		t.open[path] = bytes.Split(text, []byte("\n"))
	}
	return t
}

func (t *texts) line(file string, line int) []byte {
	lines, ok := t.open[file]
	if !ok {
		return t.disk.Line(file, line)
	}
	if line < 1 || line > len(lines) {
		return nil
	}
	return bytes.TrimSuffix(lines[line-1], []byte("\r"))
}

// position translates a place, whose column counts bytes.
func (t *texts) position(l finding.Location) position {
	if l.Line < 1 {
		return position{}
	}
	line := t.line(l.File, l.Line)
	units := 0
	for _, r := range string(line[:max(0, min(l.Column-1, len(line)))]) {
		units++
		if r > 0xffff {
			units++
		}
	}
	return position{l.Line - 1, units}
}

// visible translates a range. An empty one, which editors hardly show, is
// widened to the end of the word, or to one character.
func (t *texts) visible(from, to finding.Location) span {
	if from.Line < 1 {
		return span{}
	}
	if to.File != from.File || to.Line < from.Line || to.Line == from.Line && to.Column <= from.Column {
		to = from
		line := t.line(from.File, from.Line)
		for to.Column >= 1 && to.Column-1 < len(line) && wordByte(line[to.Column-1]) {
			to.Column++
		}
		if to.Column == from.Column && from.Column >= 1 && from.Column-1 < len(line) {
			_, size := utf8.DecodeRune(line[from.Column-1:])
			to.Column += size
		}
	}
	return span{t.position(from), t.position(to)}
}

func wordByte(b byte) bool {
	return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= utf8.RuneSelf
}
