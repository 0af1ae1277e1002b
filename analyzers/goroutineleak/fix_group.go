package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/version"
	"slices"

	"github.com/govlint/govlint/internal/edit"
)

// waitLater moves a Wait out of the loop that starts what it waits for:
//
//	for … {
//		go …
//		wg.Wait()
//	}
//	wg.Wait()
func (c *checker) waitLater(at *place, b *edit.Builder) string {
	stmt := innermost[*ast.ExprStmt](at.path)
	wg := c.method(stmt, "Wait")
	if wg == nil {
		return ""
	}
	for i, n := range at.path[:len(at.path)-1] {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			loop := n.(ast.Stmt)
			if _, labelled := at.path[i+1].(*ast.LabeledStmt); labelled || !c.startsIn(loop) {
				return ""
			}
			b.Remove(stmt)
			b.After(loop, b.Text(stmt))
			return "wait when all are started"
		case *ast.FuncLit, *ast.FuncDecl:
			return ""
		}
	}
	return ""
}

func (c *checker) startsIn(loop ast.Node) bool {
	return len(find(loop, func(n ast.Node) bool {
		_, isGo := n.(*ast.GoStmt)
		return isGo || c.method(n, "Go") != nil
	})) > 0
}

// A counted is a goroutine that calls Done itself.
type counted struct {
	add   ast.Stmt // the Add(1) right before it, or nil
	start *ast.GoStmt
	lit   *ast.FuncLit
	dones []ast.Stmt
	group ast.Expr
}

// counted finds the goroutine whose Done is not always called.
func (c *checker) counted(at *place) *counted {
	wg := c.method(innermost[*ast.CallExpr](at.path), "Wait")
	if wg == nil {
		return nil
	}
	var out *counted
	for _, start := range find(outermost(at.path), func(*ast.GoStmt) bool { return true }) {
		lit, ok := start.Call.Fun.(*ast.FuncLit)
		if !ok {
			continue
		}
		k := &counted{start: start, lit: lit, group: wg}
		sure := false
		for _, s := range find(lit.Body, func(s *ast.ExprStmt) bool { return c.sameObject(c.method(s, "Done"), wg) }) {
			path := c.pathTo(s.Pos())
			sure = sure || !sameFunction(path, lit.Body) || !last(path, lit.Body)
			k.dones = append(k.dones, s)
		}
		if len(k.dones) == 0 {
			continue
		}
		if sure || out != nil {
			return nil
		}
		out = k
		out.add = c.addBefore(start, wg)
	}
	return out
}

func (c *checker) sameObject(x, y ast.Expr) bool {
	return x != nil && y != nil && c.object(x) != nil && c.object(x) == c.object(y)
}

// addBefore is the statement wg.Add(1) that stands right before start.
func (c *checker) addBefore(start *ast.GoStmt, wg ast.Expr) ast.Stmt {
	for _, n := range c.pathTo(start.Pos()) {
		list := listOf(n)
		for i, s := range list {
			if s != ast.Stmt(start) || i == 0 {
				continue
			}
			add, ok := list[i-1].(*ast.ExprStmt)
			if !ok || !c.sameObject(c.method(add, "Add"), wg) || c.constant(add.X.(*ast.CallExpr).Args[0]) != "1" {
				return nil
			}
			return add
		}
	}
	return nil
}

// groupGo leaves the count to the group:
//
//	wg.Add(1)
//	go func() {
//		work()
//		wg.Done()
//	}()
//
//	wg.Go(func() {
//		work()
//	})
func (c *checker) groupGo(at *place, b *edit.Builder) string {
	k := c.counted(at)
	if k == nil || k.add == nil || len(k.start.Call.Args) > 0 || k.lit.Type.Results != nil ||
		version.Compare(c.language(at.file), "go1.25") < 0 {
		return ""
	}
	b.Remove(k.add)
	b.Replace(k.start.Go, k.lit.Pos(), b.Text(k.group)+".Go(")
	for _, s := range k.dones {
		b.Remove(s)
	}
	b.Replace(k.lit.End(), k.start.End(), ")")
	return "let " + b.Text(k.group) + " count the goroutine"
}

