package goroutineleak

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/comm"
	"github.com/govlint/govlint/internal/report"
)

// checkDropped reports what holds a goroutine or a connection and is dropped on
// some way without being released.
func (c *checker) checkDropped() {
	for _, d := range c.model.Drops() {
		pos := d.Made.Pos()
		if !pos.IsValid() || c.reported[pos] || c.runsOnce(d.Root, 0) {
			continue
		}
		message := fmt.Sprintf("%s can return without %s, which leaves behind %s", funcName(d.Root), c.released(d), d.What)
		var steps []report.Step
		for i, s := range d.Steps {
			steps = append(steps, report.Step{Pos: s.Pos, Text: fmt.Sprintf("%d main: %s at %s", i+1, s.Text, c.where(s.Pos))})
		}
		c.add(report.Finding{Kind: "unstopped", Pos: pos, Message: message, Witness: steps}, nil)
	}
}

// facts are those of the pass; a variant of a package tells none.
func (c *checker) facts() comm.Facts {
	facts := comm.Facts{Import: c.pass.ImportObjectFact, Export: c.pass.ExportObjectFact}
	if c.variant {
		facts.Export = nil
	}
	return facts
}

// funcName names a function or literal for a message.
func funcName(fn *ssa.Function) string {
	outer := fn
	for outer.Parent() != nil {
		outer = outer.Parent()
	}
	if outer != fn {
		return "a literal in " + outer.Name()
	}
	return fn.Name()
}

// released is the call that is missing.
func (c *checker) released(d *comm.Drop) string {
	by := d.By[0]
	if d.Field != "" {
		by = d.Field + "." + by
	}
	if name := c.assigned(d.Made.Pos()); name != "" {
		return name + "." + by + "()"
	}
	if d.Name == "http.Transport" {
		return by + " of its " + d.Name
	}
	return by + " of what " + d.Name + " returns"
}

// assigned is the variable that gets the first result of the call, or the
// literal, at pos; "" when there is none.
func (c *checker) assigned(pos token.Pos) string {
	name := ""
	for _, file := range c.pass.Files {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || n.Pos() > pos || n.End() < pos {
				return false
			}
			as, ok := n.(*ast.AssignStmt)
			if !ok || len(as.Lhs) == 0 || len(as.Rhs) == 0 {
				return true
			}
			call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
			if ok && call.Lparen == pos && types.ExprString(as.Lhs[0]) != "_" {
				name = types.ExprString(as.Lhs[0])
			}
			return true
		})
	}
	return name
}
