package ssafn

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// withoutBodies are the files of a package with those of tests declared only, or
// nil when it has no tests.
func withoutBodies(pass *analysis.Pass) []*ast.File {
	var out []*ast.File
	tests := false
	for _, file := range pass.Files {
		if inTestFile(pass.Fset, file.FileStart) {
			tests = true
			file = declared(file)
		}
		out = append(out, file)
	}
	if !tests {
		return nil
	}
	return out
}

func inTestFile(fset *token.FileSet, pos token.Pos) bool {
	file := fset.File(pos)
	return file != nil && strings.HasSuffix(file.Name(), "_test.go")
}

// declared is a file whose functions have no bodies.
func declared(file *ast.File) *ast.File {
	c := *file
	c.Decls = make([]ast.Decl, len(file.Decls))
	for i, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			head := *fn
			head.Body = nil
			decl = &head
		}
		c.Decls[i] = decl
	}
	return &c
}

// withoutTests is p without the functions of test files.
func (p *Package) withoutTests() *Package {
	out := &Package{SSA: p.SSA, Decl: make(map[*ssa.Function]*ast.FuncDecl), hidden: make(map[*ssa.Function]bool)}
	for _, fn := range p.Funcs {
		if inTestFile(fn.Prog.Fset, fn.Pos()) {
			out.hidden[fn] = true
			continue
		}
		out.Funcs = append(out.Funcs, fn)
		if decl := p.Decl[fn]; decl != nil {
			out.Decl[fn] = decl
		}
	}
	return out
}

// Hides reports whether p leaves the function of a test file out. Its body may be
// there because another analyzer wanted it.
func (p *Package) Hides(fn *ssa.Function) bool { return p.hidden[fn] }
