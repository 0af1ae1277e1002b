package profile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	pprof "github.com/google/pprof/profile"

	"github.com/govlint/govlint/internal/profile"
)

// A call is a frame: function, line, and the first line of the function.
type call struct {
	fn    string
	line  int
	start int
}

// made is a profile with one kind of sample; stacks are leaf first.
func made(t *testing.T, kind string, stacks map[int64][]call) []byte {
	t.Helper()
	p := &pprof.Profile{SampleType: []*pprof.ValueType{{Type: kind, Unit: "count"}}, PeriodType: &pprof.ValueType{Type: "space", Unit: "bytes"}, Period: 1}
	var values []int64
	for value := range stacks {
		values = append(values, value)
	}
	slices.Sort(values)
	for _, value := range values {
		s := &pprof.Sample{Value: []int64{value}}
		for _, c := range stacks[value] {
			fn := &pprof.Function{ID: uint64(len(p.Function) + 1), Name: c.fn, SystemName: c.fn, Filename: "f.go", StartLine: int64(c.start)}
			loc := &pprof.Location{ID: uint64(len(p.Location) + 1), Line: []pprof.Line{{Function: fn, Line: int64(c.line)}}}
			p.Function, p.Location = append(p.Function, fn), append(p.Location, loc)
			s.Location = append(s.Location, loc)
		}
		p.Sample = append(p.Sample, s)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRolledUp(t *testing.T) {
	data := made(t, "alloc_objects", map[int64][]call{
		60: {{"runtime.mallocgc", 1, 1}, {"fmt.Sprintf", 9, 5}, {"shop.example/cart.(*Cart).Key", 44, 40}, {"shop.example/api.Serve", 12, 10}},
		30: {{"runtime.growslice", 1, 1}, {"shop.example/cart.(*Cart).Key.func1", 47, 46}, {"shop.example/api.Serve", 12, 10}},
		7:  {{"runtime.mallocgc", 1, 1}, {"gopkg.in/yaml%2ev3.Node", 3, 1}, {"shop.example/api.Load[go.shape.struct { a/b.c int }]", 80, 70}},
		3:  {{"net/http.Serve", 3, 1}},
	})
	p, err := profile.Parse(data, "")
	if err != nil {
		t.Fatal(err)
	}
	if p.Type != "alloc_objects" || p.Total != 100 {
		t.Errorf("%s, %d in all", p.Type, p.Total)
	}
	got := p.Lines(profile.Scope{Module: "shop.example", Package: "shop.example/cart"})
	want := []profile.Line{
		{"shop.example/cart", "Cart.Key", "f.go", 44, 4, 60, "fmt.Sprintf"},
		{"shop.example/cart", "Cart.Key", "f.go", 47, 7, 30, ""}, // a literal, counted from the declaration
	}
	if !slices.Equal(got, want) {
		t.Errorf("cart: %+v", got)
	}
	got = p.Lines(profile.Scope{Module: "shop.example", Package: "shop.example/api"})
	want = []profile.Line{{"shop.example/api", "Load", "f.go", 80, 10, 7, "gopkg.in/yaml.v3.Node"}}
	if !slices.Equal(got, want) {
		t.Errorf("api: %+v", got)
	}
	if all := p.Lines(profile.Scope{Module: "shop.example"}); len(all) != 3 {
		t.Errorf("module: %+v", all)
	}
	if got := p.Lines(profile.Scope{Package: "fmt"}); len(got) != 1 || got[0].Func != "Sprintf" || got[0].Value != 60 {
		t.Errorf("a package of the standard library stands alone: %+v", got)
	}
	if got := p.Lines(profile.Scope{Module: "shop", Package: "shop/x"}); len(got) != 0 {
		t.Errorf("a prefix that is no path element: %+v", got)
	}
}

func TestSymbols(t *testing.T) {
	for symbol, want := range map[string]string{
		"main.main":                          "main",
		"main.main.func1":                    "main",
		"main.main.func1.2":                  "main",
		"main.main.gowrap1":                  "main",
		"main.init.0":                        "init",
		"main.T.Value":                       "T.Value",
		"main.T.Value.func2":                 "T.Value",
		"main.(*T).Pointer":                  "T.Pointer",
		"main.(*T).Pointer-fm":               "T.Pointer",
		"main.(*T[...]).Generic.func1":       "T.Generic",
		"main.Map[go.shape.int,a/b.c].func1": "Map",
		"main.Walk-range1":                   "Walk",
		"main.(*T).Each-range2":              "T.Each",
		"main.glob..func1":                   "glob",
		"main.(*T).Pointer.deferwrap1":       "T.Pointer",
	} {
		p, err := profile.Parse(made(t, "cpu", map[int64][]call{1: {{symbol, 3, 2}}}), "")
		if err != nil {
			t.Fatal(err)
		}
		lines := p.Lines(profile.Scope{Package: "main"})
		if len(lines) != 1 || lines[0].Func != want {
			t.Errorf("%s: %+v, want %s", symbol, lines, want)
		}
	}
}

func TestKind(t *testing.T) {
	data := made(t, "inuse_space", map[int64][]call{1: {{"main.main", 3, 2}}})
	if _, err := profile.Parse(data, ""); err == nil {
		t.Error("memory in use says nothing of allocations")
	}
	if p, err := profile.Parse(data, "inuse_space"); err != nil || p.Type != "inuse_space" {
		t.Errorf("asked for by name: %v", err)
	}
	if _, err := profile.Parse([]byte("text"), ""); err == nil {
		t.Error("no profile at all")
	}
}

func TestRef(t *testing.T) {
	file := filepath.Join(t.TempDir(), "heap.pprof")
	write := func(value int64) string {
		if err := os.WriteFile(file, made(t, "alloc_objects", map[int64][]call{value: {{"main.main", 3, 2}}}), 0o666); err != nil {
			t.Fatal(err)
		}
		ref, err := profile.Ref(file)
		if err != nil {
			t.Fatal(err)
		}
		return ref
	}
	one := write(1)
	if p, err := profile.Read(one, ""); err != nil || p.Total != 1 {
		t.Errorf("%v", err)
	}
	if again, err := profile.Ref(one); err != nil || again != one {
		t.Errorf("%s became %s, %v", one, again, err)
	}
	if two := write(2); two == one {
		t.Error("another profile, the same reference")
	}
	if _, err := profile.Read(one, ""); err == nil {
		t.Error("the file is no longer what was referred to")
	}
	if p, err := profile.Read(file, ""); err != nil || p.Total != 2 {
		t.Errorf("without a digest: %v", err)
	}
}
