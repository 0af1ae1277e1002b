package escape

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/profile"
)

// A heat is what makes the code of a package hot.
type heat struct {
	pass    *analysis.Pass
	profile *profile.Profile // nil without one
	lines   map[*ast.FuncDecl][]profile.Line
	sites   map[*ast.FuncDecl]map[int]bool // lines that statements stand on, of functions in lines
	reasons map[*ast.FuncDecl]token.Pos    // where the directive stands
	promise map[*ast.FuncDecl]token.Pos    // functions that allocate nothing
}

const (
	hotDirective     = "//govlint:hotpath"
	noallocDirective = "//govlint:noalloc"
)

func takeHeat(pass *analysis.Pass, funcs map[*types.Func]*ast.FuncDecl, s settings) (*heat, error) {
	h := &heat{
		pass:    pass,
		lines:   make(map[*ast.FuncDecl][]profile.Line),
		sites:   make(map[*ast.FuncDecl]map[int]bool),
		reasons: make(map[*ast.FuncDecl]token.Pos),
		promise: make(map[*ast.FuncDecl]token.Pos),
	}
	h.readDirectives(funcs)
	if s.bench {
		h.readBenchmarks(funcs)
	}
	if s.profile == "" {
		return h, nil
	}
	p, err := profile.Read(s.profile, "")
	if err != nil {
		return nil, err
	}
	h.profile = p
	h.join(funcs, p.Lines(scopeOf(pass)))
	return h, nil
}

func scopeOf(pass *analysis.Pass) profile.Scope {
	scope := profile.Scope{Package: pass.Pkg.Path()}
	if pass.Module != nil {
		scope.Module = pass.Module.Path
	}
	if pass.Pkg.Name() == "main" {
		scope.Package = "main"
	}
	return scope
}

// join gives each function its lines, moved to where they stand now.
func (h *heat) join(funcs map[*types.Func]*ast.FuncDecl, lines []profile.Line) {
	byName := make(map[string][]*ast.FuncDecl)
	for fn, decl := range funcs {
		byName[nameOf(fn)] = append(byName[nameOf(fn)], decl)
	}
	for _, l := range lines {
		for _, decl := range byName[l.Func] {
			at := h.pass.Fset.Position(decl.Pos())
			if len(byName[l.Func]) > 1 && base(at.Filename) != base(l.File) {
				continue // init functions, and programs in one profile
			}
			if l.Offset >= 0 {
				l.Number = h.pass.Fset.Position(decl.Type.Pos()).Line + l.Offset
			}
			h.lines[decl] = append(h.lines[decl], l)
		}
	}
}

// nameOf is a function's name as profiles have it: "F" or "T.M".
func nameOf(fn *types.Func) string {
	recv := fn.Signature().Recv()
	if recv == nil {
		return fn.Name()
	}
	t := types.Unalias(recv.Type())
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name() + "." + fn.Name()
	}
	return fn.Name()
}

func base(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }

// readDirectives finds the functions that comments call hot or free of
// allocations: above a function, above the package clause for a file, and there
// with the word "package" for all files.
func (h *heat) readDirectives(funcs map[*types.Func]*ast.FuncDecl) {
	var whole token.Pos
	files := make(map[*token.File]token.Pos)
	for _, file := range h.pass.Files {
		for _, group := range file.Comments {
			if group.Pos() > file.Package {
				break
			}
			pos, rest := directive(group, hotDirective)
			switch {
			case !pos.IsValid():
			case rest == "package":
				whole = pos
			default:
				files[h.pass.Fset.File(file.Package)] = pos
			}
		}
	}
	for _, decl := range funcs {
		if pos, _ := directive(decl.Doc, noallocDirective); pos.IsValid() {
			h.promise[decl] = pos
		}
		pos, _ := directive(decl.Doc, hotDirective)
		if !pos.IsValid() {
			pos = files[h.pass.Fset.File(decl.Pos())]
		}
		if !pos.IsValid() {
			pos = whole
		}
		if pos.IsValid() {
			h.reasons[decl] = pos
		}
	}
}

// directive returns where the comment stands in group, and what follows it.
func directive(group *ast.CommentGroup, name string) (token.Pos, string) {
	if group == nil {
		return token.NoPos, ""
	}
	for _, comment := range group.List {
		rest, ok := strings.CutPrefix(comment.Text, name)
		if ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			word, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
			return comment.Pos(), word
		}
	}
	return token.NoPos, ""
}

// readBenchmarks calls hot what benchmarks do.
func (h *heat) readBenchmarks(funcs map[*types.Func]*ast.FuncDecl) {
	for fn, decl := range funcs {
		params := fn.Signature().Params()
		if strings.HasPrefix(fn.Name(), "Benchmark") && params.Len() == 1 && isNamed(params.At(0).Type(), "testing", "B") {
			h.reasons[decl] = decl.Name.Pos()
		}
	}
}

// profiled reports whether there is a profile.
func (h *heat) profiled() bool { return h.profile != nil }

func (h *heat) any() bool { return len(h.lines)+len(h.reasons)+len(h.promise) > 0 }

// of reports whether fn is hot.
func (h *heat) of(fn *ast.FuncDecl) bool { return len(h.lines[fn]) > 0 || h.marked(fn) }

func (h *heat) marked(fn *ast.FuncDecl) bool { return h.reasons[fn].IsValid() }

func (h *heat) why(fn *ast.FuncDecl) token.Pos { return h.reasons[fn] }

func (h *heat) share(value int64) float64 {
	if h.profile == nil {
		return 0
	}
	return h.profile.Share(value)
}

// slack is how far from its line a sample of a function that was edited since
// may lie.
const slack = 5

// weigh is what the profile has on the lines of c, and whether there is a profile
// that could have anything.
func (h *heat) weigh(c *candidate) (int64, bool) {
	if h.profile == nil {
		return 0, false
	}
	places := append([]token.Pos{c.Pos}, c.lines...)
	if c.place.IsValid() {
		places = append(places, c.place)
	}
	stale := h.stale(c.fn)
	var sum int64
	for _, l := range h.lines[c.fn] {
		if c.from != nil && !c.from(l.Callee) {
			continue
		}
		for _, pos := range places {
			if d := h.pass.Fset.Position(pos).Line - l.Number; d == 0 || stale && -slack <= d && d <= slack {
				sum += l.Value
				break
			}
		}
	}
	return sum, true
}

// stale reports whether the profile has samples of fn on lines without code.
func (h *heat) stale(fn *ast.FuncDecl) bool {
	code := h.sites[fn]
	if code == nil {
		code = make(map[int]bool)
		ast.Inspect(fn, func(n ast.Node) bool {
			if n != nil {
				code[h.pass.Fset.Position(n.Pos()).Line] = true
				code[h.pass.Fset.Position(n.End()-1).Line] = true
			}
			return true
		})
		h.sites[fn] = code
	}
	for _, l := range h.lines[fn] {
		if !code[l.Number] {
			return true
		}
	}
	return false
}
