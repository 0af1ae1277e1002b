package spawn

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
)

// An Edge is one half of a synchronisation: a release is paired with the
// acquire of the same Object to order two goroutines.
type Edge struct {
	Object any // ID of a channel, wait group, …; opaque for "whatever it is"
	Kind   edgeKind
}

type edgeKind uint8

const (
	send edgeKind = iota
	receive
	closed
	done
	wait
	signal
	condWait
	atomicStore
	atomicLoad
	once
	cancel
	ctxDone
	opaqueWait
)

// orders reports whether what precedes a happens before what follows b.
func orders(a, b Edge) bool {
	if b.Kind == opaqueWait {
		return true
	}
	if a.Object != b.Object {
		return false
	}
	switch a.Kind {
	case send, closed:
		return b.Kind == receive
	case receive:
		return b.Kind == send && !wide(a.Object)
	case done:
		return b.Kind == wait
	case signal:
		return b.Kind == condWait
	case atomicStore:
		return b.Kind == atomicLoad
	case once:
		return b.Kind == once
	case cancel:
		return b.Kind == ctxDone
	}
	return false
}

// wide reports a channel with room for several values: freeing one slot then
// orders nothing, as with a semaphore of n.
func wide(object any) bool {
	mc, ok := object.(*ssa.MakeChan)
	if !ok {
		return false
	}
	size, ok := mc.Size.(*ssa.Const)
	if !ok || size.Value == nil {
		return false
	}
	n, exact := constant.Int64Val(size.Value)
	return exact && n > 1
}

// Ordered reports whether one of after can order with one of before.
func Ordered(after, before []Edge) bool {
	for _, b := range before {
		if b.Kind == opaqueWait {
			return true
		}
		for _, a := range after {
			if orders(a, b) {
				return true
			}
		}
	}
	return false
}

func objectID(p place.Place) any {
	if c := p.Class(); c != nil {
		return c
	}
	return p.Root
}

type contextDone struct{}

// Edges are the synchronisations that one instruction makes by itself.
func (s *Spawns) Edges(in ssa.Instruction) []Edge {
	switch in := in.(type) {
	case *ssa.Send:
		return []Edge{{objectID(s.places.Of(in.Chan)), send}}
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			return s.received(in.X)
		}
	case *ssa.Select:
		var out []Edge
		for _, st := range in.States {
			if st.Dir == types.SendOnly {
				out = append(out, Edge{objectID(s.places.Of(st.Chan)), send})
				continue
			}
			out = append(out, s.received(st.Chan)...)
		}
		return out
	case ssa.CallInstruction:
		if _, isGo := in.(*ssa.Go); !isGo {
			return s.callEdges(in.Common())
		}
	}
	return nil
}

func (s *Spawns) received(ch ssa.Value) []Edge {
	if call, ok := ch.(*ssa.Call); ok {
		if fn := calleeObject(call.Common()); fn != nil && fn.Name() == "Done" {
			return []Edge{{contextDone{}, ctxDone}}
		}
	}
	if isTimer(s.places.Of(ch)) {
		return nil
	}
	return []Edge{{objectID(s.places.Of(ch)), receive}}
}

// isTimer reports a channel on which only time sends: it orders nothing.
func isTimer(p place.Place) bool {
	if f := p.Last(); f != nil && f.Pkg() != nil && f.Pkg().Path() == "time" {
		return true
	}
	call, ok := p.Root.(*ssa.Call)
	if !ok || p.Path != nil {
		return false
	}
	fn := calleeObject(call.Common())
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "time"
}

func (s *Spawns) callEdges(call *ssa.CallCommon) []Edge {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		if b.Name() == "close" {
			return []Edge{{objectID(s.places.Of(call.Args[0])), closed}}
		}
		return nil
	}
	if !call.IsInvoke() && isCancelFunc(call.Value.Type()) {
		return []Edge{{contextDone{}, cancel}}
	}
	fn := calleeObject(call)
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	var recv place.Place
	if !call.IsInvoke() && len(call.Args) > 0 && call.Signature().Recv() != nil {
		recv = s.places.Of(call.Args[0])
	}
	name := fn.Name()
	switch fn.Pkg().Path() {
	case "sync":
		return syncEdges(fn, recv)
	case "sync/atomic":
		return s.atomicEdges(name, call)
	}
	if callee, _ := s.places.Callee(call); callee != nil && len(callee.Blocks) > 0 {
		return nil // its body is looked at
	}
	if name == "Wait" || strings.HasPrefix(name, "WaitFor") || name == "Join" {
		return []Edge{{objectID(recv), opaqueWait}}
	}
	return nil
}

