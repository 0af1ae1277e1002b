package compiler_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/govlint/govlint/internal/compiler"
)

// The recordings are of testdata/shop.go, by the compilers of two Go versions,
// with the folder that it stood in called /src/shop.
func record(t *testing.T, version string) *compiler.Report {
	t.Helper()
	r, err := compiler.ReadDir(filepath.Join("testdata", version))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(r.Version, version+".") {
		t.Fatalf("recorded by %s", r.Version)
	}
	return r
}

func allocs(r *compiler.Report, fn string) []string {
	text, _ := os.ReadFile("testdata/shop.go")
	from, to := extent(string(text), fn)
	var list []string
	for _, a := range r.Allocs {
		if filepath.Base(a.File) == "shop.go" && from <= a.Line && a.Line <= to {
			list = append(list, a.What)
		}
	}
	return list
}

// extent is the first and last line of a function.
func extent(text, fn string) (from, to int) {
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "func "+fn+"(") {
			from = i + 1
		}
		if from > 0 && strings.HasSuffix(line, "}") && !strings.HasPrefix(line, "\t") {
			return from, i + 1
		}
	}
	return 0, 0
}

func TestRecorded(t *testing.T) {
	for _, version := range []string{"go1.24", "go1.26"} {
		r := record(t, version)
		for _, x := range []struct {
			fn   string
			want []string
		}{
			{"moved", []string{"o"}},
			{"boxed", []string{"n"}},
			{"constants", nil}, // "kind", 7, 1.5 and nil are laid out by the linker
			{"stays", nil},     // on the stack
			{"literal", []string{"&order{...}"}},
			{"concat", []string{`name + ","`}},
			{"callsInlined", nil}, // stands in inlined, once
			{"callsInlinedToo", nil},
			{"inlined", []string{"&order{...}"}},
			{"foreign", []string{"string(bytes.b.buf[bytes.b.off:])"}},
		} {
			if got := allocs(r, x.fn); !slices.Equal(got, x.want) {
				t.Errorf("%s: %s: %q, want %q", version, x.fn, got, x.want)
			}
		}
	}
}

// TestAppend is what one version says and the other does not.
func TestAppend(t *testing.T) {
	if got := allocs(record(t, "go1.24"), "grows"); got != nil {
		t.Errorf("go1.24 tells of appends: %q", got)
	}
	if got := allocs(record(t, "go1.26"), "grows"); len(got) != 1 || !strings.HasPrefix(got[0], "append(") {
		t.Errorf("go1.26: %q", got)
	}
}

func find(t *testing.T, r *compiler.Report, what string) compiler.Alloc {
	t.Helper()
	at := slices.IndexFunc(r.Allocs, func(a compiler.Alloc) bool { return a.What == what })
	if at < 0 {
		t.Fatalf("no allocation of %s", what)
	}
	return r.Allocs[at]
}

func TestMoved(t *testing.T) {
	for _, version := range []string{"go1.24", "go1.26"} {
		r := record(t, version)
		if a := find(t, r, "o"); !a.Moved {
			t.Errorf("%s: the variable is no expression", version)
		}
		if a := find(t, r, "n"); a.Moved {
			t.Errorf("%s: a box is no variable", version)
		}
	}
}

func TestInlined(t *testing.T) {
	for _, version := range []string{"go1.24", "go1.26"} {
		a := find(t, record(t, version), "&order{...}")
		for _, b := range record(t, version).Allocs {
			if len(b.Inlined) == 2 {
				a = b
			}
		}
		if len(a.Inlined) != 2 || a.Inlined[0].Line == a.Inlined[1].Line {
			t.Errorf("%s: inlined to %v, want both calls", version, a.Inlined)
		}
		b := find(t, record(t, version), "string(bytes.b.buf[bytes.b.off:])")
		if len(b.Within) != 1 || filepath.Base(b.Within[0].File) != "buffer.go" || filepath.Base(b.File) != "shop.go" {
			t.Errorf("%s: String of a buffer stands at %v, within %v", version, b.Place, b.Within)
		}
	}
}

// TestFlow holds that both versions' flows read the same.
func TestFlow(t *testing.T) {
	for _, version := range []string{"go1.24", "go1.26"} {
		a := find(t, record(t, version), "n")
		if len(a.Flow) == 0 || !strings.HasPrefix(a.Flow[0].Text, "flow: ") || !strings.Contains(a.Flow[0].Text, " ← &{storage for n}") {
			t.Errorf("%s: %v", version, a.Flow)
		}
	}
}

func TestLeaks(t *testing.T) {
	for _, version := range []string{"go1.24", "go1.26"} {
		var names []string
		for _, l := range record(t, version).Leaks {
			if l.ToHeap && !l.Content && filepath.Base(l.File) == "shop.go" {
				names = append(names, l.Param)
			}
		}
		if !slices.Contains(names, "kept") || slices.Contains(names, "looked") {
			t.Errorf("%s: leaking parameters %v", version, names)
		}
	}
}

func TestBad(t *testing.T) {
	for _, text := range []string{"not json", `{"range":{},"code":"escape","message":"x escapes to heap"}`} {
		if _, err := compiler.Parse([]byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	if r, err := compiler.Parse(nil); err != nil || len(r.Allocs) != 0 {
		t.Errorf("an empty file: %v", err)
	}
}

// TestBuild asks the compiler that is here, twice: the second time the go
// command has built the package before.
func TestBuild(t *testing.T) {
	dir := t.TempDir()
	text, err := os.ReadFile("testdata/shop.go")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"go.mod": "module shop.example/shop\n\ngo 1.24\n", "shop.go": string(text)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOWORK", "off")
	for range 2 {
		r, err := compiler.Build(context.Background(), compiler.Options{Dir: dir, Packages: []string{"."}})
		if err != nil {
			t.Fatal(err)
		}
		if a := find(t, r, "o"); !a.Moved || filepath.Base(a.File) != "shop.go" {
			t.Errorf("%+v", a)
		}
	}
	if _, err := compiler.Build(context.Background(), compiler.Options{Dir: dir, Packages: []string{"./none"}}); err == nil {
		t.Error("a package that is not there compiled")
	}
}
