package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/govlint/govlint/internal/lsp/lsptest"
)

// An editor is a running language server with a client.
type editor struct {
	*lsptest.Client
	cmd *exec.Cmd
}

// startEditor runs a language server in a module with the files.
func startEditor(t testing.TB, dir string, args ...string) *editor {
	t.Helper()
	if args[0] != "govlint" && args[0] != "govlinttoys" || slices.Contains(args, "gopls") {
		needGopls(t)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=", "GOFLAGS=", "GOPROXY=off")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return &editor{lsptest.Connect(out, in), cmd}
}

func needGopls(t testing.TB) {
	t.Helper()
	if _, err := findGopls(); err != nil {
		t.Skip(err)
	}
}

// end closes the editor and checks that the server goes too.
func (e *editor) end(t testing.TB) {
	t.Helper()
	if err := e.Shutdown(); err != nil {
		t.Error(err)
	}
	done := make(chan error, 1)
	go func() { done <- e.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("the server ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the server is still there")
	}
}

func writeFiles(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The text before a finding has characters that are one, two and four bytes, and
// one or two units.
const shop = `package shop

import "fmt"

func Use() {
	/* ключ😀 */ badCall()
	fmt.Println("once")
}

func badCall() {}
`

func ours(n int) func(lsptest.Published) bool {
	return func(p lsptest.Published) bool { return p.Count("govlint") == n }
}

const longest = 30 * time.Second

// TestGoplsProxy is a day in an editor with the real gopls.
func TestGoplsProxy(t *testing.T) {
	dir := writeFiles(t, map[string]string{"go.mod": "module example.com/shop\n\ngo 1.24\n", "shop.go": shop, "other/other.go": "package other\n\nvar badVar int\n"})
	file := filepath.Join(dir, "shop.go")
	e := startEditor(t, dir, "govlinttoys", "gopls")
	if err := e.Initialize(nil, dir); err != nil {
		t.Fatal(err)
	}

	e.Open(file, shop)

	// Text that does not compile is gopls's business alone.
	e.Change(file, 2, nil, strings.Replace(shop, `"once"`, `once`, 1))
	if _, err := e.Await(file, longest, func(p lsptest.Published) bool { return ours(0)(p) && p.Count("compiler") == 1 }); err != nil {
		t.Error(err)
	}

	// Both find something in text that is not saved.
	e.Change(file, 3, nil, strings.Replace(shop, `Println("once")`, `Printf("%d", "once")`, 1))
	p, err := e.Await(file, longest, func(p lsptest.Published) bool { return ours(1)(p) && p.Count("printf") == 1 })
	if err != nil {
		t.Fatal(err)
	}
	if p.Version != nil && *p.Version != 3 {
		t.Errorf("version %d, want 3", *p.Version)
	}
	checkDiagnostic(t, file, p)

	// What is wrong elsewhere shows without opening it.
	if _, err := e.Await(filepath.Join(dir, "other", "other.go"), longest, ours(1)); err != nil {
		t.Error(err)
	}

	// A quick fix of ours stands beside what gopls offers, and is applied.
	action := e.fixOf(t, file, p.Diagnostics)
	if got := e.fixes(t, file, "refactor.rewrite"); len(got) > 0 {
		t.Errorf("asked for refactorings only, there are fixes: %+v", got)
	}
	edit := action.Edit.DocumentChanges[0]
	if edit.TextDocument.Version != 3 || edit.TextDocument.URI != lsptest.URI(file) {
		t.Errorf("edits %+v", edit.TextDocument)
	}
	e.Change(file, 4, &edit.Edits[0].Range, edit.Edits[0].NewText)
	if _, err := e.Await(file, longest, ours(0)); err != nil {
		t.Error(err)
	}

	// Back to what is on disk: the finding is back, gopls's is not.
	e.Change(file, 5, nil, shop)
	if _, err := e.Await(file, longest, func(p lsptest.Published) bool { return ours(1)(p) && p.Count("") == 1 }); err != nil {
		t.Error(err)
	}

	// Gopls renames, as ever.
	var rename struct{ DocumentChanges []any }
	err = e.Call("textDocument/rename", map[string]any{
		"textDocument": map[string]any{"uri": lsptest.URI(file)}, "position": lsptest.Position{Line: 9, Character: 6}, "newName": "goodCall",
	}, &rename)
	if err != nil || len(rename.DocumentChanges) == 0 {
		t.Errorf("rename: %v, %+v", err, rename)
	}
	e.end(t)
}

func checkDiagnostic(t *testing.T, file string, p lsptest.Published) {
	t.Helper()
	for _, d := range p.Diagnostics {
		if d.Source != "govlint" {
			continue
		}
		// a tab, the comment of 12 units, a blank
		want := lsptest.Range{Start: lsptest.Position{Line: 5, Character: 14}, End: lsptest.Position{Line: 5, Character: 23}}
		if d.Range != want {
			t.Errorf("range %+v, want %+v", d.Range, want)
		}
		if d.Code != "rename/call" || d.Severity != 2 || !strings.HasSuffix(d.Description.Href, "/rename/call.md") {
			t.Errorf("diagnostic %+v", d)
		}
		if len(d.Related) != 1 || d.Related[0].Location.URI != lsptest.URI(file) || d.Related[0].Location.Range.Start != want.Start {
			t.Errorf("witness %+v", d.Related)
		}
	}
}

type action struct {
	Title string
	Kind  string
	Edit  struct {
		DocumentChanges []struct {
			TextDocument struct {
				URI     string
				Version int
			}
			Edits []struct {
				Range   lsptest.Range
				NewText string
			}
		}
	}
	Diagnostics []lsptest.Diagnostic
}

// fixes returns the actions of govlint for a file.
func (e *editor) fixes(t *testing.T, file string, only ...string) []action {
	t.Helper()
	context := map[string]any{"diagnostics": []any{}}
	if len(only) > 0 {
		context["only"] = only
	}
	var all, fixes []action
	err := e.Call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": lsptest.URI(file)},
		"range":        lsptest.Range{Start: lsptest.Position{Line: 5, Character: 15}, End: lsptest.Position{Line: 5, Character: 15}},
		"context":      context,
	}, &all)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if len(a.Diagnostics) > 0 && a.Diagnostics[0].Source == "govlint" {
			fixes = append(fixes, a)
		}
	}
	return fixes
}

