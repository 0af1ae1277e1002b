package escape

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/report"
)

// sizes32 are those of 386, arm and mips: words, and the alignment of 64-bit
// values, are four bytes. Only the start of an allocation is aligned to eight.
var sizes32 = types.SizesFor("gc", "386")

// checkWidth reports operations on more or less memory than the variable has,
// and 64-bit operations that are not aligned on 32-bit systems.
func (c *checker) checkWidth() {
	var aligned []*atomicOp
	misaligned := make(map[types.Object]*report.Finding)
	var found []*report.Finding
	for _, op := range c.census.atomics {
		if op.typed || op.addr == nil || c.inTest(op.call.Pos()) {
			continue
		}
		if c.checkCast(op) || widthOf(op.name) != 8 || c.only64(op.call.Pos()) {
			continue
		}
		if f := misaligned[op.obj]; op.obj != nil && f != nil {
			f.Witness = append(f.Witness, report.Step{Pos: op.call.Pos(), Text: "the same with atomic." + op.name})
			continue
		}
		f := c.misalignment(op)
		if f == nil {
			aligned = append(aligned, op)
			continue
		}
		misaligned[op.obj] = f
		found = append(found, f)
	}
	for _, f := range found {
		c.emit(*f)
	}
	c.checkHolders(aligned)
}

// widthOf is the number of bytes that a function of sync/atomic touches, 0 when
// that depends on the system.
func widthOf(name string) int64 {
	switch suffixOf(name) {
	case "Int32", "Uint32":
		return 4
	case "Int64", "Uint64":
		return 8
	}
	return 0
}

// checkCast reports an address that unsafe made one of another width. Arrays and
// structs are taken apart on purpose.
func (c *checker) checkCast(op *atomicOp) bool {
	width := widthOf(op.name)
	t := c.pass.TypesInfo.TypeOf(op.addr)
	if width == 0 || t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsNumeric == 0 {
		return false
	}
	have, have32 := c.pass.TypesSizes.Sizeof(basic), sizes32.Sizeof(basic)
	where := ""
	switch {
	case have == width && have32 == width:
		return false
	case have == width:
		if c.only64(op.call.Pos()) {
			return false
		}
		have, where = have32, " on 32-bit systems"
	}
	what := "the other half is left as it was"
	if have < width {
		what = fmt.Sprintf("what lies behind it in memory is overwritten%s", where)
	}
	name := types.ExprString(op.addr)
	steps := []report.Step{{Pos: op.addr.Pos(), Text: fmt.Sprintf("%s is %s %s of %d bytes%s", name, article(basic.Name()), basic.Name(), have, where)}}
	if op.obj != nil {
		steps = append(steps, report.Step{Pos: op.obj.Pos(), Text: "declared here"})
	}
	c.emit(report.Finding{
		Kind: "atomic-width", Pos: op.call.Pos(), End: op.call.End(),
		Message: fmt.Sprintf("atomic.%s takes %d bytes at %s, which has %d%s: %s; use the function of its own width", op.name, width, name, have, where, what),
		Witness: steps,
	})
	return true
}

func article(name string) string {
	if strings.ContainsAny(name[:1], "aeio") {
		return "an"
	}
	return "a"
}

// misalignment is the finding for an operation whose variable is visibly not
// aligned, or nil.
func (c *checker) misalignment(op *atomicOp) *report.Finding {
	o, ok := c.offset32(op.addr)
	if !ok || o.bytes%8 == 0 && o.step%8 == 0 {
		return nil
	}
	name := types.ExprString(op.addr)
	text := fmt.Sprintf("%s lies %d bytes behind the start of the allocation on 386 and arm", name, o.bytes)
	if o.bytes%8 == 0 {
		text = fmt.Sprintf("the elements are %d bytes long on 386 and arm, so every other one is not aligned", o.step)
	}
	steps := []report.Step{{Pos: op.addr.Pos(), Text: text}}
	if op.obj != nil {
		steps = append(steps, report.Step{Pos: op.obj.Pos(), Text: "declared here"})
	}
	f := &report.Finding{
		Kind: "atomic-width", Pos: op.call.Pos(), End: op.call.End(),
		Message: fmt.Sprintf("atomic.%s panics on 32-bit systems: %s is not aligned to 8 bytes there; %s", op.name, name, c.alignAdvice(op)),
		Witness: steps,
	}
	if m := c.mixtures[op.obj]; m != nil {
		f.Fixes = c.fixMixed(m)
	}
	return f
}

