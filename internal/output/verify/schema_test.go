package verify

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/output"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sample has findings with all there can be, and with as little as there can be.
func sample(t *testing.T) *output.Report {
	dir := t.TempDir()
	t.Chdir(dir)
	source := "package hub\n\nfunc f() {\n\tm[\"ключ😀\"] = v\n}\n"
	if err := os.WriteFile("hub.go", []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	at := func(line, column int) finding.Location {
		return finding.Location{File: "hub.go", Line: line, Column: column}
	}
	return &output.Report{
		Root: dir,
		Findings: []finding.Finding{
			{
				Code: "maprace/unguarded", Severity: "error", Message: "map <m> is written\x01 here",
				Location: at(4, 2), End: at(4, 20),
				Related: []finding.Related{{Location: at(1, 1), End: at(1, 1), Message: "started here"}},
				Fixes: []finding.Fix{
					{Message: "lock", Edits: []finding.Edit{
						{Location: at(4, 2), End: at(4, 2), NewText: "mu.Lock()\n\t"},
						{Location: at(4, 21), End: at(4, 21), NewText: "\n\tmu.Unlock()"},
					}},
					{Message: "nothing"},
				},
			},
			{Code: "maprace/unguarded", Severity: "info", Message: "again", Location: at(4, 2), End: at(4, 2)},
			{Code: "govlint/unused-suppression", Severity: "warning", Message: "no rule", Location: finding.Location{File: "go ne/x.go", Line: 7}},
			{Code: "other/far", Severity: "warning", Message: "whole file", Location: finding.Location{File: "/elsewhere/y.go"}},
		},
		Problems: []string{"example.com/p: does not compile"},
		Rules:    []output.Rule{{Code: "maprace/unguarded", Severity: "error", Summary: "two accesses", Help: "Wrong:\n\n\tm[k] = v", URL: "https://example.com/a"}},
		Version:  "v1.2.3",
	}
}

func write(t *testing.T, format string, r *output.Report) []byte {
	f, ok := output.Named(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var out bytes.Buffer
	if err := f.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSARIF(t *testing.T) {
	schema := compile(t, sarifSchema(t))
	r := sample(t)
	validate(t, schema, write(t, "sarif", r))
	r.Findings, r.Rules, r.Problems = nil, nil, nil
	validate(t, schema, write(t, "sarif", r))
}

// A check that accepts everything would prove nothing.
func TestSchemaRejects(t *testing.T) {
	schema := compile(t, sarifSchema(t))
	log := write(t, "sarif", sample(t))
	for _, change := range [][2]string{
		{`"startLine": 4`, `"startLine": 0`},
		{`"relatedLocations"`, `"relatedPlaces"`},
		{`"level": "note"`, `"level": "info"`},
	} {
		broken := bytes.Replace(log, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(broken, log) {
			t.Errorf("the log has no %s", change[0])
			continue
		}
		if schema.Validate(decode(t, broken)) == nil {
			t.Errorf("%s is accepted", change[1])
		}
	}
}

func TestReviewdog(t *testing.T) {
	file := filepath.Join(moduleDir(t, "github.com/reviewdog/reviewdog@v0.21.2"), "proto", "rdf", "jsonschema", "Diagnostic.json")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	schema := compile(t, data)
	for line := range bytes.Lines(write(t, "rdjsonl", sample(t))) {
		validate(t, schema, line)
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, data []byte) {
	t.Helper()
	if err := schema.Validate(decode(t, data)); err != nil {
		t.Errorf("%v\n%s", err, data)
	}
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return v
}

func compile(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", decode(t, schema)); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// sarifSchema returns the schema of OASIS, which a Go module holds as a constant.
func sarifSchema(t *testing.T) []byte {
	t.Helper()
	file := filepath.Join(moduleDir(t, "github.com/owenrumney/go-sarif/v3@v3.3.1"), "pkg", "report", "v210", "sarif", "schema.go")
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	ast.Inspect(parsed, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && len(lit.Value) > len(text) {
			text = lit.Value
		}
		return true
	})
	schema, err := strconv.Unquote(text)
	if err != nil || !strings.Contains(schema, "threadFlowLocation") {
		t.Fatalf("no schema in %s: %v", file, err)
	}
	return []byte(schema)
}

// moduleDir returns where the go command keeps a module at a version.
func moduleDir(t *testing.T, module string) string {
	t.Helper()
	out, err := exec.Command("go", "mod", "download", "-json", module).Output()
	if err != nil {
		t.Fatalf("go mod download %s: %v\n%s", module, err, out)
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal(out, &downloaded); err != nil {
		t.Fatal(err)
	}
	return downloaded.Dir
}
