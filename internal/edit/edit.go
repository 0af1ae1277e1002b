// Package edit builds the text edits of suggested fixes: whole lines before and
// after a statement, replacements, imports. It works on the source text, so
// that comments stay where they stood and nothing else moves.
//
// A Builder collects the edits of one fix. What cannot be done makes it fail as
// a whole: a fix is offered complete or not at all.
package edit

import (
	"bytes"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Builder collects the edits of one fix. It is not safe for concurrent use.
type Builder struct {
	pass   *analysis.Pass
	files  map[*token.File]*source
	edits  []analysis.TextEdit
	failed bool
}

type source struct {
	text    []byte
	imports map[string]bool // added
}

// New returns a Builder for the files of pass.
func New(pass *analysis.Pass) *Builder {
	return &Builder{pass: pass, files: make(map[*token.File]*source)}
}

// Fail makes Edits return nothing.
func (b *Builder) Fail() { b.failed = true }

// Failed reports whether some edit could not be made.
func (b *Builder) Failed() bool { return b.failed }

// Edits returns the edits in the order of the text, those that insert in one
// place joined into one. It returns nil when one could not be made or when two
// overlap.
func (b *Builder) Edits() []analysis.TextEdit {
	if b.failed {
		return nil
	}
	slices.SortStableFunc(b.edits, func(x, y analysis.TextEdit) int {
		if x.Pos != y.Pos {
			return int(x.Pos - y.Pos)
		}
		return int(x.End - y.End)
	})
	var out []analysis.TextEdit
	for _, e := range b.edits {
		if len(out) > 0 {
			last := &out[len(out)-1]
			if last.Pos == e.Pos && last.End == e.End && e.Pos == e.End {
				last.NewText = append(bytes.Clone(last.NewText), e.NewText...)
				continue
			}
			if e.Pos < last.End {
				return nil
			}
		}
		out = append(out, e)
	}
	return out
}

// Insert puts text at pos, behind what was inserted there before.
func (b *Builder) Insert(pos token.Pos, text string) { b.Replace(pos, pos, text) }

// Replace puts text in the place of what stands between from and to.
func (b *Builder) Replace(from, to token.Pos, text string) {
	if b.source(from) == nil {
		return
	}
	b.edits = append(b.edits, analysis.TextEdit{Pos: from, End: to, NewText: []byte(text)})
}

// Text is the source of n.
func (b *Builder) Text(n ast.Node) string {
	src := b.source(n.Pos())
	if src == nil {
		return ""
	}
	file := b.pass.Fset.File(n.Pos())
	from, to := file.Offset(n.Pos()), file.Offset(n.End())
	if to > len(src.text) {
		b.failed = true
		return ""
	}
	return string(src.text[from:to])
}

// Before puts lines of their own before stmt, which stands in a block.
func (b *Builder) Before(stmt ast.Stmt, lines ...string) {
	head, indent, ok := b.lineBefore(stmt.Pos())
	if !ok {
		return
	}
	if strings.TrimSpace(head) == "" {
		b.Insert(stmt.Pos(), strings.Join(lines, "\n"+indent)+"\n"+indent)
		return
	}
	indent += "\t" // the block stands on one line
	if b.inserted(stmt.Pos()) {
		b.Insert(stmt.Pos(), strings.Join(lines, "\n"+indent)+"\n"+indent)
		return
	}
	b.Insert(stmt.Pos(), "\n"+indent+strings.Join(lines, "\n"+indent)+"\n"+indent)
}

// inserted reports that something was inserted at pos before.
func (b *Builder) inserted(pos token.Pos) bool {
	return slices.ContainsFunc(b.edits, func(e analysis.TextEdit) bool { return e.Pos == pos && e.End == pos })
}

// After puts lines of their own behind stmt and the comment that ends its line.
func (b *Builder) After(stmt ast.Stmt, lines ...string) {
	head, indent, ok := b.lineBefore(stmt.Pos())
	if !ok {
		return
	}
	outer := indent
	if strings.TrimSpace(head) != "" {
		indent += "\t"
	}
	text := "\n" + indent + strings.Join(lines, "\n"+indent)
	tail, end := b.lineAfter(stmt.End())
	if tail = strings.TrimSpace(tail); tail == "" || strings.HasPrefix(tail, "//") {
		b.Insert(end, text)
		return
	}
	if strings.HasPrefix(tail, "}") {
		b.Insert(stmt.End(), text+"\n"+outer)
		return
	}
	b.failed = true // another statement, or a comment with who knows what behind it
}

// Alone reports whether stmt has its lines for itself, but for a comment behind it.
func (b *Builder) Alone(stmt ast.Stmt) bool {
	head, _, ok := b.lineBefore(stmt.Pos())
	tail, _ := b.lineAfter(stmt.End())
	tail = strings.TrimSpace(tail)
	return ok && strings.TrimSpace(head) == "" && (tail == "" || strings.HasPrefix(tail, "//"))
}

// Indent is the indentation of the line on which stmt begins.
func (b *Builder) Indent(stmt ast.Stmt) string {
	_, indent, _ := b.lineBefore(stmt.Pos())
	return indent
}

// lineBefore is what stands on the line of pos before it, and its indentation.
func (b *Builder) lineBefore(pos token.Pos) (head, indent string, ok bool) {
	src := b.source(pos)
	if src == nil {
		return "", "", false
	}
	off := b.pass.Fset.File(pos).Offset(pos)
	start := bytes.LastIndexByte(src.text[:off], '\n') + 1
	head = string(src.text[start:off])
	return head, head[:len(head)-len(strings.TrimLeft(head, " \t"))], true
}

// lineAfter is what stands between pos and the end of its line, and that end.
func (b *Builder) lineAfter(pos token.Pos) (string, token.Pos) {
	src := b.source(pos)
	if src == nil {
		return "", pos
	}
	off := b.pass.Fset.File(pos).Offset(pos)
	n := bytes.IndexByte(src.text[off:], '\n')
	if n < 0 {
		n = len(src.text) - off
	}
	tail := string(src.text[off : off+n])
	return tail, pos + token.Pos(len(strings.TrimRight(tail, "\r")))
}

// source reads the file of pos. It must be the text that was analysed.
func (b *Builder) source(pos token.Pos) *source {
	file := b.pass.Fset.File(pos)
	if file == nil {
		b.failed = true
		return nil
	}
	if src, ok := b.files[file]; ok {
		return src
	}
	if b.pass.ReadFile == nil {
		b.failed = true
		return nil
	}
	text, err := b.pass.ReadFile(file.Name())
	if err != nil || len(text) != file.Size() {
		b.failed = true
		return nil
	}
	src := &source{text: text, imports: make(map[string]bool)}
	b.files[file] = src
	return src
}

// RemoveElement takes out an element of a list that goes on, or ends, at next,
// together with the comma behind it and the line if nothing else stands there.
func (b *Builder) RemoveElement(n ast.Node, next token.Pos) bool {
	src := b.source(n.Pos())
	head, _, ok := b.lineBefore(n.Pos())
	if src == nil || !ok {
		return false
	}
	file := b.pass.Fset.File(n.Pos())
	rest := string(src.text[file.Offset(n.End()):file.Offset(next)])
	if strings.Trim(rest, " \t\r\n,") != "" {
		return false
	}
	from, to := n.Pos(), n.End()+token.Pos(strings.IndexByte(rest, ',')+1)
	if strings.TrimSpace(head) == "" && strings.Contains(rest, "\n") {
		from -= token.Pos(len(head))
		to = n.End() + token.Pos(strings.IndexByte(rest, '\n')+1)
	} else if !strings.Contains(rest, "\n") && rest != "" {
		to = next
	}
	b.Replace(from, to, "")
	return true
}
