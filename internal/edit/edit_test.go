package edit_test

import (
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

// apply makes the edits that build asks for and formats the result; empty
// when the builder failed.
func apply(t *testing.T, src string, build func(*edit.Builder, *ast.File)) string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := edit.New(&analysis.Pass{
		Fset: fset, Files: []*ast.File{file}, Pkg: pkg,
		ReadFile: func(string) ([]byte, error) { return []byte(src), nil },
	})
	build(b, file)
	edits := b.Edits()
	if edits == nil {
		return ""
	}
	out, at := "", 0
	for _, e := range edits {
		from, to := fset.Position(e.Pos).Offset, fset.Position(e.End).Offset
		out += src[at:from] + string(e.NewText)
		at = to
	}
	formatted, err := format.Source([]byte(out + src[at:]))
	if err != nil {
		t.Fatalf("%v in\n%s", err, out+src[at:])
	}
	return string(formatted)
}

func TestImport(t *testing.T) {
	for _, x := range []struct{ name, src, path, want string }{
		{"none yet", "package p\n", "maps", "package p\n\nimport \"maps\"\n"},
		{"one without parentheses", "package p\n\nimport \"sync\" // locks\n\nvar mu sync.Mutex\n", "maps",
			"package p\n\nimport (\n\t\"maps\"\n\t\"sync\" // locks\n)\n\nvar mu sync.Mutex\n"},
		{"behind the last", "package p\n\nimport (\n\t\"maps\" // copies\n)\n\nvar f = maps.Clone[map[int]int]\n", "sync",
			"package p\n\nimport (\n\t\"maps\" // copies\n\t\"sync\"\n)\n\nvar f = maps.Clone[map[int]int]\n"},
		{"before the first, with its comment", "package p\n\nimport (\n\t// locks\n\t\"sync\"\n)\n\nvar mu sync.Mutex\n", "maps",
			"package p\n\nimport (\n\t\"maps\"\n\t// locks\n\t\"sync\"\n)\n\nvar mu sync.Mutex\n"},
		{"a module behind the standard library", "package p\n\nimport (\n\t\"sync\"\n)\n\nvar mu sync.Mutex\n", "example.org/m/cmap",
			"package p\n\nimport (\n\t\"sync\"\n\n\t\"example.org/m/cmap\"\n)\n\nvar mu sync.Mutex\n"},
		{"there already, under another name", "package p\n\nimport m \"maps\"\n\nvar f = m.Clone[map[int]int]\n", "maps", ""},
		{"the name is taken", "package p\n\nvar maps int\n", "maps", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			got := apply(t, x.src, func(b *edit.Builder, file *ast.File) {
				b.Import(file, x.path, file.End())
				b.Import(file, x.path, file.End())
			})
			if got != x.want {
				t.Errorf("got\n%s\nwant\n%s", got, x.want)
			}
		})
	}
}

func TestAround(t *testing.T) {
	for _, x := range []struct{ name, body, want string }{
		{"a line with a comment", "{\n\t// above\n\tx++ // beside\n}", "{\n\t// above\n\tbefore()\n\tx++ // beside\n\tafter()\n}"},
		{"a block on one line", "{ x++ }", "{\n\tbefore()\n\tx++\n\tafter()\n}"},
		{"two statements on one line", "{\n\tx++; x--\n}", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			head := "package p\n\nvar x int\n\nfunc before() {}\n\nfunc after() {}\n\nfunc f() "
			got := apply(t, head+x.body+"\n", func(b *edit.Builder, file *ast.File) {
				body := file.Decls[len(file.Decls)-1].(*ast.FuncDecl).Body
				b.Before(body.List[0], "before()")
				b.After(body.List[0], "after()")
			})
			want := x.want
			if want != "" {
				want = head + want + "\n"
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestOverlap(t *testing.T) {
	got := apply(t, "package p\n\nvar x int\n", func(b *edit.Builder, file *ast.File) {
		spec := file.Decls[0].(*ast.GenDecl).Specs[0]
		b.Replace(spec.Pos(), spec.End(), "y int")
		b.Replace(spec.Pos()+1, spec.End(), "z")
	})
	if got != "" {
		t.Errorf("overlapping edits became\n%s", got)
	}
}
