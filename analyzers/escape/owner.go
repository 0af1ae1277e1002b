package escape

import (
	"go/ast"
	"go/types"
	"strings"
)

// An object is what a field lies in: what a pointer leads to, a variable
// or an element of a slice, by its type, and the way from there to the field.
type object struct {
	typ  types.Type
	path string
}

// sameOwner reports whether op and p can mean one object: a struct that two
// others embed, or that one has twice, has its fields once in each.
func (c *checker) sameOwner(op *atomicOp, p *plain) bool {
	e, _ := p.expr(false)
	x, y := c.holderOf(op.addr), c.holderOf(e)
	if x == nil || y == nil {
		return true
	}
	if types.Identical(x.typ, y.typ) {
		return strings.TrimSuffix(x.path, "[]") == strings.TrimSuffix(y.path, "[]")
	}
	// A pointer to the struct that has the field may lead into any other.
	return c.declares(x.typ, p) || c.declares(y.typ, p)
}

// declares reports whether t is the struct that has the field of p itself.
func (c *checker) declares(t types.Type, p *plain) bool {
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return true
	}
	v, ok := c.pass.TypesInfo.Uses[p.id].(*types.Var)
	if !ok {
		return true
	}
	for f := range st.Fields() {
		if f.Origin() == v.Origin() {
			return true
		}
	}
	return false
}

// holderOf finds the object of the field or element that e selects, nil when it is
// not seen or e is a variable.
func (c *checker) holderOf(e ast.Expr) *object {
	info := c.pass.TypesInfo
	path := ""
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			sel, ok := info.Selections[x]
			if !ok {
				return objectAt(info.TypeOf(x), path)
			}
			typ, fields := followed(sel)
			path = fields + path
			if typ != nil {
				return objectAt(typ, path)
			}
			e = x.X
		case *ast.IndexExpr:
			t := info.TypeOf(x.X)
			if t == nil {
				return nil
			}
			if _, array := t.Underlying().(*types.Array); !array {
				return objectAt(info.TypeOf(x), path)
			}
			path = "[]" + path
			e = x.X
		case *ast.Ident:
			return objectAt(info.TypeOf(x), path)
		case *ast.StarExpr:
			return objectAt(info.TypeOf(x), path)
		default:
			return nil
		}
	}
}

func objectAt(t types.Type, path string) *object {
	if t == nil || path == "" {
		return nil
	}
	return &object{t, path}
}

// followed is the way of a selection, behind the last pointer on it, and what that
// pointer leads to; nil if there is none.
func followed(sel *types.Selection) (behind types.Type, path string) {
	t := sel.Recv()
	for _, i := range sel.Index() {
		if isPointer(t) {
			t = deref(t)
			behind, path = t, ""
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return t, path
		}
		path += "." + st.Field(i).Name()
		t = st.Field(i).Type()
	}
	return behind, path
}
