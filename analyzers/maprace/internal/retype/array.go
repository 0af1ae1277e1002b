package retype

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A counterArray is counter.Array.
//
//	s.codes[code]++          s.codes.Inc(code)
//	s.codes[code] += n       s.codes.Add(code, int64(n))
//	return s.codes[code]     return int(s.codes.Load(code))
type counterArray struct{}

func (counterArray) name() string { return "counter.Array" }

func (counterArray) typeAt(w *writer, file *ast.File, n ast.Node) string {
	return w.imported(file, n, pathOf("counter")) + ".Array"
}

func (counterArray) from(*writer, *ast.File, ast.Node) string       { return "" }
func (counterArray) fill(*writer, string, string) []string          { return nil }
func (counterArray) replace(target, entries string) string          { return "" }
func (counterArray) clear() string                                  { return "Reset" }
func (k counterArray) int64(w *writer, e ast.Expr) (string, string) { return k.conv(w, e, "int64") }

func (k counterArray) rewrite(w *writer) bool {
	for _, u := range w.uses {
		at := u.index()
		if u.taken {
			continue
		}
		if at == nil || len(w.usesIn(at.Pos(), at.End())) > 1 {
			return false
		}
		u.key = w.text(at.Index)
		switch p := u.parent(1).(type) {
		case *ast.IncDecStmt:
			take(write, u)
			if p.Tok == token.INC {
				k.subscript(w, at, p.End(), ".Inc(", ")")
			} else {
				k.subscript(w, at, p.End(), ".Add(", ", -1)")
			}
			continue
		case *ast.AssignStmt:
			if len(p.Lhs) == 1 && p.Lhs[0] == ast.Expr(at) {
				take(write, u)
				before, after := k.int64(w, p.Rhs[0])
				if p.Tok == token.SUB_ASSIGN {
					before, after = "-("+before, after+")"
				}
				k.subscript(w, at, p.Rhs[0].Pos(), ".Add(", ", "+before)
				w.b.Insert(p.Rhs[0].End(), after+")")
				continue
			}
		}
		take(read, u)
		open, end := "", ""
		if !types.Identical(w.elem, types.Typ[types.Int64]) {
			open, end = w.typeText(u.file, at, w.elem)+"(", ")"
		}
		w.b.Insert(at.Pos(), open)
		k.subscript(w, at, at.End(), ".Load(", ")"+end)
	}
	return true
}

// subscript writes a call up to end in the place of the brackets.
func (k counterArray) subscript(w *writer, at *ast.IndexExpr, end token.Pos, open, rest string) {
	before, after := k.conv(w, at.Index, "int")
	w.b.Replace(at.X.End(), at.Index.Pos(), open+before)
	w.b.Replace(at.Index.End(), end, after+rest)
}

// conv is what to put around e to make it of the type, which a plain number
// needs not.
func (k counterArray) conv(w *writer, e ast.Expr, name string) (before, after string) {
	if _, literal := e.(*ast.BasicLit); literal || types.TypeString(w.pass.TypesInfo.TypeOf(e), nil) == name {
		return "", ""
	}
	return name + "(", ")"
}
