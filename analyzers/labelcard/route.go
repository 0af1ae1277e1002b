package labelcard

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/report"
)

// routeFix takes the template of the route for the path:
//
//	calls.WithLabelValues(r.URL.Path)            ->    calls.WithLabelValues(r.Pattern)
//	calls.WithLabelValues(c.Request.URL.Path)    ->    calls.WithLabelValues(c.FullPath())
func (c *checker) routeFix(u use) []analysis.SuggestedFix {
	value, source := c.labelExpr(u.pos), c.sourceExpr(u)
	if value == nil || source == nil {
		return nil
	}
	path := c.wholePath(source)
	if path == nil || !within(path, value) || !isStringType(c.pass.TypesInfo.TypeOf(path)) {
		return nil
	}
	b := edit.New(c.pass)
	template := c.template(b, path)
	if template == "" {
		return nil
	}
	b.Replace(path.Pos(), path.End(), template)
	return one(report.ChangesBehaviour+"the label takes the template of the route", b)
}

// wholePath is the largest expression around source that is a URL or a path of it.
func (c *checker) wholePath(source ast.Expr) ast.Expr {
	out := source
	for _, n := range c.path(source.End() - 1)[1:] {
		sel, isSel := n.(*ast.SelectorExpr)
		call, isCall := n.(*ast.CallExpr)
		switch {
		case isSel && sel.X == out:
			out = sel
		case isCall && call.Fun == out && len(call.Args) == 0:
			out = call
		case n != out:
			if n.Pos() <= source.Pos() && n != ast.Node(source) {
				return out
			}
		}
	}
	return out
}

// template is the expression that reads the template of the route that path is
// the path of, empty when the router is not known.
func (c *checker) template(b *edit.Builder, path ast.Expr) string {
	if call, ok := path.(*ast.CallExpr); ok {
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && c.isType(sel.X, "github.com/gofiber/fiber/v2.Ctx") {
			return b.Text(sel.X) + ".Route().Path"
		}
	}
	request := c.requestOf(path)
	if request == nil {
		return ""
	}
	if of, ok := ast.Unparen(request).(*ast.SelectorExpr); ok && c.isType(of.X, "github.com/gin-gonic/gin.Context") {
		return b.Text(of.X) + ".FullPath()"
	}
	if of, ok := ast.Unparen(request).(*ast.SelectorExpr); ok && c.isType(of.X, "github.com/emicklei/go-restful/v3.Request") {
		return b.Text(of.X) + ".SelectedRoutePath()"
	}
	if call, ok := ast.Unparen(request).(*ast.CallExpr); ok {
		if of, ok := call.Fun.(*ast.SelectorExpr); ok && c.isType(of.X, "github.com/labstack/echo/v4.Context") {
			return b.Text(of.X) + ".Path()"
		}
		return ""
	}
	switch {
	case c.imports("github.com/go-chi/chi/v5"):
		file := c.path(path.Pos())
		chi := b.Import(file[len(file)-1].(*ast.File), "github.com/go-chi/chi/v5", path.Pos())
		return fmt.Sprintf("%s.RouteContext(%s.Context()).RoutePattern()", chi, b.Text(request))
	case c.imports("github.com/gorilla/mux"):
		return c.muxTemplate(b, request, path.Pos())
	case c.imports("github.com/gin-gonic/gin"), c.imports("github.com/labstack/echo/v4"):
		return ""
	case c.routesByPattern() && c.hasField(request, "Pattern"):
		return b.Text(request) + ".Pattern"
	}
	return ""
}

const routeHelper = "routeLabel"

// muxTemplate is a call of a function that asks mux for the template, which is
// added behind the function of the first finding.
func (c *checker) muxTemplate(b *edit.Builder, request ast.Expr, pos token.Pos) string {
	path := c.path(pos)
	file := path[len(path)-1].(*ast.File)
	if !c.routeHelperAt.IsValid() {
		c.routeHelperAt = path[len(path)-2].End()
		c.routeHelperIn = file
	}
	scope := c.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return ""
	}
	if _, obj := scope.LookupParent(routeHelper, token.NoPos); obj != nil {
		return ""
	}
	mux := b.Import(c.routeHelperIn, "github.com/gorilla/mux", c.routeHelperAt)
	httpName := b.Import(c.routeHelperIn, "net/http", c.routeHelperAt)
	b.Insert(c.routeHelperAt, fmt.Sprintf(`

// %[1]s is the template of the route that mux found for r, or "unmatched".
func %[1]s(r *%[2]s.Request) string {
	route := %[3]s.CurrentRoute(r)
	if route == nil {
		return "unmatched"
	}
	template, err := route.GetPathTemplate()
	if err != nil {
		return "unmatched"
	}
	return template
}`, routeHelper, httpName, mux))
	return routeHelper + "(" + b.Text(request) + ")"
}

// requestOf is the request in request.URL.Path and the like.
func (c *checker) requestOf(e ast.Expr) ast.Expr {
	for range maxSteps {
		if c.isType(e, "net/http.Request") {
			return e
		}
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.CallExpr:
			e = x.Fun
		default:
			return nil
		}
	}
	return nil
}

func (c *checker) isType(e ast.Expr, name string) bool {
	t := c.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.TypeString(types.Unalias(t), nil) == name
}

func (c *checker) imports(path string) bool {
	return slices.ContainsFunc(c.pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == path })
}

// routesByPattern reports a package that registers handlers with net/http.
func (c *checker) routesByPattern() bool {
	found := false
	c.each(func(call ssa.CallInstruction) {
		callee := bound.Callee(call.Common())
		if callee == nil || callee.Pkg() == nil || callee.Pkg().Path() != "net/http" {
			return
		}
		found = found || callee.Name() == "HandleFunc" || callee.Name() == "Handle"
	})
	return found
}

func (c *checker) hasField(e ast.Expr, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(c.pass.TypesInfo.TypeOf(e), true, c.pass.Pkg, name)
	return obj != nil
}
