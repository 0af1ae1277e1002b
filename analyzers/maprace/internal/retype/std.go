package retype

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A stdMap is a sync.Map, whose values must be asserted.
type stdMap struct{}

func (stdMap) name() string { return "sync.Map" }

func (stdMap) typeAt(w *writer, file *ast.File, n ast.Node) string {
	return w.imported(file, n, "sync") + ".Map"
}

func (stdMap) from(*writer, *ast.File, ast.Node) string { return "" }

func (stdMap) fill(_ *writer, target, entries string) []string {
	return []string{"for key, value := range " + indented(entries) + " {", "\t" + target + ".Store(key, value)", "}"}
}

func (stdMap) replace(target, entries string) string { return "" }
func (stdMap) clear() string                         { return "Clear" }

func (stdMap) rewrite(w *writer) bool {
	k := stdSteps{w}
	w.steps(k)
	for _, u := range w.uses {
		if !u.taken && !k.one(u) {
			return false
		}
	}
	return true
}

// stdSteps writes uses with the methods of sync.Map.
type stdSteps struct{ *writer }

func (k stdSteps) one(u *use) bool {
	switch p := u.parent(0).(type) {
	case *ast.CallExpr:
		switch k.callee(p) {
		case "delete":
			k.asKey(u, p.Args[1])
			return k.call(u, p)
		case "clear", "":
			return k.call(u, p)
		}
		return false
	case *ast.RangeStmt:
		return k.iterate(u, p)
	}
	at := u.index()
	if at == nil {
		return false
	}
	u.key = k.text(at.Index)
	switch p := u.parent(1).(type) {
	case *ast.IncDecStmt:
		return p.Tok == token.INC && k.add(u, p, at, nil)
	case *ast.AssignStmt:
		if len(p.Lhs) == 1 && p.Lhs[0] == ast.Expr(at) {
			if p.Tok == token.ADD_ASSIGN && k.quiet(p.Rhs[0]) && len(k.usesIn(p.Rhs[0].Pos(), p.Rhs[0].End())) == 0 {
				return k.add(u, p, at, p.Rhs[0])
			}
			return p.Tok == token.ASSIGN && k.store(u, p, at)
		}
		if l := k.lookup(p); l != nil && l.u == u {
			return k.load(l)
		}
		for _, l := range p.Lhs {
			if l == ast.Expr(at) {
				return false
			}
		}
	}
	return k.look(u, at)
}

// store writes the values of the map's own types: in a sync.Map 1 is no int64.
func (k stdSteps) store(u *use, as *ast.AssignStmt, at *ast.IndexExpr) bool {
	take(write, u)
	k.asKey(u, at.Index)
	before, after := k.conv(u, as.Rhs[0], k.elem)
	k.b.Replace(at.X.End(), at.Index.Pos(), ".Store(")
	k.b.Replace(at.Index.End(), as.Rhs[0].Pos(), ", "+before)
	k.b.Insert(as.Rhs[0].End(), after+")")
	return true
}

// asKey makes a key of the map's key type.
func (k stdSteps) asKey(u *use, key ast.Expr) {
	before, after := k.conv(u, key, k.key)
	if before != "" {
		k.b.Insert(key.Pos(), before)
		k.b.Insert(key.End(), after)
	}
}

// keyText is the text of a key of the map's key type.
func (k stdSteps) keyText(u *use, key ast.Expr) string {
	before, after := k.conv(u, key, k.key)
	return before + k.text(key) + after
}

// conv is what to put around e to make it a t that an any keeps.
func (k stdSteps) conv(u *use, e ast.Expr, t types.Type) (before, after string) {
	tv := k.pass.TypesInfo.Types[e]
	constant := (tv.Value != nil || tv.IsNil()) && !k.typedConst(e)
	switch {
	case types.IsInterface(t):
		return "", ""
	case !constant && types.Identical(tv.Type, t):
		return "", ""
	case constant && isLit(e) && defaultOf(e) == t:
		return "", ""
	}
	name := k.typeText(u.file, e, t)
	switch t.(type) {
	case *types.Pointer, *types.Chan, *types.Signature:
		name = "(" + name + ")"
	}
	return name + "(", ")"
}

// typedConst reports the name of a constant that has a type of its own.
func (k stdSteps) typedConst(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if sel, is := e.(*ast.SelectorExpr); is {
		id, ok = sel.Sel, true
	}
	if !ok {
		return false
	}
	c, ok := k.pass.TypesInfo.Uses[id].(*types.Const)
	b, basic := types.Type(nil), false
	if ok {
		b = c.Type()
		_, basic = b.(*types.Basic)
	}
	return ok && (!basic || b.(*types.Basic).Info()&types.IsUntyped == 0)
}

