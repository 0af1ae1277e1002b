package goroutineleak

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/build"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/comm"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/ssafn"
)

//go:embed doc.go
var doc string

// Analyzer finds goroutines that block for ever or never end.
var Analyzer = &analysis.Analyzer{
	Name:     "goroutineleak",
	Doc:      report.MustDoc(doc, "goroutineleak"),
	Requires: []*analysis.Analyzer{ssafn.Analyzer},
	Run:      run,
}

// A checker holds what is known of one package while it is checked.
type checker struct {
	pass     *analysis.Pass
	pkg      *ssafn.Package
	model    *comm.Model
	reported map[token.Pos]bool
}

func run(pass *analysis.Pass) (any, error) {
	if !relevant(pass) {
		return nil, nil
	}
	pkg := pass.ResultOf[ssafn.Analyzer].(*ssafn.Builder).Package()
	c := &checker{pass: pass, pkg: pkg, model: comm.NewModel(pkg), reported: make(map[token.Pos]bool)}
	c.checkBlocked()
	for _, fn := range pkg.Funcs {
		c.checkEndless(fn)
	}
	return nil, nil
}

// relevant reports whether anything in the package can block: packages of
// modules that are only dependencies, and those that neither start goroutines
// nor use channels and locks, cost nothing.
func relevant(pass *analysis.Pass) bool {
	if pass.Module != nil && pass.Module.Version != "" || len(pass.Files) == 0 || inStd(pass) {
		return false
	}
	for _, imp := range pass.Pkg.Imports() {
		switch imp.Path() {
		case "sync", "context", "time":
			return true
		}
	}
	found := false
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.GoStmt, *ast.ChanType:
				found = true
			}
			return !found
		})
	}
	return found
}

// inStd reports a package of the standard library.
func inStd(pass *analysis.Pass) bool {
	file := pass.Fset.Position(pass.Files[0].FileStart).Filename
	return strings.HasPrefix(file, filepath.Join(build.Default.GOROOT, "src")+string(filepath.Separator))
}

// checkBlocked reports the goroutines that some schedule blocks for ever.
func (c *checker) checkBlocked() {
	for _, leak := range c.model.Leaks() {
		c.reportLeak(leak)
	}
}

func (c *checker) reportLeak(l *comm.Leak) {
	if c.reportUnstopped(l) || !l.Pos.IsValid() || c.reported[l.Pos] {
		return
	}
	c.reported[l.Pos] = true
	message := c.message(l)
	steps := c.witness(l)
	f := report.Finding{Pos: l.Pos, Message: message, Witness: steps}
	switch l.Kind {
	case "send":
		report.Report(c.pass, report.Finding{Kind: "send", Pos: f.Pos, Message: f.Message, Witness: f.Witness})
	case "receive":
		report.Report(c.pass, report.Finding{Kind: "receive", Pos: f.Pos, Message: f.Message, Witness: f.Witness})
	case "range":
		report.Report(c.pass, report.Finding{Kind: "range", Pos: f.Pos, Message: f.Message, Witness: f.Witness})
	case "select":
		report.Report(c.pass, report.Finding{Kind: "select", Pos: f.Pos, Message: f.Message, Witness: f.Witness})
	case "lock":
		report.Report(c.pass, report.Finding{Kind: "lock", Pos: f.Pos, Message: f.Message, Witness: f.Witness})
	case "waitgroup":
		report.Report(c.pass, report.Finding{Kind: "waitgroup", Pos: f.Pos, Message: f.Message, Witness: f.Witness})
	case "cond":
		report.Report(c.pass, report.Finding{Kind: "cond", Pos: f.Pos, Message: f.Message, Witness: f.Witness})
	}
}

func (c *checker) message(l *comm.Leak) string {
	who := l.Root.Name()
	if l.Start != nil {
		who = "the goroutine started at " + c.where(l.Start.Pos())
	}
	last := l.Steps[len(l.Steps)-1].Text
	return who + " " + strings.Replace(last, "is blocked", "can block for ever", 1)
}

// witness numbers the steps of the schedule.
func (c *checker) witness(l *comm.Leak) []report.Step {
	var out []report.Step
	for i, s := range l.Steps {
		out = append(out, report.Step{Pos: s.Pos, Text: fmt.Sprintf("%d %s: %s at %s", i+1, who(s.Thread), s.Text, c.where(s.Pos))})
	}
	return out
}

func who(thread int) string {
	switch thread {
	case 0:
		return "main"
	case 1:
		return "goroutine"
	}
	return fmt.Sprintf("goroutine %d", thread)
}

// where is the position as messages show it: the file's base name and line.
func (c *checker) where(pos token.Pos) string {
	p := c.pass.Fset.Position(pos)
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
