package comm

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// IsCommand reports whether fn, or the function that it is a literal of, is a
// command of a program: it gets the flags that it was called with, and when it
// returns the process ends.
func IsCommand(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		for v := range fn.Signature.Params().Variables() {
			if holdsFlags(v.Type()) {
				return true
			}
		}
	}
	return false
}

// holdsFlags reports a type of the table of commands, or a struct that embeds one.
func holdsFlags(t types.Type) bool {
	if catalog.Commands()[types.TypeString(t, nil)] {
		return true
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() && catalog.Commands()[types.TypeString(f.Type(), nil)] {
			return true
		}
	}
	return false
}

// isTestHelper reports a function that gets the test which calls it.
func isTestHelper(fn *ssa.Function) bool {
	for v := range fn.Signature.Params().Variables() {
		if isTesting(v.Type()) {
			return true
		}
	}
	return false
}

// isTesting reports the types that the functions of a test get.
func isTesting(t types.Type) bool {
	switch types.TypeString(t, nil) {
	case "*testing.T", "*testing.B", "*testing.F", "*testing.M", "testing.TB":
		return true
	}
	return false
}
