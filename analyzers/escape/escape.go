package escape

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/ssafn"
)

//go:embed doc.go
var doc string

// Analyzer finds pooled and shared memory that is used wrongly, and allocations
// that matter.
var Analyzer = &analysis.Analyzer{
	Name:     "escape",
	Doc:      report.MustDoc(doc, "escape"),
	Requires: []*analysis.Analyzer{ssafn.Analyzer, lockset.Analyzer},
	Flags:    flags(),
	Run:      run,
}

// A checker holds what is known of one package while it is checked.
type checker struct {
	pass   *analysis.Pass
	census *census

	mixtures map[types.Object]*mixture
	callers  map[*types.Func]*callers       // nil until asked
	decls    map[*types.Func]*ast.FuncDecl  // nil until asked
	makers   map[*types.Func]bool           // functions that return what is new, see bodyReturnsNew
	calls    map[token.Pos]*ast.CallExpr    // by parenthesis; nil until asked
	threads  *threads                       // nil until asked
	comments map[*token.File]map[int]string // by the line they end on; nil until asked
	reported map[token.Pos]map[string]bool
}

func run(pass *analysis.Pass) (any, error) {
	settings, err := readSettings(pass)
	if err != nil {
		return nil, err
	}
	mine := own(pass)
	if !mine && (settings.profile == "" || pass.Module != nil) {
		return nil, nil
	}
	c := &checker{pass: pass, mixtures: make(map[types.Object]*mixture), reported: make(map[token.Pos]map[string]bool)}
	if mine && imports(pass, "sync", "sync/atomic") {
		c.checkAnywhere()
	}
	return nil, c.checkHot(settings)
}

// own reports a package that the user can change: dependencies and the
// standard library cost nothing.
func own(pass *analysis.Pass) bool {
	return (pass.Module == nil || pass.Module.Version == "") && !ssafn.InStd(pass)
}

func imports(pass *analysis.Pass, paths ...string) bool {
	for _, imp := range pass.Pkg.Imports() {
		for _, path := range paths {
			if imp.Path() == path {
				return true
			}
		}
	}
	return false
}

// checkAnywhere looks for what is wrong whether or not it is hot.
func (c *checker) checkAnywhere() {
	c.census = takeCensus(c.pass)
	for _, p := range c.census.pools {
		c.checkPoolValue(p)
		c.checkPoolTypes(p)
	}
	c.checkPoolFlow()
	c.checkMixed()
	c.checkWidth()
	c.checkLocal()
	c.checkCopies()
	c.checkSharing()
}

func (c *checker) inTest(pos token.Pos) bool {
	return pos.IsValid() && strings.HasSuffix(c.pass.Fset.Position(pos).Filename, "_test.go")
}

// emit reports f once a place and kind. Nobody edits generated code.
func (c *checker) emit(f report.Finding) {
	if !f.Pos.IsValid() || c.reported[f.Pos][f.Kind] || c.generated(f.Pos) {
		return
	}
	if c.reported[f.Pos] == nil {
		c.reported[f.Pos] = make(map[string]bool)
	}
	c.reported[f.Pos][f.Kind] = true
	report.Report(c.pass, f)
}

func (c *checker) generated(pos token.Pos) bool {
	file := c.fileAt(pos)
	return file != nil && ast.IsGenerated(file)
}

func (c *checker) fileAt(pos token.Pos) *ast.File {
	for _, file := range c.pass.Files {
		if file.FileStart <= pos && pos <= file.FileEnd {
			return file
		}
	}
	return nil
}

func (c *checker) where(pos token.Pos) string { return report.Where(c.pass.Fset, pos) }

// commentAt is what the comments say that stand on the line of pos or end on
// the line above it, in lower case.
func (c *checker) commentAt(pos token.Pos) string {
	file := c.pass.Fset.File(pos)
	if file == nil {
		return ""
	}
	if c.comments == nil {
		c.comments = make(map[*token.File]map[int]string)
	}
	lines, ok := c.comments[file]
	if !ok {
		lines = make(map[int]string)
		if f := c.fileAt(pos); f != nil {
			for _, group := range f.Comments {
				lines[file.Line(group.End())] += strings.ToLower(group.Text() + rawText(group))
			}
		}
		c.comments[file] = lines
	}
	line := file.Line(pos)
	return lines[line-1] + lines[line]
}

// rawText holds the directives, too, which Text leaves out.
func rawText(group *ast.CommentGroup) string {
	var b strings.Builder
	for _, comment := range group.List {
		b.WriteString(comment.Text)
	}
	return b.String()
}
