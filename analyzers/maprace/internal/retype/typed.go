package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A typedMap is cmap.Map, cowmap.Map or shardmap.Map, which share their methods.
type typedMap struct{ pkg string }

func (k typedMap) name() string { return k.pkg + ".Map" }

func (k typedMap) typeAt(w *writer, file *ast.File, n ast.Node) string {
	return w.imported(file, n, pathOf(k.pkg)) + ".Map[" + w.typeText(file, n, w.key) + ", " + w.typeText(file, n, w.elem) + "]"
}

func (k typedMap) from(w *writer, file *ast.File, n ast.Node) string {
	return w.imported(file, n, pathOf(k.pkg)) + ".From"
}

func (k typedMap) fill(w *writer, target, entries string) []string {
	if k.pkg == "cowmap" {
		return []string{target + ".Replace(" + entries + ")"}
	}
	return []string{"for key, value := range " + indented(entries) + " {", "\t" + target + ".Store(key, value)", "}"}
}

func (k typedMap) replace(target, entries string) string {
	if k.pkg == "cowmap" {
		return target + ".Replace(" + entries + ")"
	}
	return ""
}

func (k typedMap) clear() string { return "Clear" }

// rewrite takes the steps that are several uses first, then each use by itself.
func (k typedMap) rewrite(w *writer) bool {
	w.steps(typedSteps{w})
	for _, u := range w.uses {
		if u.taken {
			continue
		}
		if !w.common(u) && !w.entry(u) {
			return false
		}
	}
	return true
}

// common rewrites a use of the map as a whole.
//
//	len(s.hits)                     s.hits.Len()
//	delete(s.hits, page)            s.hits.Delete(page)
//	clear(s.hits)                   s.hits.Clear()
//	maps.Keys(s.hits)               s.hits.Keys()
//	maps.Clone(s.hits)              s.hits.Snapshot()
//	for page, n := range s.hits {   for page, n := range s.hits.All() {
//	fill(s.hits)                    fill(&s.hits)
func (w *writer) common(u *use) bool {
	switch p := u.parent(0).(type) {
	case *ast.CallExpr:
		return w.call(u, p)
	case *ast.RangeStmt:
		return w.iterate(u, p)
	case *ast.ReturnStmt:
		// What a function made itself it may hand out as a plain map.
		if w.root.IsField() || w.root.Parent() == w.pass.Pkg.Scope() || w.members[u.v].pointer && u.v != w.root {
			return false
		}
		take(read, u)
		w.b.Insert(u.expr.End(), ".Snapshot()")
		return true
	}
	return false
}

func (w *writer) call(u *use, call *ast.CallExpr) bool {
	method, effect := "", read
	switch w.callee(call) {
	case "len":
		method = ".Len()"
	case "clear":
		method, effect = ".Clear()", write
	case "maps.Keys":
		method = ".Keys()"
	case "maps.Values":
		method = ".Values()"
	case "maps.All":
		method = ".All()"
	case "maps.Clone":
		method = ".Snapshot()"
	case "delete":
		take(write, u)
		u.key = w.text(call.Args[1])
		w.b.Replace(call.Pos(), u.expr.Pos(), "")
		w.b.Replace(u.expr.End(), call.Args[1].Pos(), ".Delete(")
		return true
	case "maps.Copy":
		return w.copyInto(u, call)
	default:
		return w.pass1(u, call)
	}
	take(effect, u)
	w.drop(call.Fun)
	w.b.Replace(call.Pos(), u.expr.Pos(), "")
	w.b.Replace(u.expr.End(), call.End(), method)
	return true
}

// pass1 hands the map to a function that takes the new type.
func (w *writer) pass1(u *use, call *ast.CallExpr) bool {
	if tv := w.pass.TypesInfo.Types[call.Fun]; tv.IsBuiltin() || tv.IsType() || strings.HasPrefix(w.callee(call), "maps.") {
		return false
	}
	take(none, u)
	if !w.members[u.v].pointer {
		w.b.Insert(u.expr.Pos(), "&")
	}
	return true
}

// copyInto puts all entries of one map into another.
//
//	maps.Copy(s.hits, seed)     for key, value := range seed {
//	                            	s.hits.Store(key, value)
//	                            }
//	maps.Copy(all, s.hits)      maps.Insert(all, s.hits.All())
func (w *writer) copyInto(u *use, call *ast.CallExpr) bool {
	if call.Args[1] == u.expr {
		if len(w.usesIn(call.Pos(), call.End())) > 1 {
			return false
		}
		take(read, u)
		fun := call.Fun.(*ast.SelectorExpr)
		w.b.Replace(fun.Sel.Pos(), fun.Sel.End(), "Insert")
		w.b.Insert(u.expr.End(), ".All()")
		return true
	}
	list, i := u.anchor()
	if i < 0 || len(w.usesIn(call.Pos(), call.End())) > 1 {
		return false
	}
	stmt, ok := list[i].(*ast.ExprStmt)
	if !ok || stmt.X != ast.Expr(call) {
		return false
	}
	take(write, u)
	w.drop(call.Fun)
	w.b.Replace(call.Pos(), call.Args[1].Pos(), "for key, value := range ")
	w.b.Replace(call.Args[1].End(), call.End(), " {\n"+w.text(u.expr)+".Store(key, value)\n}")
	return w.simple(u.expr) || w.isPath(u.expr)
}

