package escape

import (
	"fmt"
	"go/ast"
	"strings"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// findPerItem finds calls in a loop that should be made once. A regular
// expression need not be compiled at every call of a hot function, either.
func (s *spot) findPerItem(call *ast.CallExpr) {
	fn := s.callee(call)
	if fn == nil {
		return
	}
	known, ok := catalog.HotCalls()[fn.FullName()]
	if !ok {
		return
	}
	loop := s.loop()
	pattern := fn.Pkg().Path() == "regexp"
	if pattern && (len(call.Args) == 0 || s.info().Types[call.Args[0]].Value == nil) {
		return // another one each time
	}
	if loop == nil && !pattern {
		return
	}
	name := fn.Pkg().Name() + "." + strings.TrimPrefix(nameOf(fn), fn.Pkg().Name()+".")
	c := s.candidate(call, report.Finding{Kind: "loop-cost"})
	c.sure = true
	c.from = func(callee string) bool {
		return callee == "" || callee == fullName(fn) || insideOf(callee, fn.Pkg().Path())
	}
	c.Message = fmt.Sprintf("%s %s %s; %s", name, known.Cost, s.often(loop), known.Advice)
	if loop != nil {
		c.Witness = []report.Step{{Pos: loop.Pos(), Text: "once for every round of this loop"}}
	} else {
		c.Witness = []report.Step{{Pos: s.fn.Name.Pos(), Text: "at every call of this function"}}
	}
	if pattern {
		c.Fixes = s.hoistPattern(call)
	}
	if known.Kind == "ctx-value" {
		c.Finding = report.Finding{Kind: "ctx-value", Pos: c.Pos, End: c.End, Message: c.Message, Witness: c.Witness}
	}
	s.add(c)
}

func insideOf(callee, pkg string) bool { return strings.HasPrefix(callee, pkg+".") }

// candidate begins one for n.
func (s *spot) candidate(n ast.Node, f report.Finding) candidate {
	f.Pos, f.End = n.Pos(), n.End()
	return candidate{Finding: f, fn: s.fn, cold: s.cold()}
}

// findDefer finds a defer in a loop: each round's waits on the heap for the end
// of the function.
func (s *spot) findDefer(d *ast.DeferStmt) {
	loop := s.loop()
	if loop == nil || s.leavesLoop() {
		return
	}
	c := s.candidate(d, report.Finding{Kind: "loop-cost"})
	c.sure, c.place = true, d.Pos()
	c.Message = fmt.Sprintf("defer in the loop at %s keeps a record on the heap for every round until %s returns; call it at the end of the round, or put the round into a function", s.where(loop.Pos()), s.fn.Name.Name)
	c.Witness = []report.Step{{Pos: loop.Pos(), Text: "the loop"}, {Pos: s.fn.Body.Rbrace, Text: "what was deferred runs here"}}
	s.add(c)
}

// leavesLoop reports whether the block of the node ends by leaving the function:
// what it does, it does once.
func (s *spot) leavesLoop() bool {
	_, block := s.statement()
	if block == nil || len(block.List) == 0 {
		return false
	}
	switch last := block.List[len(block.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok.String() == "break"
	}
	return false
}

// findConcat finds strings that grow in a loop: all that is there is copied each time.
func (s *spot) findConcat(assign *ast.AssignStmt) {
	if len(assign.Lhs) != 1 || len(assign.Rhs) != 1 || s.loop() == nil || s.leavesLoop() {
		return
	}
	lhs := assign.Lhs[0]
	if !simple(lhs) || !isString(s.typeOf(lhs)) || !s.grows(assign) {
		return
	}
	loop := s.loop()
	if v := s.local(lhs); v != nil && within(v.Pos(), loop) {
		return // it begins anew in each round
	}
	c := s.candidate(assign, report.Finding{Kind: "concat"})
	c.sure = true
	c.from = ofRuntime
	c.Message = fmt.Sprintf("%s grows by concatenation in the loop at %s, which copies all of it in every round; collect it in a strings.Builder", textOf(lhs), s.where(loop.Pos()))
	c.Witness = []report.Step{{Pos: loop.Pos(), Text: "once for every round of this loop"}}
	if bin, ok := ast.Unparen(assign.Rhs[0]).(*ast.BinaryExpr); ok {
		c.place = bin.OpPos
	}
	s.add(c)
}

// ofRuntime is for what the function does itself, with the runtime's help.
func ofRuntime(callee string) bool { return callee == "" }
