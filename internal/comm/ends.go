package comm

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// canEnd reports whether the function of a scope can return without passing a
// channel of the object, and collects the fields of those that it passes.
func (s *stops) canEnd(sc *scope, depth int) bool {
	if depth > 4 || len(sc.fn.Blocks) == 0 {
		return true
	}
	seen := make([]bool, len(sc.fn.Blocks))
	work := []*ssa.BasicBlock{sc.fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b.Index] {
			continue
		}
		seen[b.Index] = true
		last, ends := s.walkBlock(sc, b, depth)
		if ends {
			return true
		}
		if last {
			work = append(work, s.successors(sc, b)...)
		}
	}
	return false
}

// walkBlock goes through a block. It reports whether the end of the block is
// reached, and whether that is the end of the goroutine.
func (s *stops) walkBlock(sc *scope, b *ssa.BasicBlock, depth int) (through, ends bool) {
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.Return:
			return false, true
		case *ssa.UnOp:
			if in.Op == token.ARROW && !in.CommaOk && s.waits(sc, in.X, true) {
				return false, false
			}
		case *ssa.Call:
			if c := in.Common(); c.StaticCallee() != nil && s.m.own[c.StaticCallee()] {
				if !s.canEnd(&scope{fn: c.StaticCallee(), args: c.Args, up: sc}, depth+1) {
					return false, false
				}
			} else if obj := calledObject(c); obj != nil && (endsProcess[obj.FullName()] || obj.FullName() == "runtime.Goexit") {
				return false, obj.FullName() == "runtime.Goexit"
			}
		}
	}
	return true, false
}

// waits reports whether v is a channel of the object, and remembers its field.
// One on which values are sent is passed by them, too, unless only its end counts.
func (s *stops) waits(sc *scope, v ssa.Value, values bool) bool {
	f := s.stopField(sc, v)
	if f == nil || values && s.sent[f] && len(s.closers[f]) == 0 {
		return false
	}
	s.fields = append(s.fields, f)
	return true
}

// successors are the blocks after b, without those that only the end of the
// object leads to.
func (s *stops) successors(sc *scope, b *ssa.BasicBlock) []*ssa.BasicBlock {
	branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return b.Succs
	}
	switch s.onlyAtEnd(sc, branch.Cond) {
	case 1:
		return b.Succs[1:]
	case 2:
		return b.Succs[:1]
	}
	return b.Succs
}

// onlyAtEnd reports whether cond is true (1) or false (2) only at the end of the
// object, or neither (0).
func (s *stops) onlyAtEnd(sc *scope, cond ssa.Value) int {
	switch c := cond.(type) {
	case *ssa.Extract: // the ok of a receive
		switch t := c.Tuple.(type) {
		case *ssa.UnOp:
			if t.Op == token.ARROW && c.Index == 1 && s.waits(sc, t.X, false) {
				return 2
			}
		case *ssa.Select:
			if c.Index == 1 && len(t.States) == 1 && s.waits(sc, t.States[0].Chan, false) {
				return 2
			}
		}
	case *ssa.BinOp:
		return s.comparedAtEnd(sc, c)
	}
	return 0
}

func (s *stops) comparedAtEnd(sc *scope, c *ssa.BinOp) int {
	if e, ok := c.X.(*ssa.Extract); ok && e.Index == 0 && c.Op == token.EQL {
		sel, ok1 := e.Tuple.(*ssa.Select)
		k, ok2 := c.Y.(*ssa.Const)
		if !ok1 || !ok2 || k.Value == nil || k.Value.Kind() != constant.Int {
			return 0
		}
		i, _ := constant.Int64Val(k.Value)
		if i >= 0 && int(i) < len(sel.States) && sel.States[i].Dir == types.RecvOnly && s.waits(sc, sel.States[i].Chan, true) {
			return 1
		}
	}
	if ctx, ok := isErrCall(c.X); ok {
		if f := s.cancelField(sc, ctx); f != nil {
			s.fields = append(s.fields, f)
			return map[token.Token]int{token.NEQ: 1, token.EQL: 2}[c.Op]
		}
	}
	return 0
}

func isErrCall(v ssa.Value) (ssa.Value, bool) {
	call, ok := v.(*ssa.Call)
	if !ok || !call.Common().IsInvoke() || call.Common().Method.Name() != "Err" {
		return nil, false
	}
	return call.Common().Value, strings.HasSuffix(call.Common().Value.Type().String(), "context.Context")
}

// stopField is the field of the object that holds the channel v, or the cancel
// function of the context that v is the channel of; nil for any other.
func (s *stops) stopField(sc *scope, v ssa.Value) *types.Var {
	v = sc.origin(v)
	switch w := v.(type) {
	case *ssa.UnOp:
		if addr, ok := w.X.(*ssa.FieldAddr); ok && w.Op == token.MUL && s.isMade(scopeOf(sc, w), addr.X) {
			return fieldVar(addr)
		}
	case *ssa.MakeChan:
		return s.storedIn(w)
	case *ssa.Call:
		if w.Common().IsInvoke() && w.Common().Method.Name() == "Done" {
			return s.cancelField(scopeOf(sc, w), w.Common().Value)
		}
	}
	return nil
}

// scopeOf is the scope among sc and those above in whose function in stands.
func scopeOf(sc *scope, in ssa.Instruction) *scope {
	for s := sc; s != nil; s = s.up {
		if s.fn == in.Parent() {
			return s
		}
	}
	return sc
}

// storedIn is the field of the object that v is stored in.
func (s *stops) storedIn(v ssa.Value) *types.Var {
	for _, b := range s.made.Parent().Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok || settledValue(st.Val) != v {
				continue
			}
			if addr, ok := st.Addr.(*ssa.FieldAddr); ok && settledValue(addr.X) == s.made {
				return fieldVar(addr)
			}
		}
	}
	return nil
}

// cancelField is the field that holds the cancel function of the context ctx.
func (s *stops) cancelField(sc *scope, ctx ssa.Value) *types.Var {
	v := sc.origin(ctx)
	if load, ok := v.(*ssa.UnOp); ok {
		addr, ok := load.X.(*ssa.FieldAddr)
		if !ok || !s.isMade(scopeOf(sc, load), addr.X) {
			return nil
		}
		if v = s.valueOf(fieldVar(addr)); v == nil {
			return nil
		}
	}
	e, ok := v.(*ssa.Extract)
	if !ok || e.Index != 0 || !rootContext(e.Tuple) {
		return nil
	}
	for _, ref := range *e.Tuple.Referrers() {
		if cancel, ok := ref.(*ssa.Extract); ok && cancel.Index == 1 {
			return s.storedIn(cancel)
		}
	}
	return nil
}

// valueOf is what the constructor stores in field f of the object, if that is one value.
func (s *stops) valueOf(f *types.Var) ssa.Value {
	var out ssa.Value
	for _, b := range s.made.Parent().Blocks {
		for _, in := range b.Instrs {
			st, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			if addr, ok := st.Addr.(*ssa.FieldAddr); ok && fieldVar(addr) == f && settledValue(addr.X) == s.made {
				if out != nil {
					return nil
				}
				out = settledValue(st.Val)
			}
		}
	}
	return out
}
