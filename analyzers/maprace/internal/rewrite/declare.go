package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// declare adds a lock beside the map, when every use can be seen and no copy
// of the lock would be made.
func (w *writer) declare(units []*unit) bool {
	v := w.guard.Map
	if v.Exported() {
		return false
	}
	for _, u := range units {
		if slices.ContainsFunc(u.uses, func(x *use) bool { return x.escape && !w.outside(u, x) && !w.alone(u, x) }) {
			return false
		}
	}
	for _, file := range w.pass.Files {
		if file.FileStart > v.Pos() || v.Pos() > file.FileEnd {
			continue
		}
		switch {
		case v.IsField():
			return w.declareField(file)
		case v.Parent() == w.pass.Pkg.Scope():
			return w.declareGlobal(file)
		}
		return w.declareLocal(file)
	}
	return false
}

func (w *writer) mutex(file *ast.File, pos token.Pos) string {
	return w.b.Import(file, "sync", pos) + ".RWMutex"
}

func (w *writer) declareField(file *ast.File) bool {
	v := w.guard.Map
	var spec *ast.TypeSpec
	var field *ast.Field
	ast.Inspect(file, func(n ast.Node) bool {
		ts, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		st, ok := ts.Type.(*ast.StructType)
		if !ok || ts.TypeParams != nil {
			return true
		}
		for _, f := range st.Fields.List {
			for _, name := range f.Names {
				if w.pass.TypesInfo.Defs[name] == types.Object(v) {
					spec, field = ts, f
				}
			}
		}
		return true
	})
	if spec == nil {
		return false
	}
	obj, ok := w.pass.TypesInfo.Defs[spec.Name].(*types.TypeName)
	if !ok || w.copied(obj) {
		return false
	}
	w.lock = ""
	names := []string{"mu", v.Name() + "Mu"}
	if manyMaps(obj.Type()) {
		names = names[1:] // each gets a lock, perhaps in one go
	}
	for _, name := range names {
		if x, _, _ := types.LookupFieldOrMethod(types.NewPointer(obj.Type()), true, w.pass.Pkg, name); x == nil {
			w.lock = name
			break
		}
	}
	if w.lock == "" {
		return false
	}
	line := w.lock + " " + w.mutex(file, field.Pos())
	start := field.Pos()
	if field.Doc != nil {
		start = field.Doc.Pos()
	}
	if w.pass.Fset.Position(spec.Type.Pos()).Line == w.pass.Fset.Position(field.Pos()).Line {
		w.b.Insert(start, line+"; ")
		return true
	}
	w.b.Insert(start, line+" // guards "+v.Name()+"\n\t")
	return true
}

func manyMaps(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	n := 0
	for i := 0; ok && i < st.NumFields(); i++ {
		if isMap(st.Field(i).Type()) {
			n++
		}
	}
	return n > 1
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// copied reports whether objects of the type are ever copied, or lie in others
// that may be.
func (w *writer) copied(obj *types.TypeName) bool {
	t := obj.Type()
	if obj.Exported() && !pointerOnly(t) || obj.Parent() != w.pass.Pkg.Scope() {
		return true
	}
	for _, def := range w.pass.TypesInfo.Defs {
		if fn, ok := def.(*types.Func); ok && inSignature(fn.Signature(), t) {
			return true
		}
	}
	for e, tv := range w.pass.TypesInfo.Types {
		if tv.IsType() && holds(tv.Type, t) {
			return true
		}
		if lit, ok := e.(*ast.FuncLit); ok && inSignature(tv.Type.(*types.Signature), t) && lit != nil {
			return true
		}
	}
	return w.copiedBy(t)
}

func pointerOnly(t types.Type) bool {
	n, ok := t.(*types.Named)
	return ok && n.NumMethods() > 0
}

func inSignature(sig *types.Signature, t types.Type) bool {
	if r := sig.Recv(); r != nil && types.Identical(r.Type(), t) {
		return true
	}
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for i := range tuple.Len() {
			if types.Identical(tuple.At(i).Type(), t) {
				return true
			}
		}
	}
	return false
}