func isLit(e ast.Expr) bool {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name == "true" || id.Name == "false"
	}
	_, ok := e.(*ast.BasicLit)
	return ok
}

func defaultOf(e ast.Expr) types.Type {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return types.Typ[types.Bool]
	}
	switch lit.Kind {
	case token.INT:
		return types.Typ[types.Int]
	case token.FLOAT:
		return types.Typ[types.Float64]
	case token.STRING:
		return types.Typ[types.String]
	}
	return nil
}

// asserted is v of the map's element type, as a statement that defines or
// assigns name; what was not there is the zero value.
func (k stdSteps) asserted(u *use, name, op, v string) string {
	return name + ", _ " + op + " " + v + ".(" + k.typeText(u.file, u.expr, k.elem) + ")"
}

// add makes an addition one step.
//
//	s.hits[page]++      for {
//	                    	old, loaded := s.hits.LoadOrStore(page, 1)
//	                    	if !loaded || s.hits.CompareAndSwap(page, old, old.(int)+1) {
//	                    		break
//	                    	}
//	                    }
func (k stdSteps) add(u *use, s ast.Stmt, at *ast.IndexExpr, by ast.Expr) bool {
	list, i := u.anchor()
	basic, ok := k.elem.Underlying().(*types.Basic)
	if i < 0 || list[i] != s || !ok || basic.Info()&(types.IsInteger|types.IsString) == 0 || !k.stable(at.Index, s.Pos(), s.End()) {
		return false
	}
	old, loaded := paramName("old", s), paramName("loaded", s)
	t, x, key := k.typeText(u.file, s, k.elem), k.text(u.expr), k.keyText(u, at.Index)
	first := t + "(1)"
	if t == "int" {
		first = "1"
	}
	if by != nil {
		before, after := k.conv(u, by, k.elem)
		if _, binary := by.(*ast.BinaryExpr); binary && before == "" {
			before, after = "(", ")"
		}
		first = before + k.text(by) + after
	}
	take(write, u)
	indent := k.b.Indent(s)
	k.b.Replace(s.Pos(), s.End(), "for {\n"+
		indent+"\t"+old+", "+loaded+" := "+x+".LoadOrStore("+key+", "+first+")\n"+
		indent+"\tif !"+loaded+" || "+x+".CompareAndSwap("+key+", "+old+", "+old+".("+t+")+"+first+") {\n"+
		indent+"\t\tbreak\n"+indent+"\t}\n"+indent+"}")
	return true
}

// iterate asserts key and value at the head of the body.
//
//	for page, n := range s.hits {    for key, value := range s.hits.Range {
//		total += n                   	page, n := key.(string), value.(int)
func (k stdSteps) iterate(u *use, loop *ast.RangeStmt) bool {
	if loop.X != u.expr || hasGoto(loop.Body) || loop.Tok == token.ASSIGN {
		return false
	}
	if k.emptiesAll(u, loop) {
		return true
	}
	take(read, u)
	k.b.Insert(u.expr.End(), ".Range")
	if isBlank(loop.Key) && isBlank(loop.Value) {
		return true
	}
	if len(loop.Body.List) == 0 {
		return false
	}
	first := loop.Body.List[0]
	var lines []string
	if !isBlank(loop.Key) {
		key := k.newName(u.file, loop, "key")
		k.b.Replace(loop.Key.Pos(), loop.Key.End(), key)
		lines = append(lines, k.text(loop.Key)+", _ := "+key+".("+k.typeText(u.file, loop, k.key)+")")
	}
	if !isBlank(loop.Value) {
		value := k.newName(u.file, loop, "value")
		k.b.Replace(loop.Value.Pos(), loop.Value.End(), value)
		lines = append(lines, k.asserted(u, k.text(loop.Value), ":=", value))
	}
	k.b.Before(first, lines...)
	return true
}

// look takes one value before the statement that needs it.
//
//	return s.hits[page]      loaded, _ := s.hits.Load(page)
//	                         value, _ := loaded.(int)
//	                         return value
func (k stdSteps) look(u *use, at *ast.IndexExpr) bool {
	list, i := u.anchor()
	if _, tuple := k.pass.TypesInfo.TypeOf(at).(*types.Tuple); tuple || i < 0 {
		return false
	}
	if !k.evaluatedFirst(u, at, list[i]) && !(k.inIf(at, list[i]) && k.firstIn(list[i], u, at)) {
		return false
	}
	loaded, value := k.newName(u.file, at, "loaded"), k.newName(u.file, at, "value")
	k.b.Before(list[i], loaded+", _ := "+k.text(u.expr)+".Load("+k.keyText(u, at.Index)+")", k.asserted(u, value, ":=", loaded))
	return k.replaceBy(u, at, value)
}
