package escape

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/report"
)

// checkPoolValue reports what is put into p and does not fit into an interface.
func (c *checker) checkPoolValue(p *pool) {
	for _, put := range p.puts {
		arg := put.arg()
		tv := c.pass.TypesInfo.Types[arg]
		if tv.Type == nil || tv.Value != nil || c.inTest(put.call.Pos()) {
			continue
		}
		size, boxed := c.boxedSize(tv.Type)
		if !boxed || c.accepts(put.call.Pos(), p) {
			continue
		}
		name := c.typeName(tv.Type)
		steps := []report.Step{{Pos: arg.Pos(), Text: fmt.Sprintf("%s is %d bytes, an interface holds one pointer: a copy is allocated here", name, size)}}
		for _, get := range p.gets {
			if !c.inTest(get.call.Pos()) {
				steps = append(steps, report.Step{Pos: get.call.Pos(), Text: "the value comes out of the pool here"})
				break
			}
		}
		c.emit(report.Finding{
			Kind: "pool-value", Pos: arg.Pos(), End: arg.End(),
			Message: fmt.Sprintf("%s is put into a sync.Pool by value, so each Put allocates %d bytes, which the pool was to save; put a pointer to it and get one back", name, size),
			Witness: steps,
			Fixes:   c.fixPoolValue(p),
		})
	}
}

// boxedSize is the number of bytes that are allocated when a value of type t
// becomes an interface, and whether any are.
func (c *checker) boxedSize(t types.Type) (int64, bool) {
	if pointerShaped(t) {
		return 0, false
	}
	size, known := c.sizeOf(t)
	return size, known && size > 1 // a single byte comes out of a table of the runtime's
}

// pointerShaped reports a type whose values an interface holds directly.
func pointerShaped(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return true
	case *types.Basic:
		return u.Kind() == types.UnsafePointer || u.Kind() == types.UntypedNil || u.Kind() == types.Invalid
	case *types.Struct:
		return u.NumFields() == 1 && pointerShaped(u.Field(0).Type())
	case *types.Array:
		return u.Len() == 1 && pointerShaped(u.Elem())
	}
	return false
}

// accepts reports a comment at pos, or at the pool's declaration, that shows
// that the author knows what a value in a pool costs.
func (c *checker) accepts(pos token.Pos, p *pool) bool {
	text := c.commentAt(pos)
	if p.obj != nil {
		text += c.commentAt(p.obj.Pos())
	}
	return strings.Contains(text, "staticcheck") || strings.Contains(text, "sa6002") || strings.Contains(text, "alloc")
}

func (c *checker) typeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == c.pass.Pkg {
			return ""
		}
		return p.Name()
	})
}
