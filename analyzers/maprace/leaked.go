package maprace

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
)

// leak finds a guarded map, not a copy of it, that leaves its section.
func (f *sections) leak(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Return:
		if f.fn.Object() == nil || !f.fn.Object().Exported() {
			return
		}
		for i := range in.Results {
			f.leaks(in, place.Returned(in, i), "returned")
		}
	case *ssa.Send:
		f.leaks(in, in.X, "sent to another goroutine")
	case *ssa.Store:
		fa, ok := in.Addr.(*ssa.FieldAddr)
		if !ok {
			return
		}
		if f.leavesWith(fa.X) || f.passedObject(fa.X) {
			f.leaks(in, in.Val, "put in another object")
		}
	}
}

// leavesWith reports whether the object at addr is returned or sent.
func (f *sections) leavesWith(addr ssa.Value) bool {
	for _, in := range f.order {
		switch in := in.(type) {
		case *ssa.Return:
			for i := range in.Results {
				v := place.Returned(in, i)
				if load, ok := v.(*ssa.UnOp); ok && load.X == addr || v == addr {
					return true
				}
			}
		case *ssa.Send:
			if in.X == addr {
				return true
			}
		}
	}
	return false
}

// passedObject reports an object that a user of the package passed.
func (f *sections) passedObject(addr ssa.Value) bool {
	p, ok := addr.(*ssa.Parameter)
	if !ok || f.fn.Object() == nil || !f.fn.Object().Exported() {
		return false
	}
	return f.fn.Signature.Recv() == nil || p != f.fn.Params[0]
}

func (f *sections) leaks(out ssa.Instruction, v ssa.Value, how string) {
	if f.c.inTest(f.fn) || f.c.callerLocks(f.fn) {
		return
	}
	v = iterated(v)
	if !isMap(v.Type()) {
		return
	}
	in, ok := v.(ssa.Instruction)
	if !ok {
		return
	}
	if load := f.c.loadOf(v, 0); load != nil && f.c.replaces(load) {
		return
	}
	p := f.c.places.Of(v)
	if _, local := p.Root.(*ssa.Alloc); local || p.Class() == nil {
		return
	}
	cl := f.c.classes[classKey{p.Class(), p.ElemTail()}]
	if cl == nil {
		return
	}
	guard, _ := f.c.guardOf(cl)
	for _, h := range f.at[in] {
		id := lockset.IDOf(h.Lock)
		if h.Must == 0 || id != guard && !f.c.beside(id, cl.of) || f.c.askedOf(h.Lock, out) {
			continue
		}
		w := f.c.lockedWrite(cl, id)
		if w == nil {
			continue
		}
		lock := f.c.places.Name(h.Lock)
		f.c.emit(f.fn, cl.of, report.Finding{
			Kind: "leaked-ref", Pos: out.Pos(),
			Message: fmt.Sprintf("map %s is %s itself, not a copy: whoever has it reads it without %s while it can be %s at %s; return maps.Clone instead",
				f.c.nameAt(in.Pos(), p), how, lock, w.op, f.c.where(w.pos)),
			Witness: append([]report.Step{
				{Pos: in.Pos(), Text: fmt.Sprintf("map %s is taken holding %s", f.c.places.Name(p), lock)},
				f.c.step(w),
			}, f.c.way(w)),
			Fixes: f.c.cloneLeaked(f.fn, out, v, cl.of),
		})
		return
	}
}

// lockedWrite is a change of the map in place, under the lock id.
func (c *checker) lockedWrite(cl *class, id lockset.ID) *observation {
	for _, o := range cl.obs {
		if o.op == write && !o.setUp && o.must[id]&lockset.Write != 0 && o.ctx.root.kind != rootInit && o.ctx.root.kind != rootMain {
			return o
		}
	}
	return nil
}
