// Package retype makes a map one that goroutines may share: it changes the type
// of the variable and rewrites every use of it in the package. One use that is
// not understood, and nothing is changed.
//
// Each use becomes one call, and each call is one atomic step. So a look that
// decides a change is rewritten together with the change, or not at all: never
// as a Load and a Store.
package retype

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
	"github.com/govlint/govlint/internal/edit"
)

// Runtime is the module that the new types come from.
const Runtime = "github.com/govlint/govlint/runtime"

// A Map asks for Var to become a map that goroutines may share.
type Map struct {
	Var   *types.Var
	Index *Index // of its package
	Std   bool   // by means of the standard library alone: a sync.Map
}

// Fix returns the edits that do it and what they come to, in words; no edits
// when it cannot be done.
func (m Map) Fix(pass *analysis.Pass) ([]analysis.TextEdit, string) {
	mt, ok := m.Var.Type().(*types.Map)
	if !ok || m.Var.Exported() && (m.Var.IsField() || m.Var.Parent() == pass.Pkg.Scope()) {
		return nil, ""
	}
	w := &writer{
		pass: pass, b: edit.New(pass), root: m.Var, key: mt.Key(), elem: mt.Elem(),
		quiet: rewrite.Quiet(pass, m.Var), index: m.Index,
		members: make(map[*types.Var]*member), names: make(map[localName]bool), kept: make(map[importKey]bool),
	}
	if !w.gather() || !w.safe() || !w.choose(m.Std) {
		return nil, ""
	}
	if !w.rewrite() {
		return nil, ""
	}
	edits := w.b.Edits()
	if len(edits) == 0 {
		return nil, ""
	}
	return edits, fmt.Sprintf("make %s a %s, which goroutines may share: %s", m.Var.Name(), w.kind.name(), w.reason)
}

// A writer rewrites one map, and the parameters and local names it goes by.
type writer struct {
	pass      *analysis.Pass
	b         *edit.Builder
	root      *types.Var
	key, elem types.Type
	quiet     func(...ast.Node) bool
	index     *Index
	members   map[*types.Var]*member
	order     []*member
	uses      []*use // of all members, by file and position
	kind      kind
	reason    string
	names     map[localName]bool // of variables added
	dropped   []ast.Node         // expressions that are gone
	replaced  bool               // assigned as a whole, after its declaration
	edited    bool               // one entry at a time
	kept      map[importKey]bool // imports that new code names
}

// A member is a variable that holds the map or points to it.
type member struct {
	v       *types.Var
	pointer bool // the variable becomes a pointer
	decl    declaration
}

// rewrite makes all edits. It reports whether every use is accounted for.
func (w *writer) rewrite() bool {
	for _, m := range w.order {
		if !w.declare(m) {
			return false
		}
	}
	for _, u := range w.uses {
		if !u.taken && !w.assigned(u) {
			return false
		}
	}
	if !w.kind.rewrite(w) {
		return false
	}
	for _, u := range w.uses {
		if !u.taken {
			return false
		}
	}
	return w.inOrder() && w.clean()
}

// take marks uses as rewritten.
func take(e effect, uses ...*use) {
	for _, u := range uses {
		u.taken, u.effect = true, e
	}
}

// text is the source of n on one line or many, as it stands.
func (w *writer) text(n ast.Node) string { return w.b.Text(n) }

// typeText is t as the source of file at n would write it; imports are added.
func (w *writer) typeText(file *ast.File, n ast.Node, t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == w.pass.Pkg {
			return ""
		}
		return w.imported(file, n, p.Path())
	})
}

// imported is the name of a package at n.
func (w *writer) imported(file *ast.File, n ast.Node, path string) string {
	w.kept[importKey{file.FileStart, path}] = true
	return w.b.Import(file, path, n.Pos())
}

// pathOf is where a kind of map comes from.
func pathOf(pkg string) string { return Runtime + "/" + pkg }

// indented puts a tab before every line but the first.
func indented(s string) string { return strings.ReplaceAll(s, "\n", "\n\t") }
