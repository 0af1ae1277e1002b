package escape

import (
	"fmt"
	"go/build"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// lineSize is how many bytes processors hand each other at once.
func lineSize() int64 {
	switch {
	case strings.HasPrefix(build.Default.GOARCH, "ppc64"), build.Default.GOARCH == "arm64" && build.Default.GOOS == "darwin":
		return 128
	case build.Default.GOARCH == "s390x":
		return 256
	}
	return 64
}

// A write is a store or an atomic operation that changes memory.
type write struct {
	in   ssa.Instruction
	addr ssa.Value
}

func writesOf(fn *ssa.Function) []write {
	var out []write
	eachInstr(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.Store:
			out = append(out, write{in, in.Addr})
		case *ssa.Call:
			obj := spawn.CalleeObject(&in.Call)
			if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "sync/atomic" && len(in.Call.Args) > 0 && !strings.HasPrefix(obj.Name(), "Load") {
				out = append(out, write{in, in.Call.Args[0]})
			}
		}
	})
	return out
}

// checkSharing reports memory in one cache line that goroutines which are seen
// to run at once write again and again.
func (c *checker) checkSharing() {
	if !c.census.lines.matter() {
		return
	}
	t := c.flow()
	for _, fn := range t.pkg.Funcs {
		if c.inTest(fn.Pos()) {
			continue
		}
		for _, site := range t.spawns.Sites(fn) {
			c.checkElements(t, site)
		}
		c.checkFieldPairs(t, fn)
	}
}

// checkElements reports a goroutine of many that keeps writing the element of a
// shared slice or array that is its own.
func (c *checker) checkElements(t *threads, site *spawn.Site) {
	if !site.SelfConcurrent() || site.Fn == nil || len(site.Fn.Blocks) == 0 {
		return
	}
	for _, w := range writesOf(site.Fn) {
		ix := elementAddr(w.addr)
		if ix == nil || !tightLoop(w.in.Block()) || !t.ownIndex(site, ix.Index) || !t.sharedBy(site, ix.X) {
			continue
		}
		elem, _ := elementOf(deref(ix.X.Type()))
		size, known := c.sizeOf(elem)
		if !known || size <= 0 || size >= lineSize() {
			continue
		}
		c.reportElements(t, site, w, ix, elem, size)
		return
	}
}

// tightLoop reports a block in a loop that does not wait for others in each
// round, beside which a cache line would cost nothing.
func tightLoop(b *ssa.BasicBlock) bool {
	if !spawn.InLoop(b) {
		return false
	}
	for _, other := range b.Parent().Blocks {
		if other != b && (!spawn.ReachesBlock(b, other, nil) || !spawn.ReachesBlock(other, b, nil)) {
			continue
		}
		for _, in := range other.Instrs {
			if waits(in) {
				return false
			}
		}
	}
	return true
}

// waits reports a select, a sleep, and what an interface sends and receives.
func waits(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Select:
		return true
	case *ssa.Call:
		obj := spawn.CalleeObject(&in.Call)
		if obj == nil {
			return false
		}
		for _, prefix := range []string{"Send", "Recv", "Read", "Write", "Accept", "Sleep", "Do", "Wait"} {
			if strings.HasPrefix(obj.Name(), prefix) {
				return in.Call.IsInvoke() || obj.Name() == "Sleep" || obj.Name() == "Wait"
			}
		}
	}
	return false
}

// elementAddr is the element that addr is, or is a part of.
func elementAddr(addr ssa.Value) *ssa.IndexAddr {
	for {
		switch x := addr.(type) {
		case *ssa.IndexAddr:
			return x
		case *ssa.FieldAddr:
			addr = x.X
		default:
			return nil
		}
	}
}

// ownIndex reports an index that the goroutine was started with: a parameter,
// or a variable of the loop that starts it.
func (t *threads) ownIndex(site *spawn.Site, index ssa.Value) bool {
	for {
		switch x := index.(type) {
		case *ssa.Parameter:
			for i, p := range site.Fn.Params {
				if p == x && i < len(site.Args) && site.Args[i] != nil {
					_, constant := site.Args[i].(*ssa.Const)
					return !constant
				}
			}
			return false
		case *ssa.Convert:
			index = x.X
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return false
			}
			cell := t.places.Cell(x.X)
			return cell != nil && cell.Parent() != site.Fn && spawn.InLoop(cell.Block())
		case *ssa.FreeVar:
			bound := t.places.Binding(x)
			in, ok := bound.(ssa.Instruction)
			return ok && in.Parent() != site.Fn && spawn.InLoop(in.Block())
		default:
			return false
		}
	}
}

// sharedBy reports a container that all goroutines of the site have: it was
// made before the loop that starts them.
func (t *threads) sharedBy(site *spawn.Site, v ssa.Value) bool {
	p := t.places.Of(v)
	if param, ok := p.Root.(*ssa.Parameter); ok && param.Parent() == site.Fn {
		for i, q := range site.Fn.Params {
			if q == param && i < len(site.Args) && site.Args[i] != nil {
				p = t.places.Of(site.Args[i])
			}
		}
	}
	switch root := p.Root.(type) {
	case *ssa.Global, *ssa.Parameter:
		return true
	case ssa.Instruction:
		return root.Parent() != site.Fn && !spawn.InLoop(root.Block())
	}
	return false
}

