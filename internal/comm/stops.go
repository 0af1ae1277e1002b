package comm

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// stopNames are the methods that users know to end an object.
var stopNames = []string{"Close", "Stop", "Shutdown", "Cancel", "Release", "End", "Terminate", "GracefulStop", "Halt", "Kill"}

// stops knows which functions of a package close and send on which fields.
type stops struct {
	m       *Model
	closers map[*types.Var][]*ssa.Function
	sent    map[*types.Var]bool
	loose   map[*types.Var]bool // others may close it, or call what is in it
	callers map[*ssa.Function][]*ssa.Function

	// Of the constructor that is looked at:
	made   *ssa.Alloc
	fields []*types.Var // that end its goroutine
	by     []string
}

func newStops(m *Model) *stops {
	s := &stops{m: m, closers: make(map[*types.Var][]*ssa.Function), sent: make(map[*types.Var]bool),
		loose: make(map[*types.Var]bool), callers: make(map[*ssa.Function][]*ssa.Function)}
	for _, fn := range m.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.FieldAddr:
					s.uses(fn, in)
				case ssa.CallInstruction:
					if callee := in.Common().StaticCallee(); callee != nil {
						s.callers[callee] = append(s.callers[callee], outermost(fn))
					}
				case *ssa.MakeClosure: // a literal, or a method value, may be called by anyone
					s.callers[in.Fn.(*ssa.Function)] = append(s.callers[in.Fn.(*ssa.Function)], outermost(fn))
				}
			}
		}
	}
	return s
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

func fieldVar(in *ssa.FieldAddr) *types.Var {
	pt, ok := in.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, ok := pt.Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(in.Field).Origin()
}

// uses notes what fn does with a field that holds a channel or a function.
func (s *stops) uses(fn *ssa.Function, addr *ssa.FieldAddr) {
	f := fieldVar(addr)
	if f == nil {
		return
	}
	switch f.Type().Underlying().(type) {
	case *types.Chan, *types.Signature:
	default:
		return
	}
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr != addr || !s.private(ref.Val) {
				s.loose[f] = true
			}
		case *ssa.UnOp:
			s.loaded(fn, f, ref, 0)
		case *ssa.DebugRef:
		default:
			s.loose[f] = true
		}
	}
}

// private reports a channel that is made here and that nobody else gets, or the
// cancel function of a context.
func (s *stops) private(v ssa.Value) bool {
	v = settledValue(v)
	if e, ok := v.(*ssa.Extract); ok {
		return rootContext(e.Tuple) && e.Index == 1
	}
	if c, ok := v.(*ssa.Const); ok {
		return c.IsNil()
	}
	mc, ok := v.(*ssa.MakeChan)
	if !ok {
		return false
	}
	for _, ref := range *mc.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if _, ok := ref.Addr.(*ssa.FieldAddr); !ok {
				return false
			}
		case *ssa.Go, *ssa.DebugRef:
		case *ssa.ChangeType:
			if ch, ok := ref.Type().Underlying().(*types.Chan); !ok || ch.Dir() != types.RecvOnly {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// rootContext reports the call that makes a context which only its cancel
// function ends.
func rootContext(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok || call.Common().StaticCallee() == nil || len(call.Common().Args) == 0 {
		return false
	}
	obj, ok := call.Common().StaticCallee().Object().(*types.Func)
	if !ok || obj.FullName() != "context.WithCancel" && obj.FullName() != "context.WithCancelCause" {
		return false
	}
	parent, ok := settledValue(call.Common().Args[0]).(*ssa.Call)
	if !ok || parent.Common().StaticCallee() == nil {
		return false
	}
	p, ok := parent.Common().StaticCallee().Object().(*types.Func)
	return ok && (p.FullName() == "context.Background" || p.FullName() == "context.TODO")
}

// loaded notes what becomes of the value of field f.
func (s *stops) loaded(fn *ssa.Function, f *types.Var, v ssa.Value, depth int) {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef, *ssa.BinOp, *ssa.Range:
		case *ssa.Send:
			if ref.Chan == v {
				s.sent[f] = true
				s.closers[f] = append(s.closers[f], outermost(fn))
			} else {
				s.loose[f] = true
			}
		case *ssa.Select:
			for _, state := range ref.States {
				if state.Send == v {
					s.loose[f] = true
				} else if state.Chan == v && state.Dir == types.SendOnly {
					s.sent[f] = true
					s.closers[f] = append(s.closers[f], outermost(fn))
				}
			}
		case *ssa.ChangeType:
			if ch, ok := ref.Type().Underlying().(*types.Chan); !ok || ch.Dir() != types.RecvOnly {
				s.loose[f] = true
			}
		case ssa.CallInstruction:
			c := ref.Common()
			b, builtin := c.Value.(*ssa.Builtin)
			switch {
			case builtin && b.Name() == "close", !builtin && !c.IsInvoke() && c.Value == v:
				s.closers[f] = append(s.closers[f], outermost(fn))
			case builtin && (b.Name() == "len" || b.Name() == "cap"):
			default:
				s.loose[f] = true
			}
		default:
			s.loose[f] = true
		}
	}
}

