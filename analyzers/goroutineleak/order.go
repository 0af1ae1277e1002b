package goroutineleak

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockorder"
	"github.com/govlint/govlint/internal/report"
)

// checkOrder reports locks that two functions take in opposite orders, unless the
// schedules of one function have shown it.
func (c *checker) checkOrder() {
	for _, cycle := range lockorder.Find(c.pkg) {
		first, second := cycle.First, cycle.Second
		if c.reported[first.Wants.At.Pos()] || c.reported[second.Wants.At.Pos()] {
			continue
		}
		a, b := functionName(first.Fn), functionName(second.Fn)
		where := "in " + b
		if a == b {
			where = "in another call of " + b
			b = "another " + b
		}
		message := fmt.Sprintf("%s can block for ever taking the lock %s with %s held: they are taken in the other order %s at %s; take them in one order everywhere",
			a, lockName(first.Wants), lockName(first.Held), where, c.where(second.Wants.At.Pos()))
		if cycle.How == lockorder.Swapped {
			message = fmt.Sprintf("%s can block for ever taking the lock %s of one with that of another held: a call with the two the other way round does the same; take them in one order, say that of their keys",
				a, lockName(first.Wants))
		}
		c.add(report.Finding{Kind: "lock", Pos: cycle.Pos(), Message: message, Witness: c.orderWitness(cycle, a, b)}, nil)
	}
}

// orderWitness is the schedule by which the two of a cycle block each other.
func (c *checker) orderWitness(cycle lockorder.Cycle, a, b string) []report.Step {
	var out []report.Step
	add := func(who, text string, pos token.Pos) {
		out = append(out, report.Step{Pos: pos, Text: fmt.Sprintf("%d %s: %s at %s", len(out)+1, who, text, c.where(pos))})
	}
	take := func(who, verb string, t lockorder.Taking) {
		for i, call := range t.Via {
			if i == 0 || i == len(t.Via)-1 {
				add(who, "calls "+calleeName(call), call.Pos())
			}
		}
		add(who, verb+" "+lockName(t), t.At.Pos())
	}
	take(a, "locks", cycle.First.Held)
	take(b, "locks", cycle.Second.Held)
	for _, w := range cycle.Writers {
		add(functionName(w.Parent()), "waits to write, and later readers wait behind it,", w.Pos())
	}
	take(a, "waits for", cycle.First.Wants)
	take(b, "waits for", cycle.Second.Wants)
	return out
}

// lockName names a lock by its type and field, as it is called in every function.
func lockName(t lockorder.Taking) string {
	recv := t.At.Common().Args
	if len(recv) == 1 {
		if fa, ok := recv[0].(*ssa.FieldAddr); ok {
			st := fa.X.Type().Underlying().(*types.Pointer).Elem()
			field := st.Underlying().(*types.Struct).Field(fa.Field).Name()
			if named, ok := types.Unalias(st).(*types.Named); ok {
				return named.Obj().Name() + "." + field
			}
		}
	}
	return t.Lock.String()
}

// functionName is the name of a function with the type that it is a method of.
func functionName(fn *ssa.Function) string {
	if fn.Parent() != nil {
		outer := fn
		for outer.Parent() != nil {
			outer = outer.Parent()
		}
		return "a function literal in " + functionName(outer)
	}
	recv := fn.Signature.Recv()
	if recv == nil {
		return fn.Name()
	}
	t := types.TypeString(recv.Type(), func(*types.Package) string { return "" })
	t, _, _ = strings.Cut(strings.TrimPrefix(t, "*"), "[")
	return t + "." + fn.Name()
}

func calleeName(call ssa.CallInstruction) string {
	if callee := call.Common().StaticCallee(); callee != nil && callee.Parent() == nil {
		return functionName(callee)
	}
	return "a function literal"
}