// fixOf returns the first fix, which must be the one that the analyzer has first.
func (e *editor) fixOf(t *testing.T, file string, _ []lsptest.Diagnostic) action {
	t.Helper()
	fixes := e.fixes(t, file)
	if len(fixes) != 2 || fixes[0].Title != "write goodCall()" || fixes[0].Kind != "quickfix" || len(fixes[0].Edit.DocumentChanges) != 1 {
		t.Fatalf("fixes %+v", fixes)
	}
	return fixes[0]
}

// TestLanguageServer is the same without gopls.
func TestLanguageServer(t *testing.T) {
	dir := writeFiles(t, map[string]string{"go.mod": "module example.com/shop\n\ngo 1.24\n", "shop.go": shop})
	file := filepath.Join(dir, "shop.go")
	e := startEditor(t, dir, "govlinttoys", "lsp")
	if err := e.Initialize(nil, dir); err != nil {
		t.Fatal(err)
	}
	e.Open(file, shop)
	p, err := e.Await(file, longest, ours(1))
	if err != nil {
		t.Fatal(err)
	}
	checkDiagnostic(t, file, p)
	e.fixOf(t, file, nil)
	e.Change(file, 2, nil, strings.ReplaceAll(shop, "bad", "good"))
	if _, err := e.Await(file, longest, ours(0)); err != nil {
		t.Error(err)
	}

	// What the go command's cache has of unsaved text does not name the place
	// where it stood in, once that text is on disk.
	unsaved := strings.Replace(shop, "once", "unsaved", 1)
	e.Change(file, 3, nil, unsaved)
	if _, err := e.Await(file, longest, ours(1)); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(file, []byte(unsaved), 0o666); err != nil {
		t.Fatal(err)
	}
	cli := exec.Command("govlinttoys", "./...")
	cli.Dir = dir
	if out, _ := cli.Output(); !strings.HasPrefix(string(out), "shop.go:6:") {
		t.Errorf("the command prints %s", out)
	}

	if err := e.Call("textDocument/hover", map[string]any{}, nil); err == nil || !strings.Contains(err.Error(), "does not know") {
		t.Errorf("hover: %v", err)
	}
	e.end(t)
}

// A workspace of several modules is analysed as a whole, and so is a second folder.
func TestWorkspaces(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"go.work":        "go 1.24\n\nuse (\n\t./a\n\t./b\n)\n",
		"a/go.mod":       "module example.com/a\n\ngo 1.24\n",
		"a/a.go":         "package a\n\nvar badVar int\n",
		"b/go.mod":       "module example.com/b\n\ngo 1.24\n",
		"b/b.go":         "package b\n\nvar badVar int\n",
		"b/.govlint.yml": "version: 1\nreport: {severity: {rename/ident: info}}\n",
	})
	second := writeFiles(t, map[string]string{"go.mod": "module example.com/c\n\ngo 1.24\n", "c.go": "package c\n\nvar badVar int\n"})
	e := startEditor(t, dir, "govlinttoys", "lsp")
	if err := e.Initialize(nil, dir, second); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "a", "a.go"), filepath.Join(dir, "b", "b.go"), filepath.Join(second, "c.go")} {
		p, err := e.Await(path, longest, ours(1))
		if err != nil {
			t.Error(err)
			continue
		}
		want := 1
		if filepath.Base(path) == "b.go" {
			want = 3 // its module's configuration says so
		}
		if p.Diagnostics[0].Severity != want {
			t.Errorf("%s: severity %d, want %d", path, p.Diagnostics[0].Severity, want)
		}
	}
	e.end(t)
}
