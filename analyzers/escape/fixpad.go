package escape

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

// fixPadElement fills the struct up to a whole cache line:
//
//	type slot struct {
//		n int64
//		_ [56]byte // a cache line for each
//	}
func (c *checker) fixPadElement(elem types.Type, size int64) []analysis.SuggestedFix {
	st := c.paddable(elem)
	if st == nil || len(st.Fields.List) == 0 {
		return nil
	}
	last := st.Fields.List[len(st.Fields.List)-1]
	b := edit.New(c.pass)
	b.Insert(st.Fields.Closing, fmt.Sprintf("\t_ [%d]byte // a cache line for each\n", lineSize()-size))
	if c.pass.Fset.Position(last.End()).Line >= c.pass.Fset.Position(st.Fields.Closing).Line {
		return nil // all on one line
	}
	return padding(b, "Pad it to a cache line")
}

// fixPadField puts a cache line before field:
//
//	head atomic.Uint64
//	_    [64]byte // a cache line between those who write
//	tail atomic.Uint64
func (c *checker) fixPadField(owner *types.Named, field *types.Var) []analysis.SuggestedFix {
	st := c.paddable(owner)
	if st == nil {
		return nil
	}
	for _, f := range st.Fields.List {
		if len(f.Names) != 1 || f.Names[0].Pos() != field.Pos() {
			continue
		}
		at := f.Pos()
		if f.Doc != nil {
			at = f.Doc.Pos()
		}
		b := edit.New(c.pass)
		b.Insert(at, fmt.Sprintf("_ [%d]byte // a cache line between those who write\n\t", lineSize()))
		return padding(b, "Put a cache line between them")
	}
	return nil
}

func padding(b *edit.Builder, message string) []analysis.SuggestedFix {
	edits := b.Edits()
	if edits == nil {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// paddable is the declaration of a struct type that nobody but this package
// knows, and that is never written without field names or converted.
func (c *checker) paddable(t types.Type) *ast.StructType {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() != c.pass.Pkg || named.Obj().Exported() || named.TypeParams().Len() > 0 {
		return nil
	}
	var st *ast.StructType
	for _, file := range c.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if c.pass.TypesInfo.Defs[n.Name] == types.Object(named.Obj()) {
					st, _ = n.Type.(*ast.StructType)
				}
			case *ast.CompositeLit:
				lt := c.pass.TypesInfo.TypeOf(n)
				if lt == nil || !types.Identical(deref(lt), named) || len(n.Elts) == 0 {
					return true
				}
				if _, keyed := n.Elts[0].(*ast.KeyValueExpr); !keyed {
					ok = false
				}
			case *ast.CallExpr:
				if tv := c.pass.TypesInfo.Types[n.Fun]; tv.IsType() && types.Identical(deref(tv.Type), named) {
					ok = false
				}
			}
			return true
		})
	}
	if !ok || c.mentionedElsewhere(named.Obj().Name()) {
		return nil
	}
	return st
}
