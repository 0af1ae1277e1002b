package ctxprop

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// usable is the context to use at a call instead of root, or of none.
func (c *checker) usable(at ssa.Instruction, root *ssa.Call) (ctxflow.Usable, bool) {
	for in := at; in != nil; in = c.startOfJoined(in.Parent()) {
		for _, u := range c.flows.Usables(in) {
			if o := c.flows.Of(u.Param); o.Only(ctxflow.Root) && (root != nil || u.Fn != at.Parent() || c.owned(o)) {
				continue // a root of its own
			}
			return u, true
		}
	}
	if root == nil {
		return ctxflow.Usable{}, false
	}
	return c.receiversContext(at.Parent())
}

// startOfJoined is what starts the literal fn as a goroutine of a group that the
// function around it waits for, so that what is at hand there is so in fn.
func (c *checker) startOfJoined(fn *ssa.Function) ssa.Instruction {
	if fn.Parent() == nil {
		return nil
	}
	for _, site := range c.spawns.Sites(fn.Parent()) {
		if site.Fn == fn && site.Runs == catalog.Goroutine && c.waitsForGroup(site.Instr) {
			return site.Instr
		}
	}
	return nil
}

func (c *checker) waitsForGroup(start ssa.Instruction) bool {
	found := false
	ctxflow.Instructions(start.Parent(), func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || found {
			return
		}
		switch ctxflow.CalleeName(&call.Call) {
		case "(*sync.WaitGroup).Wait", "(*golang.org/x/sync/errgroup.Group).Wait":
			found = spawn.Reaches(start, call, nil)
		}
	})
	return found
}

// receiversContext is the context that the receiver of fn, or of the method
// around it, keeps for as long as it lives: the only one of its struct, made with
// a cancel function and looked at by other methods.
func (c *checker) receiversContext(fn *ssa.Function) (ctxflow.Usable, bool) {
	outer := outermost(fn)
	none := ctxflow.Usable{}
	if outer.Signature.Recv() == nil || len(outer.Params) == 0 {
		return none, false
	}
	recv := outer.Params[0]
	if recv.Object().Name() == "" || recv.Object().Name() == "_" {
		return none, false
	}
	field := onlyContext(recv.Type())
	if field == nil || field.Pkg() != c.pass.Pkg {
		return none, false
	}
	if c.lifetimes == nil {
		c.lifetimes = c.findLifetimes()
	}
	life := c.lifetimes[field]
	if life == nil || !life.cancelled || life.stored[outer] || len(life.read) == 0 || len(life.read) == 1 && life.read[outer] {
		return none, false
	}
	expr := recv.Name() + "." + field.Name()
	return ctxflow.Usable{Expr: expr, What: "the field " + expr, Pos: field.Pos(), Fn: outer, Field: true, Param: recv}, true
}

// onlyContext is the only field of a struct that is a context; nil when there
// are several, or when it is embedded.
func onlyContext(t types.Type) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var found *types.Var
	for f := range st.Fields() {
		if !ctxflow.IsContext(f.Type()) {
			continue
		}
		if found != nil || f.Embedded() {
			return nil
		}
		found = f
	}
	return found
}

// A lifetime is what the package does with a field that holds a context.
type lifetime struct {
	cancelled bool                   // what is stored can be cancelled
	stored    map[*ssa.Function]bool // declared functions
	read      map[*ssa.Function]bool
}

func (c *checker) findLifetimes() map[*types.Var]*lifetime {
	found := make(map[*types.Var]*lifetime)
	of := func(field *types.Var) *lifetime {
		if found[field] == nil {
			found[field] = &lifetime{stored: make(map[*ssa.Function]bool), read: make(map[*ssa.Function]bool)}
		}
		return found[field]
	}
	for _, fn := range c.funcs {
		ctxflow.Instructions(fn, func(in ssa.Instruction) {
			switch in := in.(type) {
			case *ssa.Store:
				addr, ok := in.Addr.(*ssa.FieldAddr)
				if !ok || !ctxflow.IsContext(in.Val.Type()) {
					return
				}
				life := of(place.FieldOf(addr))
				life.stored[outermost(fn)] = true
				life.cancelled = life.cancelled || ctxflow.Cancellable(c.flows.Of(in.Val))
			case *ssa.FieldAddr:
				if field := place.FieldOf(in); field != nil && ctxflow.IsContext(field.Type()) && loaded(in) {
					of(field).read[outermost(fn)] = true
				}
			}
		})
	}
	return found
}

func loaded(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		if _, ok := ref.(*ssa.UnOp); ok {
			return true
		}
	}
	return false
}
