package maprace

import (
	_ "embed"
	"go/ast"
	"go/types"

	"github.com/govlint/govlint/internal/report"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

//go:embed doc.go
var doc string

// Analyzer finds map accesses that two goroutines can make at once.
var Analyzer = &analysis.Analyzer{
	Name:     "maprace",
	Doc:      report.MustDoc(doc, "maprace"),
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for cur := range in.Root().Preorder((*ast.FuncDecl)(nil)) {
		inside := map[types.Object]ast.Node{}
		for w, obj := range writes(pass, cur.Node()) {
			cw, _ := cur.FindNode(w)
			spawned := false
			for g := range cw.Enclosing((*ast.GoStmt)(nil)) {
				inside[obj], spawned = w, g.Node() != nil
			}
			if first := inside[obj]; !spawned && first != nil {
				report.Report(pass, report.Finding{Kind: "unguarded", Pos: w.Pos(), End: w.End(),
					Message: "map " + obj.Name() + " is written here while a goroutine can write it",
					Witness: []report.Step{{Pos: first.Pos(), Text: "written in a goroutine"}, {Pos: w.Pos(), Text: "written here"}}})
			}
		}
	}
	return nil, nil
}

func writes(pass *analysis.Pass, fn ast.Node) func(func(ast.Node, types.Object) bool) {
	return func(yield func(ast.Node, types.Object) bool) {
		ast.Inspect(fn, func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok {
				return true
			}
			ix, ok := assign.Lhs[0].(*ast.IndexExpr)
			if !ok {
				return true
			}
			id, ok := ix.X.(*ast.Ident)
			if !ok {
				return true
			}
			obj := pass.TypesInfo.Uses[id]
			if _, ok := obj.Type().Underlying().(*types.Map); ok {
				yield(assign, obj)
			}
			return true
		})
	}
}
