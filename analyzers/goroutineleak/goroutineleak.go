package goroutineleak

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/comm"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/ssafn"
)

//go:embed doc.go
var doc string

// Analyzer finds goroutines that block for ever or never end.
var Analyzer = &analysis.Analyzer{
	Name:      "goroutineleak",
	Doc:       report.MustDoc(doc, "goroutineleak"),
	Requires:  []*analysis.Analyzer{ssafn.Analyzer},
	FactTypes: []analysis.Fact{new(comm.Owes), new(comm.Acts)},
	Run:       run,
}

// A checker holds what is known of one package while it is checked.
type checker struct {
	pass     *analysis.Pass
	pkg      *ssafn.Package
	model    *comm.Model
	reported map[token.Pos]bool
	findings []pending
	calledBy map[*ssa.Function][]ssa.CallInstruction // nil until asked
	silence  *silence                                // the same

	variant   bool              // the package has the edits of a fix, which is being tried
	only      func(string) bool // declarations that are explored; nil for all
	rechecks  int
	rechecked int // the text that was read for them
}

// A pending finding waits for the others: a fix is tried against all of them.
type pending struct {
	report.Finding
	leak *comm.Leak // nil when no schedule was explored
}

func run(pass *analysis.Pass) (any, error) {
	if relevant(pass) {
		c := &checker{pass: pass}
		c.run()
	}
	return nil, nil
}

// run checks the package, and reports whether it could look at all of it.
func (c *checker) run() bool {
	c.pkg = c.pass.ResultOf[ssafn.Analyzer].(*ssafn.Builder).WithoutTests()
	c.model = comm.NewModel(c.pkg, c.facts())
	c.reported = make(map[token.Pos]bool)
	if c.only != nil {
		c.model.Only(func(fn *ssa.Function) bool { return c.only(declName(declOf(c.pkg, fn))) })
	}
	c.checkBlocked()
	if !c.variant {
		c.checkOrder()
	}
	c.checkDropped()
	for _, fn := range c.pkg.Funcs {
		c.checkEndless(fn)
		if decl := c.pkg.Decl[fn]; decl != nil {
			c.checkOutlives(decl)
			c.checkSilent(decl)
		}
		c.checkPooled(fn)
	}
	for _, p := range c.findings {
		if !c.variant {
			p.Fixes = c.fixes(p)
		}
		report.Report(c.pass, p.Finding)
	}
	return c.model.Complete()
}

// add keeps a finding until all are found. Its leak may be nil.
func (c *checker) add(f report.Finding, leak *comm.Leak) {
	c.reported[f.Pos] = true
	c.findings = append(c.findings, pending{f, leak})
}

// relevant reports whether anything in the package can block: packages of
// modules that are only dependencies, and those that neither start goroutines
// nor use channels and locks, cost nothing.
func relevant(pass *analysis.Pass) bool {
	if pass.Module != nil && pass.Module.Version != "" || ssafn.InStd(pass) {
		return false
	}
	for _, imp := range pass.Pkg.Imports() {
		switch imp.Path() {
		case "sync", "context", "time", "net", "net/http", "database/sql":
			return true
		}
	}
	found := len(pass.AllObjectFacts()) > 0
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
	message, witness := c.message(l), c.witness(l)
	switch l.Kind {
	case "send":
		c.add(report.Finding{Kind: "send", Pos: l.Pos, Message: message, Witness: witness}, l)
	case "receive":
		c.add(report.Finding{Kind: "receive", Pos: l.Pos, Message: message, Witness: witness}, l)
	case "range":
		c.add(report.Finding{Kind: "range", Pos: l.Pos, Message: message, Witness: witness}, l)
	case "select":
		c.add(report.Finding{Kind: "select", Pos: l.Pos, Message: message, Witness: witness}, l)
	case "lock":
		c.add(report.Finding{Kind: "lock", Pos: l.Pos, Message: message, Witness: witness}, l)
	case "waitgroup":
		c.add(report.Finding{Kind: "waitgroup", Pos: l.Pos, Message: message, Witness: witness}, l)
	case "cond":
		c.add(report.Finding{Kind: "cond", Pos: l.Pos, Message: message, Witness: witness}, l)
	case "timer":
		c.add(report.Finding{Kind: "timer", Pos: l.Pos, Message: message, Witness: witness}, l)
	}
}

func (c *checker) message(l *comm.Leak) string {
	who := l.Root.Name()
	if l.Held {
		who = "the next call"
	}
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
