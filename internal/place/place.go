// Package place names memory the way the source does: a root value and the
// fields and elements that lead from it, as in s.shards[i].m.
//
// Two equal Places are the same memory as long as no pointer on the way is
// replaced in between (must alias up to rebinding; elements of one container
// are not told apart). Different Places may still be the same memory.
//
// Blind spots: unsafe, reflection, pointers kept in arrays and read back,
// interfaces that hold different concrete values on different paths.
package place

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A Place is a root and a path. It is comparable. The zero Place is nowhere.
type Place struct {
	Root ssa.Value
	Path *Path
}

// A Path is a chain of fields and elements, interned by its Table: equal
// paths of one Table are the same pointer. The nil Path is the root itself.
type Path struct {
	Up    *Path
	Field *types.Var // nil for an element
	Len   int
}

const maxPath = 8

type pathKey struct {
	up    *Path
	field *types.Var
}

// A Table interns paths. It is not safe for concurrent use.
type Table map[pathKey]*Path

// Field is the path one field deeper than up; nil when it gets too long.
func (t Table) Field(up *Path, f *types.Var) *Path {
	key := pathKey{up, f}
	if p, ok := t[key]; ok {
		return p
	}
	n := 1
	if up != nil {
		n = up.Len + 1
	}
	p := &Path{Up: up, Field: f, Len: n}
	t[key] = p
	return p
}

// Concat is the path that follows a and then b.
func (t Table) Concat(a, b *Path) *Path {
	if b == nil {
		return a
	}
	return t.Field(t.Concat(a, b.Up), b.Field)
}

// Valid reports whether p names anything.
func (p Place) Valid() bool { return p.Root != nil }

// Depth is the number of fields and elements on the way.
func (p Place) Depth() int {
	if p.Path == nil {
		return 0
	}
	return p.Path.Len
}

// Last is the last field on the way, or nil when there is none. Elements
// behind it do not count: the last field of s.shards[i] is shards.
func (p Place) Last() *types.Var {
	for q := p.Path; q != nil; q = q.Up {
		if q.Field != nil {
			return q.Field
		}
	}
	return nil
}

// Global is the package-level variable p lies in, or nil.
func (p Place) Global() *ssa.Global {
	g, _ := p.Root.(*ssa.Global)
	return g
}

// Class is what p has in common with the same place of every other instance:
// its last field, or its package-level variable. Nil for local variables.
func (p Place) Class() types.Object {
	if f := p.Last(); f != nil {
		return f
	}
	if g := p.Global(); g != nil && g.Object() != nil {
		return g.Object()
	}
	return nil
}

// ElemTail is the number of elements behind the last field: 0 for s.m, 1 for
// the inner map of s.m[k].
func (p Place) ElemTail() int {
	n := 0
	for q := p.Path; q != nil && q.Field == nil; q = q.Up {
		n++
	}
	return n
}

// String renders p as source would.
func (p Place) String() string {
	var parts []string
	for q := p.Path; q != nil; q = q.Up {
		if q.Field == nil {
			parts = append(parts, "[...]")
			continue
		}
		if q.Field.Embedded() && q.Up != nil {
			parts = append(parts, "."+q.Field.Name())
			continue
		}
		parts = append(parts, "."+q.Field.Name())
	}
	var sb strings.Builder
	sb.WriteString(rootName(p.Root))
	for i := len(parts) - 1; i >= 0; i-- {
		sb.WriteString(parts[i])
	}
	return strings.TrimPrefix(sb.String(), ".")
}

func rootName(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Alloc:
		switch v.Comment {
		case "complit", "new", "makemap", "slicelit", "varargs":
			return typeName(v.Type())
		}
		return v.Comment
	case *ssa.Call:
		if callee := v.Call.StaticCallee(); callee != nil {
			return callee.Name() + "()"
		}
		if v.Call.IsInvoke() {
			return v.Call.Method.Name() + "()"
		}
	case *ssa.Extract:
		return rootName(v.Tuple)
	case *ssa.Parameter, *ssa.Global, *ssa.FreeVar, *ssa.Function:
		return v.Name()
	case *ssa.Phi:
		if v.Comment != "" && !strings.Contains(v.Comment, ".") {
			return v.Comment
		}
	}
	return typeName(v.Type())
}

func typeName(t types.Type) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return t.Obj().Name()
	case *types.Map:
		return types.TypeString(t, func(*types.Package) string { return "" })
	}
	return "value"
}
