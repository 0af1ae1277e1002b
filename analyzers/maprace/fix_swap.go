package maprace

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
	"github.com/govlint/govlint/internal/edit"
)

// storeOnce is the fix that makes a Store of a sync.Map, which rests on a Load
// that found nothing, one that does not replace what another has stored since.
//
//	m.Store(k, c)      if old, loaded := m.LoadOrStore(k, c); loaded {
//	return c           	c = old.(*conn)
//	                   }
//	                   return c
func (c *checker) storeOnce(fn *ssa.Function, st *ssa.Call) []analysis.SuggestedFix {
	list, i := c.statementAt(fn, st.Pos())
	if i < 0 {
		return nil
	}
	call := methodCall(list[i], "Store")
	if call == nil || call.Lparen != st.Common().Pos() || !c.quiet([]ast.Stmt{&ast.ExprStmt{X: call.Args[0]}}) {
		return nil
	}
	value := call.Args[1]
	v := rewrite.LocalVar(c.pass, value)
	if v == nil && !c.forgettable(value) || v != nil && !c.madeHere(fn, v, list[i]) {
		return nil
	}
	sel := call.Fun.(*ast.SelectorExpr)
	b := edit.New(c.pass)
	if v == nil || !c.usedAfter(fn, v, list[i].End()) {
		b.Replace(sel.Sel.Pos(), sel.Sel.End(), "LoadOrStore")
		return fix(b, "store it unless another has, with LoadOrStore")
	}
	text := b.Text(sel.X) + ".LoadOrStore(" + b.Text(call.Args[0]) + ", " + v.Name() + ")"
	if iface, ok := v.Type().Underlying().(*types.Interface); ok {
		if iface.NumMethods() > 0 {
			return nil
		}
		b.Replace(call.Pos(), call.End(), v.Name()+", _ = "+text)
		return fix(b, "take what another has stored meanwhile, with LoadOrStore")
	}
	old, loaded := freeName(list[i], "old", "other", "first"), freeName(list[i], "loaded", "found", "dup")
	if old == "" || loaded == "" {
		return nil
	}
	file, indent := c.fileAt(call.Pos()), b.Indent(list[i])
	t := types.TypeString(v.Type(), func(p *types.Package) string {
		if p == c.pass.Pkg {
			return ""
		}
		return b.Import(file, p.Path(), call.Pos())
	})
	b.Replace(call.Pos(), call.End(), "if "+old+", "+loaded+" := "+text+"; "+loaded+" {\n"+indent+"\t"+v.Name()+" = "+old+".("+t+")\n"+indent+"}")
	return fix(b, "take what another has stored meanwhile, with LoadOrStore")
}

// methodCall is the call of a method of that name with a key and a value, or of
// Load with a key, that s consists of.
func methodCall(s ast.Stmt, name string) *ast.CallExpr {
	es, ok := s.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, ok := es.X.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name || len(call.Args) != 2 {
		return nil
	}
	return call
}

// swap is the fix that computes a new value of a sync.Map from the old one until
// nobody has come in between.
//
//	v, ok := m.Load(k)      for {
//	n, _ := v.(int)         	v, ok := m.Load(k)
//	m.Store(k, n+1)         	n, _ := v.(int)
//	                        	if !ok {
//	                        		if _, loaded := m.LoadOrStore(k, n+1); !loaded {
//	                        			break
//	                        		}
//	                        	} else if m.CompareAndSwap(k, v, n+1) {
//	                        		break
//	                        	}
//	                        }
func (c *checker) swap(fn *ssa.Function, ld, st *ssa.Call) []analysis.SuggestedFix {
	list, j := c.statementAt(fn, st.Pos())
	from, i := c.statementAt(fn, ld.Pos())
	if i < 0 || j < 0 {
		return nil
	}
	if cond, ok := from[i].(*ast.IfStmt); ok {
		return c.swapBranch(fn, cond, ld)
	}
	if !sameList(list, from) || i >= j {
		return nil
	}
	store := methodCall(list[j], "Store")
	load := loadIn(list[i], ld)
	if store == nil || load == nil {
		return nil
	}
	old, found := load.Lhs[0].(*ast.Ident), load.Lhs[1].(*ast.Ident)
	value := c.pass.TypesInfo.TypeOf(store.Args[1])
	if !types.Comparable(value) || types.IsInterface(value) || !c.computes(fn, list[i:j+1], old, found) {
		return nil
	}
	b := edit.New(c.pass)
	ok2 := found.Name
	if ok2 == "_" {
		if ok2 = freeName(funcBody(fn), "loaded", "found", "present"); ok2 == "" {
			return nil
		}
		b.Replace(found.Pos(), found.End(), ok2)
	}
	taken := freeName(store, "loaded", "dup", "taken")
	if taken == "" {
		return nil
	}
	m, args := b.Text(store.Fun.(*ast.SelectorExpr).X), b.Text(store.Args[0])
	next := b.Text(store.Args[1])
	in := b.Indent(list[j]) + "\t"
	b.Before(list[i], "for {")
	b.Replace(list[j].Pos(), list[j].End(), "if !"+ok2+" {\n"+
		in+"\tif _, "+taken+" := "+m+".LoadOrStore("+args+", "+next+"); !"+taken+" {\n"+in+"\t\tbreak\n"+in+"\t}\n"+
		in+"} else if "+m+".CompareAndSwap("+args+", "+old.Name+", "+next+") {\n"+in+"\tbreak\n"+in+"}")
	b.After(list[j], "}")
	return fix(b, "try again when another has stored meanwhile, with CompareAndSwap")
}

