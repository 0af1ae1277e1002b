package escape

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/govlint/govlint/internal/report"
)

// findConversion finds copies between strings and bytes that a callee does not need.
func (s *spot) findConversion(conv *ast.CallExpr) {
	tv := s.info().Types[conv.Fun]
	if !tv.IsType() || len(conv.Args) != 1 {
		return
	}
	arg := conv.Args[0]
	toBytes := isBytes(tv.Type) && isString(s.typeOf(arg))
	toString := isString(tv.Type) && isBytes(s.typeOf(arg))
	if toString {
		s.findBuilt(conv)
	}
	call, ok := s.parent().(*ast.CallExpr)
	if !toBytes && !toString || !ok || ast.Unparen(call.Fun) == ast.Expr(conv) {
		return
	}
	advice := s.withoutCopy(call, toBytes)
	if advice == "" {
		return
	}
	c := s.candidate(conv, report.Finding{Kind: "bytes-string"})
	c.place, c.from = operator(arg), ofRuntime // the compiler names conversions by what they convert
	c.Message = fmt.Sprintf("%s copies %s only for the call of %s; %s", textOf(conv), textOf(arg), textOf(call.Fun), advice)
	c.Witness = []report.Step{{Pos: call.Pos(), Text: "the copy is used by this call alone"}}
	s.add(c)
}

func isBytes(t types.Type) bool {
	slice, ok := typeUnder[*types.Slice](t)
	if !ok {
		return false
	}
	b, ok := slice.Elem().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}

// withoutCopy says how call can do without the conversion, "" if it cannot.
func (s *spot) withoutCopy(call *ast.CallExpr, toBytes bool) string {
	fn := s.callee(call)
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	path := fn.Pkg().Path()
	if toBytes && fn.Name() == "Write" && fn.Signature().Recv() != nil {
		return "io.WriteString writes the string itself where the writer can"
	}
	twins := map[string]string{"bytes": "strings", "strings": "bytes"}
	if twin := twins[path]; twin != "" && fn.Signature().Recv() == nil && (twin == "strings") == toBytes && !hasOtherCopy(fn) {
		return twin + "." + fn.Name() + " does the same without it"
	}
	return ""
}

// hasOtherCopy reports a function whose twin would have to copy its result.
func hasOtherCopy(fn *types.Func) bool {
	switch fn.Name() {
	case "Contains", "ContainsAny", "ContainsRune", "Count", "Equal", "EqualFold", "HasPrefix", "HasSuffix",
		"Index", "IndexAny", "IndexByte", "IndexRune", "LastIndex", "LastIndexAny", "LastIndexByte", "Compare":
		return false
	}
	return true
}

// readers are the methods that fill a buffer or read from it, and keep it not:
// io.Reader and io.Writer forbid that.
var readers = map[string]bool{
	"Read": true, "ReadAt": true, "ReadFull": true, "ReadAtLeast": true, "ReadFrom": true,
	"Write": true, "WriteAt": true, "CopyBuffer": true,
}

// findMade finds buffers that are made in every round of a loop, of one size, and
// used in that round only.
func (s *spot) findMade(call *ast.CallExpr) {
	loop := s.loop()
	if loop == nil || s.builtin(call) != "make" || len(call.Args) < 2 || s.leavesLoop() {
		return
	}
	slice, ok := typeUnder[*types.Slice](s.typeOf(call))
	if !ok || !s.invariant(call.Args[1:], loop) {
		return
	}
	if _, isBasic := slice.Elem().Underlying().(*types.Basic); !isBasic {
		return // what a round leaves in it would be kept alive
	}
	assign, ok := s.parent().(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
		return
	}
	v := s.local(assign.Lhs[0])
	if v == nil || !within(v.Pos(), loop) || !s.staysInRound(v, loop) {
		return
	}
	c := s.candidate(call, report.Finding{Kind: "make-in-loop"})
	c.place, c.from = call.Lparen, ofRuntime
	if s.truth != nil && s.truth.at(call.Lparen) == nil && s.heat.profiled() {
		c.place = 0 // go1.26 decides at run time whether it fits on the stack; the profile knows
	}
	c.Message = fmt.Sprintf("%s is made anew in every round of the loop at %s, and always of the same size; make it once before the loop", v.Name(), s.where(loop.Pos()))
	c.Witness = []report.Step{{Pos: loop.Pos(), Text: "once for every round of this loop"}}
	s.add(c)
}

// invariant reports expressions that the loop does not change.
func (s *spot) invariant(list []ast.Expr, loop ast.Stmt) bool {
	same := true
	for _, e := range list {
		ast.Inspect(e, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				same = same && s.builtin(n) != ""
			case *ast.Ident:
				if v, ok := s.info().Uses[n].(*types.Var); ok {
					same = same && !within(v.Pos(), loop) && !assigned(s.info(), loop, v)
				}
			}
			return same
		})
	}
	return same
}

// staysInRound reports whether every use of the buffer v is over when the round is:
// it is indexed, measured, sliced for such a use, or lent to a reader or writer.
func (s *spot) staysInRound(v *types.Var, loop ast.Stmt) bool {
	ok := true
	uses(s.info(), loop, v, func(path []ast.Node) {
		ok = ok && s.momentary(path)
	})
	return ok
}

func (s *spot) momentary(path []ast.Node) bool {
	for i := len(path) - 2; i >= 0; i-- {
		switch p := path[i].(type) {
		case *ast.FuncLit:
			return false
		case *ast.ParenExpr:
			continue
		case *ast.SliceExpr:
			if ast.Node(p.X) != path[i+1] {
				return true
			}
			continue
		case *ast.IndexExpr:
			return !addressed(path[:i+1])
		case *ast.RangeStmt:
			return ast.Node(p.X) == path[i+1]
		case *ast.CallExpr:
			return s.borrows(p)
		default:
			return false
		}
	}
	return false
}

func addressed(path []ast.Node) bool {
	if len(path) < 2 {
		return false
	}
	u, ok := path[len(path)-2].(*ast.UnaryExpr)
	return ok && u.Op.String() == "&"
}

// borrows reports a call that uses its arguments and does not keep them.
func (s *spot) borrows(call *ast.CallExpr) bool {
	switch s.builtin(call) {
	case "len", "cap", "copy", "clear":
		return true
	}
	if tv := s.info().Types[call.Fun]; tv.IsType() {
		return isString(tv.Type) // a copy
	}
	fn := s.callee(call)
	return fn != nil && readers[fn.Name()]
}
