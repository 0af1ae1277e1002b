package escape_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/analyzers/escape"
	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/ssafn"
)

var wantMark = regexp.MustCompile("// want [\"`]")

// TestCopylocks runs value-copy over the test data of vet's copylocks, as the
// module cache has it: each line that is reported there must be a finding here,
// or a line of its witness. That data does not compile, on purpose, which
// analysistest allows and the go command does not.
func TestCopylocks(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	data := filepath.Join(strings.TrimSpace(string(out)), "go/analysis/passes/copylock/testdata/src/*")
	dirs, err := filepath.Glob(data)
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test data below %s: %v", data, err)
	}
	wants := 0
	for _, dir := range dirs {
		files, lines := parsePeer(t, dir)
		if len(files.all) == 0 {
			continue
		}
		wants += len(lines)
		seen := lintPeer(t, files)
		for line := range lines {
			if !seen[line] {
				t.Errorf("%s: copylocks reports %s, value-copy does not", filepath.Base(dir), line)
			}
		}
	}
	if wants < 70 {
		t.Errorf("only %d lines with wants", wants)
	}
}

type peerFiles struct {
	fset *token.FileSet
	all  []*ast.File
}

// parsePeer reads the files of a package and the lines with wants. A file that
// does not parse is left out by copylocks' own test as well.
func parsePeer(t *testing.T, dir string) (peerFiles, map[string]bool) {
	files := peerFiles{fset: token.NewFileSet()}
	lines := make(map[string]bool)
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if ok, err := build.Default.MatchFile(filepath.Split(name)); !ok || err != nil {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(files.fset, name, text, parser.ParseComments)
		if err != nil {
			continue
		}
		files.all = append(files.all, file)
		for i, line := range bytes.Split(text, []byte("\n")) {
			if wantMark.Match(line) {
				lines[fmt.Sprintf("%s:%d", filepath.Base(name), i+1)] = true
			}
		}
	}
	return files, lines
}

// lintPeer runs the analyzer and returns the lines of its findings and witnesses.
func lintPeer(t *testing.T, files peerFiles) map[string]bool {
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Implicits: make(map[ast.Node]types.Object), Instances: make(map[*ast.Ident]types.Instance),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{
		Importer: importer.ForCompiler(files.fset, "source", nil),
		Sizes:    types.SizesFor("gc", "amd64"),
		Error:    func(error) {}, // meant to be wrong
	}
	pkg, _ := conf.Check("peer", files.fset, files.all, info)
	seen := make(map[string]bool)
	note := func(pos token.Pos) {
		p := files.fset.Position(pos)
		seen[fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)] = true
	}
	pass := &analysis.Pass{
		Analyzer: escape.Analyzer, Fset: files.fset, Files: files.all, Pkg: pkg, TypesInfo: info,
		TypesSizes: conf.Sizes, ReadFile: os.ReadFile, ResultOf: make(map[*analysis.Analyzer]any),
		Report: func(d analysis.Diagnostic) {
			note(d.Pos)
			for _, r := range d.Related {
				note(r.Pos)
			}
		},
	}
	for _, a := range []*analysis.Analyzer{ssafn.Analyzer, lockset.Analyzer} {
		res, err := a.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[a] = res
	}
	if _, err := escape.Analyzer.Run(pass); err != nil {
		t.Fatal(err)
	}
	return seen
}
