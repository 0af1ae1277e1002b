package lockorder

import (
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ssafn"
)

// mayNest reports whether some function takes a lock and another one, itself or
// through what it calls. It is quick, and has to be: most packages end here.
func mayNest(pkg *ssafn.Package) bool {
	takes := make(map[*ssa.Function]int)
	calls := make(map[*ssa.Function][]*ssa.Function)
	total := 0
	for _, fn := range pkg.Funcs {
		if inTest(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				callee := call.Common().StaticCallee()
				switch {
				case callee == nil:
				case len(callee.Blocks) > 0 || callee.Origin() != nil:
					if o := callee.Origin(); o != nil {
						callee = o
					}
					calls[fn] = append(calls[fn], callee)
				case len(call.Common().Args) == 1 && (callee.Name() == "Lock" || callee.Name() == "RLock"):
					takes[fn]++
					total++
				}
			}
		}
	}
	if total < 4 {
		return false // each side takes two
	}
	return nests(takes, calls)
}

func nests(takes map[*ssa.Function]int, calls map[*ssa.Function][]*ssa.Function) bool {
	memo := make(map[*ssa.Function]bool)
	var some func(fn *ssa.Function) bool
	some = func(fn *ssa.Function) bool {
		if v, ok := memo[fn]; ok {
			return v
		}
		memo[fn] = takes[fn] > 0
		for _, c := range calls[fn] {
			if some(c) {
				memo[fn] = true
			}
		}
		return memo[fn]
	}
	for fn, n := range takes {
		if n > 1 {
			return true
		}
		for _, c := range calls[fn] {
			if some(c) {
				return true
			}
		}
	}
	return false
}
