package maprace

import (
	"go/ast"
	"go/token"
	"regexp"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
)

// swappedOut reports an access to a map that its function took out of the
// shared variable and replaced there by a new one or nil: it has the old map
// to itself.
//
//	mu.Lock(); old := s.m; s.m = make(…); mu.Unlock()
//	for k := range old { … }
func (c *checker) swappedOut(a access) bool {
	load := c.loadOf(mapOperand(a.instr), 0)
	return load != nil && c.replaces(load)
}

// replaces reports whether the function of load, or a function it calls after
// load, puts a new map, or nil, where load took the old one from.
func (c *checker) replaces(load *ssa.UnOp) bool {
	at := c.places.Of(load.X)
	for _, b := range load.Parent().Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Store:
				if c.puts(in, at) && follows(load, in) {
					return true
				}
			case *ssa.Call:
				if follows(load, in) && c.calleePuts(in, at) {
					return true
				}
			}
		}
	}
	return false
}

// puts reports whether st assigns a new map to the variable at p.
func (c *checker) puts(st *ssa.Store, p place.Place) bool {
	return isMap(st.Val.Type()) && c.places.Cell(st.Addr) == nil && c.places.Of(st.Addr) == p &&
		(c.made(st.Val) || c.ofNew(st.Val))
}

// ofNew reports the map of an object that this function made: the two change
// their maps.
//
//	next := newTable(); next.m, t.m = t.m, next.m; return next
func (c *checker) ofNew(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	field, ok := load.X.(*ssa.FieldAddr)
	return ok && c.freshValue(field.X, 0)
}

func (c *checker) calleePuts(call *ssa.Call, at place.Place) bool {
	fn, args := c.places.Callee(call.Common())
	if fn == nil || len(fn.Blocks) == 0 {
		return false
	}
	inner, ok := c.inCallee(at, fn, args)
	if !ok {
		return false
	}
	for _, in := range fn.Blocks[0].Instrs { // on every path
		if st, ok := in.(*ssa.Store); ok && c.puts(st, inner) {
			return true
		}
	}
	return false
}

// follows reports whether st runs after load.
func follows(load *ssa.UnOp, st ssa.Instruction) bool {
	if load.Block() != st.Block() {
		return load.Block().Dominates(st.Block())
	}
	for _, in := range load.Block().Instrs {
		if in == load {
			return true
		}
		if in == st {
			return false
		}
	}
	return false
}

// mapOperand is the map value that an access works on.
func mapOperand(in ssa.Instruction) ssa.Value {
	switch in := in.(type) {
	case *ssa.Lookup:
		return in.X
	case *ssa.MapUpdate:
		return in.Map
	case *ssa.Next:
		if rng, ok := in.Iter.(*ssa.Range); ok {
			return rng.X
		}
	case ssa.CallInstruction:
		for _, arg := range in.Common().Args {
			if isMap(arg.Type()) {
				return arg
			}
		}
	}
	return nil
}

// loadOf is the read of a shared variable that v was taken by, through local
// variables and captures.
func (c *checker) loadOf(v ssa.Value, depth int) *ssa.UnOp {
	if depth > 8 {
		return nil
	}
	switch x := v.(type) { // an inner map goes with the one it was taken from
	case *ssa.Extract:
		switch t := x.Tuple.(type) {
		case *ssa.Next:
			if rng, ok := t.Iter.(*ssa.Range); ok {
				return c.loadOf(rng.X, depth+1)
			}
		case *ssa.Lookup:
			return c.loadOf(t.X, depth+1)
		}
		return nil
	case *ssa.Lookup:
		return c.loadOf(x.X, depth+1)
	}
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	cell := c.places.Cell(load.X)
	if cell == nil {
		return load
	}
	stores := c.places.Stores(cell)
	if len(stores) != 1 {
		return nil
	}
	return c.loadOf(stores[0].Val, depth+1)
}

// whySafe matches a comment in which the author says why an access without a
// lock is right.
var whySafe = regexp.MustCompile(`(?i)\b(safe|safely|lock|locked|locking|mutex|race|racy|concurrent\w*|synchroni[sz]\w*|exclusive\w*|single[- ]threaded)\b`)

// explained reports an access with such a comment on its line or right above.
func (c *checker) explained(pos token.Pos) bool {
	at := c.pass.Fset.Position(pos)
	if c.comments == nil {
		c.comments = make(map[string]map[int]bool)
	}
	lines, ok := c.comments[at.Filename]
	if !ok {
		lines = c.safeLines(pos)
		c.comments[at.Filename] = lines
	}
	return lines[at.Line] || lines[at.Line-1]
}

// safeLines are the lines of the file at pos on which a comment ends that
// matches whySafe. Documentation of declarations does not count.
func (c *checker) safeLines(pos token.Pos) map[int]bool {
	lines := make(map[int]bool)
	for _, file := range c.pass.Files {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		docs := make(map[*ast.CommentGroup]bool)
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Doc != nil {
				docs[fn.Doc] = true
			}
		}
		for _, group := range file.Comments {
			if !docs[group] && whySafe.MatchString(group.Text()) {
				lines[c.pass.Fset.Position(group.End()).Line] = true
			}
		}
	}
	return lines
}
