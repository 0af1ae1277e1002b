package lockset

import (
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
)

// A lock table is a set in which a key stands for a lock that is held: who
// finds it absent puts it in, under a mutex, and deletes it when done.
//
//	mu.Lock(); if busy[id] { …; return errBusy }; busy[id] = true; mu.Unlock()
//
// All keys of one table are one lock, as the locks of one slice are. A set
// that is meant otherwise may be taken for one, so IsTable lets callers do
// without: such a lock may excuse an access, it never accuses one.

// IsTable reports a lock that is a lock table.
func IsTable(id ID) bool {
	v, ok := id.(*types.Var)
	return ok && isSet(v.Type())
}

func isSet(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	if !ok {
		return false
	}
	switch elem := m.Elem().Underlying().(type) {
	case *types.Struct:
		return elem.NumFields() == 0
	case *types.Basic:
		return elem.Kind() == types.Bool
	}
	return false
}

// findTables collects the sets of the package whose keys some function puts
// in after a look that may have found them, and some function deletes.
func (l *Locks) findTables(funcs []*ssa.Function) {
	claimed, deleted := make(map[ID]bool), make(map[ID]bool)
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.MapUpdate:
					if isSet(in.Map.Type()) && l.lookedUp(in) {
						claimed[IDOf(l.places.Of(in.Map))] = true
					}
				case ssa.CallInstruction:
					if m := deletedFrom(in.Common()); m != nil {
						deleted[IDOf(l.places.Of(m))] = true
					}
				}
			}
		}
	}
	for id := range claimed {
		if deleted[id] && IsTable(id) {
			l.tables[id] = true
		}
	}
}

// lookedUp reports whether the function of up looked into the set before.
func (l *Locks) lookedUp(up *ssa.MapUpdate) bool {
	at := l.places.Of(up.Map)
	for _, b := range up.Parent().Blocks {
		if !b.Dominates(up.Block()) {
			continue
		}
		for _, in := range b.Instrs {
			if in == ssa.Instruction(up) {
				break
			}
			if look, ok := in.(*ssa.Lookup); ok && l.places.Of(look.X) == at {
				return true
			}
		}
	}
	return false
}

// deletedFrom is the set that a call deletes a key from, or nil.
func deletedFrom(call *ssa.CallCommon) ssa.Value {
	b, ok := call.Value.(*ssa.Builtin)
	if !ok || b.Name() != "delete" || !isSet(call.Args[0].Type()) {
		return nil
	}
	return call.Args[0]
}

// table is the lock table at m.
func (l *Locks) table(m ssa.Value) (place.Place, bool) {
	if !isSet(m.Type()) {
		return place.Place{}, false
	}
	p := l.places.Of(m)
	return p, l.tables[IDOf(p)]
}

// claim is the state after the key of up was put into its set. With no mutex
// held, two goroutines can find the key absent: then it is no lock.
func (l *Locks) claim(s State, up *ssa.MapUpdate) State {
	p, ok := l.table(up.Map)
	if !ok || !slices.ContainsFunc(s, func(h Held) bool { return h.Must != 0 && !IsTable(IDOf(h.Lock)) }) {
		return s
	}
	if v, ok := up.Value.(*ssa.Const); ok && v.Value != nil && !constant.BoolVal(v.Value) {
		return s.release(p)
	}
	return s.acquire(p, Write, true)
}

// fails reports a return that tells its caller of a failure: with an error
// that was just made, or false as the only result. What a function acquires
// it is taken to hold only where it succeeds.
func fails(ret *ssa.Return) bool {
	if len(ret.Results) == 0 {
		return false
	}
	switch last := place.Returned(ret, len(ret.Results)-1).(type) {
	case *ssa.Const:
		return len(ret.Results) == 1 && last.Value != nil && last.Value.Kind() == constant.Bool && !constant.BoolVal(last.Value)
	case *ssa.MakeInterface:
		return isError(last.Type())
	case *ssa.Call:
		fn := last.Call.StaticCallee()
		return isError(last.Type()) && fn != nil && fn.Pkg != nil && (fn.Pkg.Pkg.Path() == "errors" || fn.Pkg.Pkg.Path() == "fmt")
	case *ssa.UnOp:
		_, global := last.X.(*ssa.Global)
		return global && isError(last.Type())
	}
	return false
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