// isPath reports a chain of fields.
func (w *writer) isPath(e ast.Expr) bool {
	for {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.Ident:
			return true
		default:
			return false
		}
	}
}

func (w *writer) iterate(u *use, loop *ast.RangeStmt) bool {
	if loop.X != u.expr || hasGoto(loop.Body) {
		return false
	}
	take(read, u)
	if w.emptiesAll(u, loop) {
		return true
	}
	switch {
	case isBlank(loop.Value) && isBlank(loop.Key):
		w.b.Insert(u.expr.End(), ".Keys()")
	case isBlank(loop.Value):
		if loop.Value != nil {
			w.b.Replace(loop.Key.End(), loop.Value.End(), "")
		}
		w.b.Insert(u.expr.End(), ".Keys()")
	case isBlank(loop.Key):
		w.b.Replace(loop.Key.Pos(), loop.Value.Pos(), "")
		w.b.Insert(u.expr.End(), ".Values()")
	default:
		w.b.Insert(u.expr.End(), ".All()")
	}
	w.deletesOwn(loop)
	return true
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return e == nil || ok && id.Name == "_"
}

func hasGoto(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.GOTO
		return !found
	})
	return found
}

// emptiesAll rewrites the loop that removes every entry.
//
//	for page := range s.hits {     s.hits.Clear()
//		delete(s.hits, page)
//	}
func (w *writer) emptiesAll(u *use, loop *ast.RangeStmt) bool {
	if len(loop.Body.List) != 1 {
		return false
	}
	in := w.usesIn(loop.Body.Pos(), loop.Body.End())
	if len(in) != 1 || !w.isDelete(loop.Body.List[0], w.text(u.expr), loop.Key) {
		return false
	}
	list, i := u.anchor()
	if i < 0 || list[i] != ast.Stmt(loop) {
		return false
	}
	take(write, u)
	take(none, in[0])
	w.b.Replace(loop.Pos(), loop.X.Pos(), "")
	w.b.Replace(loop.X.End(), loop.End(), "."+w.kind.clear()+"()")
	return true
}

// isDelete reports delete(x, key).
func (w *writer) isDelete(s ast.Stmt, x string, key ast.Expr) bool {
	es, ok := s.(*ast.ExprStmt)
	if !ok || key == nil {
		return false
	}
	call, ok := es.X.(*ast.CallExpr)
	return ok && w.callee(call) == "delete" && w.text(call.Args[0]) == x && w.text(call.Args[1]) == w.text(key)
}

// deletesOwn rewrites the deletions, in a loop over the map, of the entry that
// the loop is at. What the loop saw of the value may have led there, so the
// entry goes only while it has that value. A loop that does more with what it
// deletes would do it twice when two run at once, and stays as it is.
//
//	for id, at := range s.seen {    for id, at := range s.seen.All() {
//		if at < limit {                 	if at < limit {
//			delete(s.seen, id)              		cmap.CompareAndDelete(&s.seen, id, at)
func (w *writer) deletesOwn(loop *ast.RangeStmt) {
	key := w.object(loop.Key)
	if key == nil || loop.Tok != token.DEFINE || !w.onlyDeletes(loop.Body) {
		return
	}
	in := w.usesIn(loop.Body.Pos(), loop.Body.End())
	for _, d := range in {
		call, ok := d.parent(0).(*ast.CallExpr)
		if !ok || d.taken || w.callee(call) != "delete" || w.object(call.Args[1]) != key || len(in) > 1 {
			continue
		}
		if isBlank(loop.Value) {
			w.call(d, call)
			d.effect = atomic
			continue
		}
		value := w.object(loop.Value)
		if value == nil || !types.Comparable(w.elem) || types.IsInterface(w.elem) || w.assigns(func(e ast.Expr) bool { return w.object(e) == value || w.object(e) == key }) {
			continue
		}
		take(atomic, d)
		amp := "&"
		if w.members[d.v].pointer {
			amp = ""
		}
		pkg := w.imported(d.file, call, pathOf(w.kind.(typedMap).pkg))
		w.b.Replace(call.Pos(), d.expr.Pos(), pkg+".CompareAndDelete("+amp)
		w.b.Insert(call.Args[1].End(), ", "+value.Name())
	}
}

// onlyDeletes reports statements that do nothing but delete entries, on conditions.
func (w *writer) onlyDeletes(s ast.Stmt) bool {
	switch s := s.(type) {
	case nil, *ast.BranchStmt:
		return true
	case *ast.BlockStmt:
		return !slices.ContainsFunc(s.List, func(s ast.Stmt) bool { return !w.onlyDeletes(s) })
	case *ast.IfStmt:
		return w.onlyDefines(s.Init) && w.quiet(s.Cond) && w.onlyDeletes(s.Body) && w.onlyDeletes(s.Else)
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && w.callee(call) == "delete"
	}
	return w.onlyDefines(s)
}

func (w *writer) onlyDefines(s ast.Stmt) bool {
	as, ok := s.(*ast.AssignStmt)
	return s == nil || ok && as.Tok == token.DEFINE && w.quiet(s)
}