// language is the version of Go that a file is written in.
func (c *checker) language(file *ast.File) string {
	if v := c.pass.TypesInfo.FileVersions[file]; v != "" {
		return v
	}
	return c.pass.Pkg.GoVersion()
}

// deferDone calls Done however the goroutine ends.
func (c *checker) deferDone(at *place, b *edit.Builder) string {
	k := c.counted(at)
	if k == nil || len(k.lit.Body.List) == 0 {
		return ""
	}
	for _, s := range k.dones {
		b.Remove(s)
	}
	line := "defer " + b.Text(k.group) + ".Done()"
	b.Before(k.lit.Body.List[0], line)
	return line
}

// deferUnlock releases a lock however the function ends:
//
//	mu.Lock()
//	defer mu.Unlock()
func (c *checker) deferUnlock(at *place, b *edit.Builder) string {
	lock, unlocks := c.section(at)
	_, _, body := function(at.path)
	if lock == nil || listIndex(body.List, lock) < 0 {
		return ""
	}
	for _, u := range unlocks {
		path := c.pathTo(u.Pos())
		if !sameFunction(path, body) || !last(path, body) {
			return ""
		}
		b.Remove(u)
	}
	line := "defer " + b.Text(lock.(*ast.ExprStmt).X.(*ast.CallExpr).Fun.(*ast.SelectorExpr).X) + "." + c.unlockName(lock) + "()"
	b.After(lock, line)
	return line
}

// unlockBefore releases a lock before the statements that leave with it.
func (c *checker) unlockBefore(at *place, b *edit.Builder) string {
	lock, unlocks := c.section(at)
	if lock == nil || len(unlocks) == 0 {
		return ""
	}
	_, _, body := function(at.path)
	line := b.Text(unlocks[0])
	done := 0
	block := at.path[slices.Index(at.path, ast.Node(lock))+1]
	for _, exit := range find(body, func(s ast.Stmt) bool { return leavesSection(s) && s.Pos() > lock.End() && inside(block, s.Pos()) }) {
		path := c.pathTo(exit.Pos())
		if !sameFunction(path, body) || c.releasedBefore(path, lock, unlocks) {
			continue
		}
		b.Before(exit, line)
		done++
	}
	if done == 0 {
		return ""
	}
	return line + " before each way out"
}

func leavesSection(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE && s.Label == nil
	}
	return false
}

// releasedBefore reports whether one of unlocks stands before the statement of
// path, in a list around it, and behind the lock.
func (c *checker) releasedBefore(path []ast.Node, lock ast.Stmt, unlocks []ast.Stmt) bool {
	for _, n := range path {
		for _, s := range listOf(n) {
			if s.Pos() > path[0].Pos() {
				break
			}
			for _, u := range unlocks {
				if s == u && s.Pos() > lock.Pos() {
					return true
				}
			}
		}
	}
	return false
}

// section is the statement that takes the lock of a finding, and those of its
// function that release it. A finding may stand at the Lock that is never
// released, or at the one that waits for it.
func (c *checker) section(at *place) (ast.Stmt, []ast.Stmt) {
	_, _, body := function(at.path)
	stmt := innermost[*ast.ExprStmt](at.path)
	mu := c.method(stmt, "Lock", "RLock")
	if mu == nil || body == nil {
		return nil, nil
	}
	locks := find(body, func(s *ast.ExprStmt) bool { return c.sameObject(c.method(s, "Lock", "RLock"), mu) })
	if len(locks) != 1 {
		return nil, nil
	}
	name := c.unlockName(stmt)
	deferred := find(body, func(d *ast.DeferStmt) bool { return c.sameObject(c.method(d.Call, name), mu) })
	if len(deferred) > 0 {
		return nil, nil
	}
	var unlocks []ast.Stmt
	for _, s := range find(body, func(s *ast.ExprStmt) bool { return c.sameObject(c.method(s, name), mu) }) {
		unlocks = append(unlocks, s)
	}
	return stmt, unlocks
}

func (c *checker) unlockName(lock ast.Stmt) string {
	if c.method(lock, "RLock") != nil {
		return "RUnlock"
	}
	return "Unlock"
}

func listIndex(list []ast.Stmt, stmt ast.Stmt) int {
	for i, s := range list {
		if s == stmt {
			return i
		}
	}
	return -1
}
