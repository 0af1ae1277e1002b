package escape

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/compiler"
	"github.com/govlint/govlint/internal/report"
)

// A truth is what the compiler says of the package, by place.
type truth struct {
	pass   *analysis.Pass
	report *compiler.Report
	files  map[string]*token.File // by their base names, which are unique in a package
	byLine map[lineKey][]*compiler.Alloc
}

type lineKey struct {
	file string // base name
	line int
}

func newTruth(pass *analysis.Pass, r *compiler.Report) *truth {
	t := &truth{pass: pass, report: r, files: make(map[string]*token.File), byLine: make(map[lineKey][]*compiler.Alloc)}
	for _, file := range pass.Files {
		f := pass.Fset.File(file.Package)
		t.files[base(f.Name())] = f
	}
	for i := range r.Allocs {
		a := &r.Allocs[i]
		key := lineKey{base(a.File), a.Line}
		t.byLine[key] = append(t.byLine[key], a)
	}
	return t
}

// at is the allocation that the compiler lists at pos, which is its own place of
// the expression; nil if there is none.
func (t *truth) at(pos token.Pos) *compiler.Alloc {
	p := t.pass.Fset.PositionFor(pos, false)
	for _, a := range t.byLine[lineKey{base(p.Filename), p.Line}] {
		if a.Column == p.Column && len(a.Within) == 0 {
			return a
		}
	}
	return nil
}

// pos is the position of a place in the files of the package.
func (t *truth) pos(p compiler.Place) token.Pos {
	file := t.files[base(p.File)]
	if file == nil || p.Line < 1 || p.Line > file.LineCount() {
		return token.NoPos
	}
	pos := file.LineStart(p.Line) + token.Pos(p.Column-1)
	if pos > token.Pos(file.Base()+file.Size()) {
		return token.NoPos
	}
	return pos
}

// maxFlow bounds the steps of a flow in a witness: it begins with the allocation
// and ends with what forces it to the heap, and both matter more than the middle.
const maxFlow = 6

// flow is the verdict of the compiler on a and why, as steps of a witness.
func (t *truth) flow(a *compiler.Alloc, at token.Pos) []report.Step {
	verdict := "the compiler: " + a.What + " escapes to heap"
	if a.Moved {
		verdict = "the compiler: moved to heap: " + a.What
	}
	steps := []report.Step{{Pos: at, Text: verdict}}
	var flow []report.Step
	for _, s := range a.Flow {
		text, isStep := strings.CutPrefix(s.Text, "from ")
		pos := t.pos(s.Place)
		if isStep && pos.IsValid() && !strings.HasSuffix(text, "(spill)") {
			flow = append(flow, report.Step{Pos: pos, Text: "it flows on here: " + text})
		}
	}
	if n := len(flow); n > maxFlow {
		flow = append(flow[:maxFlow/2:maxFlow/2], flow[n-maxFlow/2:]...)
	}
	return append(steps, flow...)
}

// ends is the last step of a flow: "keep(&o) (call parameter)".
func ends(a *compiler.Alloc) string {
	for i := len(a.Flow) - 1; i >= 0; i-- {
		if text, ok := strings.CutPrefix(a.Flow[i].Text, "from "); ok {
			return text
		}
	}
	return ""
}

// flowsBy reports whether a step of the flow is of the kind that the compiler
// writes in parentheses: "call parameter", "return", "send".
func flowsBy(a *compiler.Alloc, kind string) bool {
	for _, s := range a.Flow {
		if strings.HasSuffix(s.Text, "("+kind+")") {
			return true
		}
	}
	return false
}

// operator is the compiler's place of an expression.
func operator(e ast.Expr) token.Pos {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return e.Lparen
	case *ast.CompositeLit:
		return e.Lbrace
	case *ast.SelectorExpr:
		return e.X.End()
	case *ast.IndexExpr:
		return e.Lbrack
	case *ast.IndexListExpr:
		return e.Lbrack
	case *ast.SliceExpr:
		return e.Lbrack
	case *ast.TypeAssertExpr:
		return e.X.End()
	case *ast.BinaryExpr:
		return e.OpPos
	default:
		return e.Pos()
	}
}