func (c *checker) alignAdvice(op *atomicOp) string {
	if t := typedName(c.pass.TypesInfo.TypeOf(op.addr), false); t != "" {
		return "atomic." + t + " is aligned everywhere"
	}
	return "put it first in its struct"
}

// An offset is where a variable lies in its allocation; step is how far the
// elements of an indexed container are apart, 0 for none.
type offset struct{ bytes, step int64 }

// offset32 is the offset of e on 32-bit systems. What a pointer leads to counts
// as an allocation of its own: checkHolders looks at the others.
func (c *checker) offset32(e ast.Expr) (offset, bool) {
	info := c.pass.TypesInfo
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.StarExpr:
		return offset{}, true
	case *ast.SelectorExpr:
		sel, ok := info.Selections[x]
		if !ok {
			return offset{}, true // of a package
		}
		base := offset{}
		t := sel.Recv()
		if !isPointer(t) {
			if base, ok = c.offset32(x.X); !ok {
				return offset{}, false
			}
		}
		return fieldOffset(base, t, sel.Index())
	case *ast.IndexExpr:
		return c.elementOffset(x)
	}
	return offset{}, false
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

func fieldOffset(base offset, t types.Type, index []int) (offset, bool) {
	for _, i := range index {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			base, t = offset{}, ptr.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || generic(t) {
			return offset{}, false
		}
		fields := make([]*types.Var, 0, st.NumFields())
		for f := range st.Fields() {
			fields = append(fields, f)
		}
		base.bytes += sizes32.Offsetsof(fields)[i]
		t = st.Field(i).Type()
	}
	return base, true
}

// generic reports a type whose size its arguments decide.
func generic(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.TypeParams().Len() > 0
}

func (c *checker) elementOffset(x *ast.IndexExpr) (offset, bool) {
	t := c.pass.TypesInfo.TypeOf(x.X)
	if t == nil {
		return offset{}, false
	}
	base, ok := offset{}, true
	if ptr, isPtr := t.Underlying().(*types.Pointer); isPtr {
		t = ptr.Elem()
	} else if _, isArray := t.Underlying().(*types.Array); isArray {
		base, ok = c.offset32(x.X)
	}
	var elem types.Type
	switch u := t.Underlying().(type) {
	case *types.Array:
		elem = u.Elem()
	case *types.Slice:
		elem = u.Elem()
	default:
		return offset{}, false
	}
	if generic(elem) {
		return offset{}, false
	}
	size := sizes32.Sizeof(elem)
	if tv := c.pass.TypesInfo.Types[x.Index]; tv.Value != nil {
		if i, exact := constant.Int64Val(tv.Value); exact {
			base.bytes += i * size
			return base, ok
		}
	}
	base.step = max(base.step, size)
	return base, ok
}

// only64 reports a file that is never compiled for a 32-bit system.
func (c *checker) only64(pos token.Pos) bool {
	file := c.fileAt(pos)
	if file == nil {
		return true
	}
	name := c.pass.Fset.Position(file.FileStart).Filename
	for _, arch := range arches64 {
		if strings.HasSuffix(strings.TrimSuffix(name, "_test.go"), "_"+arch+".go") {
			return true
		}
	}
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, comment := range group.List {
			expr, err := constraint.Parse(comment.Text)
			if err == nil && !expr.Eval(no64) {
				return true
			}
		}
	}
	return false
}

var arches64 = [...]string{"amd64", "arm64", "ppc64", "ppc64le", "mips64", "mips64le", "riscv64", "s390x", "loong64"}

func no64(tag string) bool {
	for _, arch := range arches64 {
		if tag == arch {
			return false
		}
	}
	return true
}
