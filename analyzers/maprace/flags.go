package maprace

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// flagsOf are the boolean parameters of fn that its call in ctx settles.
func (ctx *context) flagsOf(fn *ssa.Function, args []ssa.Value) map[*ssa.Parameter]bool {
	var flags map[*ssa.Parameter]bool
	for i, p := range fn.Params {
		if i >= len(args) || args[i] == nil || !types.Identical(p.Type(), types.Typ[types.Bool]) {
			continue
		}
		v, known := ctx.flag(args[i])
		if !known {
			continue
		}
		if flags == nil {
			flags = make(map[*ssa.Parameter]bool)
		}
		flags[p] = v
	}
	return flags
}

// flag is the value of v in ctx, if it is known.
func (ctx *context) flag(v ssa.Value) (value, known bool) {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil || v.Value.Kind() != constant.Bool {
			return false, false
		}
		return constant.BoolVal(v.Value), true
	case *ssa.Parameter:
		value, known = ctx.flags[v]
	case *ssa.UnOp:
		if v.Op == token.NOT {
			value, known = ctx.flag(v.X)
			value = !value
		}
	}
	return value, known
}

// deadBlocks are the blocks of the function that its flags rule out. It may
// miss some.
func (ctx *context) deadBlocks() map[*ssa.BasicBlock]bool {
	if len(ctx.flags) == 0 {
		return nil
	}
	dead := make(map[*ssa.BasicBlock]bool)
	for _, b := range ctx.fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		value, known := ctx.flag(branch.Cond)
		if !known {
			continue
		}
		not := b.Succs[0]
		if value {
			not = b.Succs[1]
		}
		if len(not.Preds) == 1 {
			markDominated(not, dead)
		}
	}
	return dead
}

func markDominated(b *ssa.BasicBlock, set map[*ssa.BasicBlock]bool) {
	set[b] = true
	for _, d := range b.Dominees() {
		markDominated(d, set)
	}
}