func (c *checker) reportElements(t *threads, site *spawn.Site, w write, ix *ssa.IndexAddr, elem types.Type, size int64) {
	name := t.places.Name(t.places.Of(ix.X))
	advice := "count in a local variable and store it once at the end"
	if _, ok := elem.Underlying().(*types.Struct); ok {
		advice = "pad the element to a whole line"
	}
	c.emit(report.Finding{
		Kind: "false-sharing", Pos: w.in.Pos(),
		Message: fmt.Sprintf("each goroutine started at %s keeps writing its own element of %s, but %d of them share a cache line of %d bytes, so that every write takes the line away from the others; %s",
			c.where(site.Instr.Pos()), name, lineSize()/size, lineSize(), advice),
		Witness: []report.Step{
			{Pos: w.in.Pos(), Text: "written here, in a loop"},
			{Pos: site.Instr.Pos(), Text: "by goroutines started here, several at once"},
			{Pos: ix.Pos(), Text: "one cache line: " + elementPicture(size)},
		},
		Fixes: c.fixPadElement(elem, size),
	})
}

// elementPicture draws a cache line of elements, a character a byte.
func elementPicture(size int64) string {
	var b strings.Builder
	b.WriteString("0 |")
	for i := int64(0); (i+1)*size <= lineSize(); i++ {
		b.WriteString(cell(fmt.Sprint(i), size))
	}
	fmt.Fprintf(&b, " %d", lineSize())
	return b.String()
}

// cell is a box of size characters with a name in it, its wall included.
func cell(name string, size int64) string {
	if int64(len(name)) >= size {
		name = name[:max(size-1, 0)]
	}
	return name + strings.Repeat("·", int(size)-1-len(name)) + "|"
}

// A fieldWrite is a field that exactly one goroutine keeps writing.
type fieldWrite struct {
	field *types.Var
	of    *types.Named
	index int
	at    write
	site  *spawn.Site
	base  place.Place
}

// checkFieldPairs reports two fields of one struct in a cache line, each of
// which is written by another goroutine that fn starts.
func (c *checker) checkFieldPairs(t *threads, fn *ssa.Function) {
	var all []fieldWrite
	for _, site := range t.spawns.Sites(fn) {
		if site.SelfConcurrent() || site.Fn == nil {
			continue
		}
		all = append(all, t.fieldWrites(site)...)
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.site == b.site || a.field == b.field || a.of != b.of || a.base != b.base || !a.base.Valid() {
				continue
			}
			c.checkPair(a, b)
		}
	}
}

// fieldWrites are the fields that the goroutine of site writes in a loop, of
// structs that it was given.
func (t *threads) fieldWrites(site *spawn.Site) []fieldWrite {
	var out []fieldWrite
	for _, w := range writesOf(site.Fn) {
		fa, ok := w.addr.(*ssa.FieldAddr)
		if !ok || !tightLoop(w.in.Block()) {
			continue
		}
		named, ok := types.Unalias(deref(fa.X.Type())).(*types.Named)
		if !ok {
			continue
		}
		base := t.places.Of(fa.X)
		if param, ok := base.Root.(*ssa.Parameter); ok && param.Parent() == site.Fn {
			base = t.places.Translate(base, site.Fn, site.Args, place.Place{})
		}
		out = append(out, fieldWrite{place.FieldOf(fa), named, fa.Field, w, site, base})
	}
	return out
}

func (c *checker) checkPair(a, b fieldWrite) {
	st, ok := a.of.Underlying().(*types.Struct)
	if !ok || generic(a.of) || a.of.Obj().Pkg() != c.pass.Pkg {
		return
	}
	fields := make([]*types.Var, 0, st.NumFields())
	for f := range st.Fields() {
		fields = append(fields, f)
	}
	offsets := c.pass.TypesSizes.Offsetsof(fields)
	if offsets[a.index] > offsets[b.index] {
		a, b = b, a
	}
	oa, ob := offsets[a.index], offsets[b.index]
	if oa/lineSize() != ob/lineSize() {
		return
	}
	c.emit(report.Finding{
		Kind: "false-sharing", Pos: b.at.in.Pos(),
		Message: fmt.Sprintf("%s and %s of %s lie in one cache line, %d and %d bytes from its start, and two goroutines keep writing them, one each: every write takes the line away from the other; put a line of padding between them",
			a.field.Name(), b.field.Name(), a.of.Obj().Name(), oa, ob),
		Witness: []report.Step{
			{Pos: a.at.in.Pos(), Text: fmt.Sprintf("%s is written here by the goroutine started at %s", a.field.Name(), c.where(a.site.Instr.Pos()))},
			{Pos: b.at.in.Pos(), Text: fmt.Sprintf("%s is written here by the goroutine started at %s", b.field.Name(), c.where(b.site.Instr.Pos()))},
			{Pos: a.of.Obj().Pos(), Text: "one cache line: " + c.fieldPicture(fields, offsets, oa/lineSize())},
		},
		Fixes: c.fixPadField(a.of, b.field),
	})
}

// fieldPicture draws the line'th cache line of a struct, a character a byte.
func (c *checker) fieldPicture(fields []*types.Var, offsets []int64, line int64) string {
	var b strings.Builder
	start, end := line*lineSize(), (line+1)*lineSize()
	fmt.Fprintf(&b, "%d |", start)
	at := start
	for i, f := range fields {
		size := c.pass.TypesSizes.Sizeof(f.Type())
		if offsets[i]+size <= start || offsets[i] >= end || size == 0 {
			continue
		}
		if gap := offsets[i] - at; gap > 0 {
			b.WriteString(cell("", gap))
		}
		from := max(offsets[i], start)
		at = min(offsets[i]+size, end)
		b.WriteString(cell(f.Name(), at-from))
	}
	if at < end {
		b.WriteString(cell("", end-at))
	}
	fmt.Fprintf(&b, " %d", end)
	return b.String()
}