func isCancelFunc(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" &&
		strings.HasPrefix(named.Obj().Name(), "Cancel")
}

func syncEdges(fn *types.Func, recv place.Place) []Edge {
	id := objectID(recv)
	switch recvName(fn) + "." + fn.Name() {
	case "WaitGroup.Done":
		return []Edge{{id, done}}
	case "WaitGroup.Wait":
		return []Edge{{id, wait}}
	case "Cond.Wait":
		return []Edge{{id, condWait}}
	case "Cond.Signal", "Cond.Broadcast":
		return []Edge{{id, signal}}
	case "Once.Do":
		return []Edge{{id, once}}
	}
	return nil
}

func recvName(fn *types.Func) string {
	recv := fn.Signature().Recv()
	if recv == nil {
		return ""
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

func (s *Spawns) atomicEdges(name string, call *ssa.CallCommon) []Edge {
	if len(call.Args) == 0 {
		return nil
	}
	id := objectID(s.places.Of(call.Args[0]))
	switch {
	case strings.HasPrefix(name, "Load"):
		return []Edge{{id, atomicLoad}}
	case strings.HasPrefix(name, "Store"):
		return []Edge{{id, atomicStore}}
	}
	return []Edge{{id, atomicLoad}, {id, atomicStore}}
}

// Joins reports whether an instruction waits until goroutines have ended or
// said something: a receive, a WaitGroup's or errgroup's Wait. Time passing
// and a cancelled context tell nothing.
func (s *Spawns) Joins(in ssa.Instruction) bool {
	if _, ok := in.(*ssa.Select); ok {
		return false
	}
	for _, e := range s.Edges(in) {
		switch e.Kind {
		case receive, wait, opaqueWait:
			return true
		}
	}
	for _, e := range s.called(in).must {
		if e.Kind == wait || e.Kind == receive {
			return true
		}
	}
	return false
}

// JoinsOthers reports whether an instruction waits for goroutines that its
// own function need not have started: through a channel or group that it did
// not make for the purpose.
func (s *Spawns) JoinsOthers(in ssa.Instruction) bool {
	if !s.Joins(in) {
		return false
	}
	edges := append(s.Edges(in), s.called(in).must...)
	return slices.ContainsFunc(edges, func(e Edge) bool {
		switch e.Kind {
		case receive, wait, opaqueWait:
			return !isLocal(e.Object)
		}
		return false
	})
}

func isLocal(object any) bool {
	switch object.(type) {
	case *ssa.MakeChan, *ssa.Alloc:
		return true
	}
	return false
}

// Stops reports a call that tells a goroutine to end and waits until it said
// that it has: it closes, sends or cancels, and then receives or waits.
func (s *Spawns) Stops(in ssa.Instruction) bool {
	tells, waits := false, false
	for _, e := range s.called(in).must {
		switch e.Kind {
		case closed, send, cancel:
			tells = true
		case receive, wait:
			waits = true
		}
	}
	return tells && waits
}

// End is what the end of the goroutine of s tells those who wait for its
// group.
//
// A starter that returns a channel tells its end through that.
func (s *Site) End() []Edge {
	var out []Edge
	if s.Group.Valid() {
		out = append(out, Edge{objectID(s.Group), done})
	}
	if call, ok := s.Instr.(*ssa.Call); ok {
		if _, ok := call.Type().Underlying().(*types.Chan); ok {
			out = append(out, Edge{call, closed})
		}
	}
	return out
}

// Rename expresses edges on parameters of fn by the arguments of its call.
// Edges whose object is a field need no renaming.
func (s *Spawns) Rename(edges []Edge, fn *ssa.Function, args []ssa.Value) []Edge {
	if args == nil {
		return edges
	}
	return s.rename(edges, fn, args)
}

// Waits reports the half of a synchronisation that waits for the other.
func (e Edge) Waits() bool {
	switch e.Kind {
	case receive, wait, condWait, atomicLoad, once, opaqueWait:
		return true
	}
	return false
}
