package escape

import (
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/compiler"
	"github.com/govlint/govlint/internal/report"
)

// A hot is the hot code of one package while it is checked.
type hot struct {
	*checker
	settings settings
	heat     *heat
	truth    *truth // what the compiler says; nil when it was not asked
	funcs    map[*types.Func]*ast.FuncDecl
	found    []candidate
	names    map[string]bool // given by fixes
}

// A candidate is a finding that still has to be confirmed and weighed.
//
// An allocation is confirmed when the compiler lists one at place, or when the
// profile has seen objects on the line: that counts for more than a listing, and
// is all there is where the callee allocates, or where the compiler keeps a table
// of its own (growing maps, "+=" on strings).
type candidate struct {
	report.Finding
	fn    *ast.FuncDecl
	place token.Pos   // where the compiler would list it; NoPos if it cannot
	lines []token.Pos // other places whose lines' samples are its own
	from  func(callee string) bool
	sure  bool // allocates, or costs, whatever the compiler decides
	cold  bool

	alloc  *compiler.Alloc
	weight int64
}

// maxFindings bounds what is said of one package: the tenth of the sites of a
// profile is rarely worth the work.
const maxFindings = 10

// checkHot looks for allocations in code that a profile or a directive calls hot.
func (c *checker) checkHot(s settings) error {
	h := &hot{checker: c, settings: s, funcs: declarations(c.pass)}
	var err error
	if h.heat, err = takeHeat(c.pass, h.funcs, s); err != nil || !h.heat.any() {
		return err
	}
	if s.verify == verifyCompiler {
		if h.truth, err = h.askCompiler(); err != nil {
			return fmt.Errorf("asking the compiler: %v", err)
		}
	}
	for _, fn := range h.inOrder() {
		if h.heat.of(fn) {
			h.find(fn)
		}
	}
	h.deliver()
	h.checkPromises()
	return nil
}

// declarations are the functions of the package that have a body.
func declarations(pass *analysis.Pass) map[*types.Func]*ast.FuncDecl {
	funcs := make(map[*types.Func]*ast.FuncDecl)
	for _, file := range pass.Files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
				funcs[fn] = decl
			}
		}
	}
	return funcs
}

// inOrder are the functions as the files have them.
func (h *hot) inOrder() []*ast.FuncDecl {
	var list []*ast.FuncDecl
	for _, decl := range h.funcs {
		if !h.inTest(decl.Pos()) || h.settings.bench {
			list = append(list, decl)
		}
	}
	slices.SortFunc(list, func(a, b *ast.FuncDecl) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return list
}

// askCompiler compiles the package: as the vet tool's unit when this is one, and
// by way of the go command else, or when the unit alone does not compile, as with
// embedded files.
func (h *hot) askCompiler() (*truth, error) {
	if file, ok := compiler.UnitFile(os.Args[1:]); ok {
		if r, err := compiler.CompileUnit(context.Background(), file); err == nil {
			return newTruth(h.pass, r), nil
		}
	}
	dir := filepath.Dir(h.pass.Fset.Position(h.pass.Files[0].FileStart).Filename)
	r, err := compiler.Build(context.Background(), compiler.Options{Dir: dir, Packages: []string{"."}})
	if err != nil {
		return nil, err
	}
	return newTruth(h.pass, r), nil
}

// add takes a candidate into account.
func (h *hot) add(c candidate) { h.found = append(h.found, c) }

// deliver reports what was confirmed, the heaviest first.
func (h *hot) deliver() {
	var list []candidate
	for _, c := range h.found {
		if h.confirmed(&c) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.weight, a.weight) })
	if h.heat.profile != nil && len(list) > maxFindings {
		list = list[:maxFindings]
	}
	for _, c := range list {
		h.explain(&c)
		h.emit(c.Finding)
	}
}

// confirmed reports whether c is in hot code and the compiler, or the profile,
// agrees that it allocates.
func (h *hot) confirmed(c *candidate) bool {
	marked := h.heat.marked(c.fn)
	var measured bool
	c.weight, measured = h.heat.weigh(c)
	switch {
	case measured && h.heat.share(c.weight) < h.settings.least && !marked:
		return false
	case !measured && !marked:
		return false
	case !measured && c.cold:
		return false
	}
	if h.truth == nil {
		return c.sure
	}
	if c.place.IsValid() {
		c.alloc = h.truth.at(c.place)
	}
	return c.alloc != nil || c.sure || measured && c.weight > 0 && !c.place.IsValid()
}

// explain adds to the message of c what it weighs, and to its witness why.
func (h *hot) explain(c *candidate) {
	if c.weight > 0 {
		c.Message += fmt.Sprintf("; this is %s of %s in the profile", percent(h.heat.share(c.weight)), h.heat.profile.Type)
		c.Witness = append(c.Witness, report.Step{Pos: c.Pos, Text: fmt.Sprintf("the profile has %d of %d %s here", c.weight, h.heat.profile.Total, h.heat.profile.Type)})
	} else if at := h.heat.why(c.fn); at.IsValid() {
		c.Witness = append(c.Witness, report.Step{Pos: at, Text: fmt.Sprintf("%s is hot because of this comment", c.fn.Name.Name)})
	}
	if c.alloc != nil {
		c.Witness = append(c.Witness, h.truth.flow(c.alloc, c.place)...)
	}
}

func percent(share float64) string {
	if share >= 0.0995 {
		return fmt.Sprintf("%.0f %%", 100*share)
	}
	return fmt.Sprintf("%.1f %%", 100*share)
}