func holds(outer, t types.Type) bool {
	switch o := outer.(type) {
	case *types.Struct:
		for i := range o.NumFields() {
			if types.Identical(o.Field(i).Type(), t) {
				return true
			}
		}
	case *types.Slice:
		return types.Identical(o.Elem(), t)
	case *types.Array:
		return types.Identical(o.Elem(), t)
	case *types.Chan:
		return types.Identical(o.Elem(), t)
	case *types.Map:
		return types.Identical(o.Elem(), t) || types.Identical(o.Key(), t)
	}
	return false
}

// copiedBy looks at each value of type t for one that is more than made,
// selected from or pointed to.
func (w *writer) copiedBy(t types.Type) bool {
	isValue := func(e ast.Expr) bool {
		tv, ok := w.pass.TypesInfo.Types[e]
		return ok && tv.IsValue() && types.Identical(tv.Type, t)
	}
	var at []token.Pos
	for e := range w.pass.TypesInfo.Types {
		if isValue(e) {
			at = append(at, e.Pos())
		}
	}
	found := false
	inspectAt(w.pass, at, func(_ *ast.File, stack []ast.Node) {
		e, ok := stack[len(stack)-1].(ast.Expr)
		if !ok || len(stack) < 2 || !isValue(e) {
			return
		}
		switch p := stack[len(stack)-2].(type) {
		case *ast.SelectorExpr, *ast.ParenExpr:
			return
		case *ast.UnaryExpr:
			found = found || p.Op != token.AND
			return
		}
		if _, lit := e.(*ast.CompositeLit); !lit {
			found = true
		}
	})
	return found
}

// LocalMaps counts the variables in body that are maps: each may get a lock.
func LocalMaps(pass *analysis.Pass, body *ast.BlockStmt) int {
	n := 0
	ast.Inspect(body, func(x ast.Node) bool {
		if id, ok := x.(*ast.Ident); ok {
			if v, ok := pass.TypesInfo.Defs[id].(*types.Var); ok && isMap(v.Type()) {
				n++
			}
		}
		return true
	})
	return n
}

// var hits = make(map[string]int)     var hitsMu sync.RWMutex // guards hits
//
//	var hits = make(map[string]int)
func (w *writer) declareGlobal(file *ast.File) bool {
	v := w.guard.Map
	w.lock = v.Name() + "Mu"
	if w.pass.Pkg.Scope().Lookup(w.lock) != nil {
		return false
	}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.VAR || v.Pos() < decl.Pos() || v.Pos() > decl.End() {
			continue
		}
		line := w.lock + " " + w.mutex(file, v.Pos()) + " // guards " + v.Name() + "\n"
		if !decl.Lparen.IsValid() {
			pos := decl.Pos()
			if decl.Doc != nil {
				pos, line = decl.Doc.Pos(), line+"\n"
			}
			w.b.Insert(pos, "var "+line)
			return true
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.ValueSpec)
			if v.Pos() < spec.Pos() || v.Pos() > spec.End() {
				continue
			}
			pos := spec.Pos()
			if spec.Doc != nil {
				pos = spec.Doc.Pos()
			}
			w.b.Insert(pos, line+"\t")
			return true
		}
	}
	return false
}

// hits := make(map[string]int)     var mu sync.RWMutex
//
//	hits := make(map[string]int)
func (w *writer) declareLocal(file *ast.File) bool {
	v := w.guard.Map
	var at ast.Stmt
	var in *ast.FuncDecl
	ast.Inspect(file, func(n ast.Node) bool {
		if fd, ok := n.(*ast.FuncDecl); ok && fd.Pos() <= v.Pos() && v.Pos() < fd.End() {
			in = fd
		}
		if n == nil {
			return true
		}
		for _, s := range listOf(n) {
			switch s := s.(type) {
			case *ast.AssignStmt:
				if slices.ContainsFunc(s.Lhs, func(l ast.Expr) bool { return l.Pos() == v.Pos() }) {
					at = s
				}
			case *ast.DeclStmt:
				if s.Pos() <= v.Pos() && v.Pos() < s.End() {
					at = s
				}
			}
		}
		return true
	})
	if at == nil || in == nil {
		return false
	}
	w.unit = &unit{decl: in, file: file}
	w.lock = "mu"
	if w.used("mu") || LocalMaps(w.pass, in.Body) > 1 {
		w.lock = w.fresh(v.Name() + "Mu")
	}
	w.b.Before(at, "var "+w.lock+" "+w.mutex(file, at.Pos()))
	return true
}