// computes reports statements that may be run again: they compute variables of
// their own, which nothing behind them uses, and assign neither old nor found.
func (c *checker) computes(fn *ssa.Function, stmts []ast.Stmt, old, found *ast.Ident) bool {
	for n, s := range stmts {
		as, ok := s.(*ast.AssignStmt)
		switch {
		case !ok && n < len(stmts)-1 && !c.conditional(s, stmts[0].Pos(), old, found):
			return false
		case n > 0 && n < len(stmts)-1 && !c.quiet([]ast.Stmt{s}):
			return false
		case !ok:
			continue
		}
		for _, l := range as.Lhs {
			id, ok := l.(*ast.Ident)
			if !ok || n > 0 && id.Name != "_" && (id.Name == old.Name || id.Name == found.Name) {
				return false
			}
			if id.Name == "_" {
				continue
			}
			v := rewrite.LocalVar(c.pass, id)
			if v == nil || v.Pos() < stmts[0].Pos() || c.usedAfter(fn, v, stmts[len(stmts)-1].End()) {
				return false
			}
		}
	}
	return true
}

// conditional reports an if that assigns variables declared behind from, other
// than old and found, and does not leave.
func (c *checker) conditional(s ast.Stmt, from token.Pos, old, found *ast.Ident) bool {
	cond, ok := s.(*ast.IfStmt)
	if !ok || cond.Else != nil {
		return false
	}
	for _, in := range cond.Body.List {
		as, ok := in.(*ast.AssignStmt)
		if !ok || as.Tok == token.DEFINE || len(as.Lhs) != 1 {
			return false
		}
		v := rewrite.LocalVar(c.pass, as.Lhs[0])
		if v == nil || v.Pos() < from || v.Name() == old.Name || v.Name() == found.Name {
			return false
		}
	}
	return true
}

// loadIn is s if it is v, ok := m.Load(k).
func loadIn(s ast.Stmt, ld *ssa.Call) *ast.AssignStmt {
	as, ok := s.(*ast.AssignStmt)
	if !ok || as.Tok != token.DEFINE || len(as.Lhs) != 2 || len(as.Rhs) != 1 {
		return nil
	}
	call, ok := as.Rhs[0].(*ast.CallExpr)
	if !ok || call.Lparen != ld.Common().Pos() {
		return nil
	}
	return as
}

// swapBranch is swap where the two cases stand in an if.
//
//	if v, ok := m.Load(k); ok {      for {
//		m.Store(k, v.(int)+1)        	if v, ok := m.Load(k); ok {
//	} else {                         		if m.CompareAndSwap(k, v, v.(int)+1) {
//		m.Store(k, 1)                			break
//	}                                		}
//	                                 	} else {
//	                                 		if _, loaded := m.LoadOrStore(k, 1); !loaded {
//	                                 			break
//	                                 		}
//	                                 	}
//	                                 }
func (c *checker) swapBranch(fn *ssa.Function, cond *ast.IfStmt, ld *ssa.Call) []analysis.SuggestedFix {
	load := loadIn(cond.Init, ld)
	other, ok := cond.Else.(*ast.BlockStmt)
	if load == nil || !ok || len(other.List) != 1 || len(cond.Body.List) == 0 {
		return nil
	}
	old, found := load.Lhs[0].(*ast.Ident), load.Lhs[1].(*ast.Ident)
	if id, ok := cond.Cond.(*ast.Ident); !ok || id.Name != found.Name {
		return nil
	}
	body := cond.Body.List
	again, first := methodCall(body[len(body)-1], "Store"), methodCall(other.List[0], "Store")
	if again == nil || first == nil || !c.computes(fn, append([]ast.Stmt{load}, body...), old, found) {
		return nil
	}
	b := edit.New(c.pass)
	m, key := b.Text(again.Fun.(*ast.SelectorExpr).X), b.Text(again.Args[0])
	value := c.pass.TypesInfo.TypeOf(again.Args[1])
	switch {
	case m != b.Text(first.Fun.(*ast.SelectorExpr).X) || key != b.Text(first.Args[0]),
		!types.Comparable(value) || types.IsInterface(value),
		!c.forgettable(again.Args[1]) || !c.forgettable(first.Args[1]):
		return nil
	}
	taken := freeName(first, "loaded", "dup", "taken")
	if taken == "" {
		return nil
	}
	in := b.Indent(other.List[0])
	b.Before(cond, "for {")
	b.Replace(again.Pos(), again.End(), "if "+m+".CompareAndSwap("+key+", "+old.Name+", "+b.Text(again.Args[1])+") {\n"+in+"\tbreak\n"+in+"}")
	b.Replace(first.Pos(), first.End(), "if _, "+taken+" := "+m+".LoadOrStore("+key+", "+b.Text(first.Args[1])+"); !"+taken+" {\n"+in+"\tbreak\n"+in+"}")
	b.After(cond, "}")
	return fix(b, "try again when another has stored meanwhile, with CompareAndSwap")
}
