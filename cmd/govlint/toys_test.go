package main

import (
	"flag"
	"go/ast"
	"strings"
	"time"

	"github.com/govlint/govlint/internal/report"
	"golang.org/x/tools/go/analysis"
)

// rename has two fixes for every identifier that begins with bad. One for a
// call edits the call's parentheses too, so that fixes of nested calls overlap.
var rename = &analysis.Analyzer{
	Name: "rename",
	Doc: `rename: find identifiers that begin with bad

## ident (error)

an identifier begins with bad

## call

a call of something that begins with bad`,
	Flags: *flag.NewFlagSet("rename", flag.ContinueOnError),
	Run: func(pass *analysis.Pass) (any, error) {
		if pass.Analyzer.Flags.Lookup("off").Value.String() == "true" {
			return nil, nil
		}
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					id, ok := n.Fun.(*ast.Ident)
					if ok && strings.HasPrefix(id.Name, "bad") {
						reportBad(pass, "call", n, "good"+id.Name[3:]+"()")
						return true
					}
				case *ast.Ident:
					if strings.HasPrefix(n.Name, "badVar") {
						reportBad(pass, "ident", n, "good"+n.Name[3:])
					}
				}
				return true
			})
		}
		return nil, nil
	},
}

func init() { rename.Flags.Bool("off", false, "find nothing") }

func reportBad(pass *analysis.Pass, kind string, n ast.Node, good string) {
	report.Report(pass, report.Finding{
		Kind:    kind,
		Pos:     n.Pos(),
		End:     n.End(),
		Message: "write " + good,
		Witness: []report.Step{{Pos: n.Pos(), Text: "it is bad here"}},
		Fixes: []analysis.SuggestedFix{
			{Message: "write " + good, TextEdits: []analysis.TextEdit{{Pos: n.Pos(), End: n.End(), NewText: []byte(good)}}},
			{Message: "worse", TextEdits: []analysis.TextEdit{{Pos: n.Pos(), End: n.End(), NewText: []byte("worse")}}},
		},
	})
}

// fragile panics on packages named volatile, ends the whole process on those
// named doomed, takes a minute for those named slow, and its engine panics on those named enginefire.
var fragile = &analysis.Analyzer{
	Name:      "fragile",
	Doc:       "fragile: panic",
	Requires:  []*analysis.Analyzer{engine},
	FactTypes: []analysis.Fact{new(seen)}, // so that it runs on dependencies too
	Run: func(pass *analysis.Pass) (any, error) {
		switch pass.Pkg.Name() {
		case "volatile":
			var none []int
			_ = none[len(pass.Files)]
		case "slow":
			time.Sleep(time.Minute)
		case "doomed":
			go panic("where nothing recovers")
			select {}
		}
		return nil, nil
	},
}

// A seen fact says that fragile has lived through a package.
type seen struct{}

func (*seen) AFact() {}

var engine = &analysis.Analyzer{
	Name: "engine",
	Doc:  "engine: panic",
	Run: func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Name() == "enginefire" {
			panic("engine on fire")
		}
		return nil, nil
	},
}
