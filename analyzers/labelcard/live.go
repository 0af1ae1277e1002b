package labelcard

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// findDeletions notes the vectors of which series are deleted somewhere in the
// package. That every series is deleted in the end is not proved.
func (c *checker) findDeletions() {
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok || c.inTest(call.Pos()) || !deletes(bound.Callee(call.Common())) {
					continue
				}
				if vec := vectorOf(receiver(call.Common())); vec != nil {
					c.deleted[vec] = call.Pos()
				}
			}
		}
	}
}

// deletes reports a method that deletes series: one of the catalog's, or one
// with the name and so the shape of it, of somebody's wrapper.
func deletes(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	switch op := catalog.MetricOps()[fn.FullName()].Op; op {
	case "delete", "reset":
		return true
	}
	return fn.Signature().Recv() != nil && (fn.Name() == "DeleteLabelValues" || fn.Name() == "DeletePartialMatch")
}

// transient tells why the series that a call makes do not stay: there is a
// place that deletes them, or they are made for one scrape only.
func (c *checker) transient(call ssa.CallInstruction) string {
	callee := bound.Callee(call.Common())
	if callee == nil {
		return ""
	}
	if catalog.MetricOps()[callee.FullName()].Op == "const" {
		return "a collector makes this metric anew for each scrape"
	}
	if pos, ok := c.deleted[vectorOf(receiver(call.Common()))]; ok {
		return "series of this metric are deleted at " + report.Where(c.pass.Fset, pos)
	}
	return ""
}

// vectorOf is the variable or field that holds a vector, or the value itself
// where there is none. Two objects' fields count as one.
func vectorOf(v ssa.Value) any {
	for range 8 {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.Global:
			return x.Object()
		case *ssa.FieldAddr:
			field := fieldAt(x.X.Type(), x.Field)
			if field == nil {
				return nil
			}
			if !field.Embedded() {
				return field
			}
			v = x.X
		case *ssa.Field:
			field := fieldAt(x.X.Type(), x.Field)
			if field == nil {
				return nil
			}
			if !field.Embedded() {
				return field
			}
			v = x.X
		case *ssa.Call: // of a curried vector
			of := receiver(x.Common())
			callee := bound.Callee(x.Common())
			if of == nil || callee == nil || catalog.Metrics()[callee.FullName()] == nil {
				return v
			}
			v = of
		case *ssa.Extract:
			v = x.Tuple
		case nil:
			return nil
		default:
			return v
		}
	}
	return nil
}

func fieldAt(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(i)
}
