package edit

import (
	"go/ast"
	"go/token"
	"strings"
)

// Remove takes out stmt, and its line when nothing else stands there. A comment
// behind it stays.
func (b *Builder) Remove(stmt ast.Stmt) {
	head, _, ok := b.lineBefore(stmt.Pos())
	if !ok {
		return
	}
	tail, end := b.lineAfter(stmt.End())
	rest := strings.TrimSpace(tail)
	shared := strings.TrimSpace(head) != "" || rest != "" && !strings.HasPrefix(rest, "//")
	if shared || strings.HasSuffix(tail, "\r") {
		b.failed = true
		return
	}
	if rest != "" {
		b.Replace(stmt.Pos(), stmt.End()+width(tail)-width(strings.TrimLeft(tail, " \t")), "")
		return
	}
	file := b.pass.Fset.File(end)
	b.Replace(stmt.Pos()-width(head), min(end+1, token.Pos(file.Base()+file.Size())), "")
}

func width(text string) token.Pos { return token.Pos(len(text)) }