// methods are the methods of the object that end its goroutine, if they are all
// that can, and one of them is known to users.
func (s *stops) methods() []string {
	var out []string
	known := false
	for _, f := range s.fields {
		if s.loose[f] || f.Exported() || len(s.closers[f]) == 0 {
			return nil
		}
		seen := make(map[*ssa.Function]bool)
		work := slices.Clone(s.closers[f])
		for len(work) > 0 {
			fn := work[len(work)-1]
			work = work[:len(work)-1]
			if seen[fn] {
				continue
			}
			seen[fn] = true
			recv := fn.Signature.Recv()
			if recv == nil || !types.Identical(pointee(recv.Type()), pointee(s.made.Type())) {
				continue // it has the object from somewhere, so that was not dropped
			}
			if !slices.Contains(out, fn.Name()) {
				out = append(out, fn.Name())
				known = known || slices.Contains(stopNames, fn.Name())
			}
			work = append(work, s.callers[fn]...)
		}
	}
	if !known {
		return nil
	}
	slices.SortFunc(out, func(a, b string) int { return stopRank(a) - stopRank(b) })
	return out
}

// stopRank puts the method that users know first.
func stopRank(name string) int {
	if i := slices.Index(stopNames, name); i >= 0 {
		return i
	}
	return len(stopNames) + int(name[0])<<8 + len(name)
}

func pointee(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// keptElsewhere reports whether a function gives the object to somebody who may
// end it later.
func (s *stops) keptElsewhere(sc *scope, depth int) bool {
	for _, b := range sc.fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Store:
				if _, cell := in.Addr.(*ssa.Alloc); !cell && s.isMade(sc, in.Val) {
					return true
				}
			case *ssa.MapUpdate:
				if s.isMade(sc, in.Value) || s.isMade(sc, in.Key) {
					return true
				}
			case *ssa.Send:
				if s.isMade(sc, in.X) {
					return true
				}
			case *ssa.MakeClosure:
				if s.capturesMade(sc, in) && !onlyCalled(in) {
					return true
				}
			case ssa.CallInstruction:
				if s.passesMade(sc, in, depth) {
					return true
				}
			}
		}
	}
	return false
}

func (s *stops) isMade(sc *scope, v ssa.Value) bool { return sc.origin(v) == s.made }

func (s *stops) capturesMade(sc *scope, mc *ssa.MakeClosure) bool {
	for _, b := range mc.Bindings {
		if s.isMade(sc, b) {
			return true
		}
		if cell, ok := settledCell(b).(*ssa.Alloc); ok {
			if v := onlyStore(cell); v != nil && s.isMade(sc, v) {
				return true
			}
		}
	}
	return false
}

// onlyCalled reports a literal that is called, deferred or started and nothing else.
func onlyCalled(mc *ssa.MakeClosure) bool {
	for _, ref := range *mc.Referrers() {
		call, ok := ref.(ssa.CallInstruction)
		if !ok || call.Common().Value != mc {
			return false
		}
	}
	return true
}

func (s *stops) passesMade(sc *scope, call ssa.CallInstruction, depth int) bool {
	c := call.Common()
	callee := c.StaticCallee()
	for i, a := range c.Args {
		if !s.isMade(sc, a) {
			continue
		}
		if callee == nil || len(callee.Blocks) == 0 || i > 0 || callee.Signature.Recv() == nil || depth > 2 {
			return true
		}
		if _, isGo := call.(*ssa.Go); isGo {
			continue // looked at by itself
		}
		if s.keptElsewhere(&scope{fn: callee, args: c.Args, up: sc}, depth+1) {
			return true
		}
	}
	return false
}
