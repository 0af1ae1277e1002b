package vetrun

import (
	"encoding/json"
	"flag"
	"go/ast"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/govlint/govlint/internal/report"
	"golang.org/x/tools/go/analysis"
)

// unitName is the analyzer that describes a unit to the front end. Its flags
// are the private part of the protocol.
const unitName = "govlint"

const (
	unitsMain = "main" // the units of the main modules are analysed in full, whoever asks
	unitsAll  = "all"  // every unit is
)

// A mode is what the front end asks of the tool beyond the go command's protocol.
type mode struct {
	asked bool // by the front end; units and tests matter only then
	units string
	tests bool
	fix   bool // "go fix" or "go vet -fix" applies the first fix of each finding
}

// parseMode reads the private flags ahead of the driver, which parses all flags
// only when it is too late to change the unit.
func parseMode(args []string) mode {
	m := mode{tests: true}
	for _, arg := range args {
		name, value, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		switch name {
		case unitName + ".units":
			m.asked, m.units = true, value
		case unitName + ".tests":
			m.tests = value != "false"
		case "fix":
			on, err := strconv.ParseBool(value)
			m.fix = on || err != nil
		}
	}
	return m
}

// A unitRecord is what the front end must know of a unit besides its findings.
type unitRecord struct {
	Tests      bool              // it has test files
	Generated  []string          `json:",omitempty"` // files with generated code
	Directives []directiveRecord `json:",omitempty"` // comments that suppress findings
}

// A directiveRecord is a suppression comment that names an analyzer.
type directiveRecord struct {
	Posn, End string // file:line:column
	Text      string
	Names     []string
}

// unitAnalyzer returns an analyzer that reports one diagnostic a unit, a
// unitRecord, when the front end asked for it. Every unit having one, the front
// end can tell a unit without findings from one whose output got lost.
func unitAnalyzer(m mode) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name: unitName,
		Doc:  unitName + ": describe the package to the govlint command\n\nIt reports nothing unless that command runs it.",
		Run: func(pass *analysis.Pass) (any, error) {
			if !m.asked {
				return nil, nil
			}
			return nil, describeUnit(pass)
		},
	}
	a.Flags.Init(unitName, flag.ContinueOnError)
	a.Flags.String("units", "", "private to the govlint command")
	a.Flags.Bool("tests", true, "private to the govlint command")
	a.Flags.String("salt", "", "private to the govlint command")
	return a
}

func describeUnit(pass *analysis.Pass) error {
	var record unitRecord
	for _, file := range pass.Files {
		name := pass.Fset.PositionFor(file.Package, false).Filename
		if strings.HasSuffix(name, "_test.go") {
			record.Tests = true
		}
		if generated(file) || filepath.Base(name) == "_cgo_gotypes.go" {
			// Below a //line comment, findings bear the name in it.
			record.Generated = append(record.Generated, name, pass.Fset.Position(file.Package).Filename)
			continue
		}
		for _, d := range report.Directives(pass.Fset, file) {
			if d.Bare {
				continue
			}
			record.Directives = append(record.Directives, directiveRecord{
				Posn:  pass.Fset.Position(d.Pos).String(),
				End:   pass.Fset.Position(d.End).String(),
				Text:  d.Text,
				Names: d.Names,
			})
		}
	}
	data, err := json.Marshal(record)
	if err != nil {
		return err
	}
	pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Package, Category: "unit", Message: string(data)})
	return nil
}

// generated reports whether file was generated, and not by cgo from a file that
// a person wrote.
func generated(file *ast.File) bool {
	if !ast.IsGenerated(file) {
		return false
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if comment.Pos() > file.Package {
				return false
			}
			if generatedBy.MatchString(comment.Text) && !strings.Contains(comment.Text, " by cmd/cgo;") {
				return true
			}
		}
	}
	return false
}

// generatedBy is the convention of https://go.dev/s/generatedcode.
var generatedBy = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)

// emptyTree is the output for a unit of which nothing was analysed.
func emptyTree(id string) tree {
	diagnostics := []diagnostic{{Category: "unit", Message: "{}"}}
	data, _ := json.Marshal(diagnostics) // strings always encode
	return tree{id: {unitName: data}}
}
