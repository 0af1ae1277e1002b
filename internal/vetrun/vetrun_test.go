package vetrun

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestProblemLines(t *testing.T) {
	for _, test := range []struct {
		about, stderr string
		want          []string
		named         []string
	}{
		{
			about:  "progress and warnings are no problems",
			stderr: "go: downloading example.com/a v1.0.0\ngo: warning: \"./x/...\" matched no packages\n",
		},
		{
			about:  "advice on a second line belongs to the first",
			stderr: "a/a.go:3:8: no required module provides package example.com/b; to add it:\n\tgo get example.com/b\n",
			want:   []string{"a/a.go:3:8: no required module provides package example.com/b; to add it: go get example.com/b"},
		},
		{
			about:  "one line a package, however much is wrong with it",
			stderr: "# example.com/a\nvet: a/a.go:3:4: undefined: x\na/a.go:9:4: undefined: y\na/a.go:10:4: undefined: z\n# example.com/b [example.com/b.test]\nb/b_test.go:1:1: missing return\n",
			want: []string{
				"example.com/a: a/a.go:3:4: undefined: x (and 2 more)",
				"example.com/b: b/b_test.go:1:1: missing return",
			},
			named: []string{"example.com/a", "example.com/b"},
		},
		{
			about:  "the header of the vet step is bracketed",
			stderr: "# example.com/a\n# [example.com/a]\nvet: a/a_test.go:3:4: undefined: x\n",
			want:   []string{"example.com/a: a/a_test.go:3:4: undefined: x"},
			named:  []string{"example.com/a"},
		},
		{
			about:  "a dead tool is one line too",
			stderr: "# example.com/a\nruntime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\nmain.f()\n\t/src/f.go:3\n",
			want:   []string{"example.com/a: govlint died: fatal error: stack overflow"},
			named:  []string{"example.com/a"},
		},
	} {
		t.Run(test.about, func(t *testing.T) {
			problems, named := problemLines(test.stderr)
			if !slices.Equal(problems, test.want) {
				t.Errorf("got %q, want %q", problems, test.want)
			}
			if len(named) != len(test.named) {
				t.Errorf("speaks of %v, want %v", named, test.named)
			}
			for _, path := range test.named {
				if !named[path] {
					t.Errorf("does not speak of %s", path)
				}
			}
		})
	}
}

func TestSplitPosn(t *testing.T) {
	for _, test := range []struct {
		posn, file   string
		line, column int
	}{
		{"/src/a.go:12:3", "/src/a.go", 12, 3},
		{"/src/a.go:12", "/src/a.go", 12, 0},
		{`C:\src\a.go:12:3`, `C:\src\a.go`, 12, 3},
		{"/src/odd:7/a.go:1:2", "/src/odd:7/a.go", 1, 2},
		{"-", "-", 0, 0},
		{"", "", 0, 0},
	} {
		file, line, column := splitPosn(test.posn)
		if file != test.file || line != test.line || column != test.column {
			t.Errorf("splitPosn(%q) = %q, %d, %d", test.posn, file, line, column)
		}
	}
}

// A failed prerequisite is printed ahead of its unit and joins it there.
func TestDecodeUnits(t *testing.T) {
	const out = `{"p": {"engine": {"error": "panic: on fire"}}}
{"p": {"govlint": [{"message": "{\"Tests\":true}"}], "fragile": {"error": "failed prerequisites: engine"}}}
{}
{"q": {"govlint": [{"message": "{}"}], "maprace": [{"posn": "q.go:1:2", "message": "m"}]}}
`
	var units []*unit
	if err := decodeUnits(strings.NewReader(out), func(u *unit) { units = append(units, u) }); err != nil {
		t.Fatal(err)
	}
	if len(units) != 2 {
		t.Fatalf("%d units, want 2", len(units))
	}
	p, q := units[0], units[1]
	if !p.record.Tests || p.errors["engine"] != "panic: on fire" || p.errors["fragile"] == "" {
		t.Errorf("unit p: %+v", p)
	}
	if len(q.diagnostics["maprace"]) != 1 || len(q.errors) != 0 {
		t.Errorf("unit q: %+v", q)
	}
	c := &collector{}
	c.failures(p)
	if want := []string{"p: analyzer engine failed: panic: on fire"}; !slices.Equal(c.problems, want) {
		t.Errorf("problems %q, want %q", c.problems, want)
	}
	if err := decodeUnits(strings.NewReader(`{"p": {"govlint": [`), func(*unit) {}); err == nil {
		t.Error("half a unit was taken for a whole one")
	}
}

func TestOffsets(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.go")
	const text = "package a\n\nvar ü = 1\n"
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	f := newFiles(Options{})
	for offset, want := range map[int][2]int{
		0:                        {1, 1},
		9:                        {1, 10}, // the newline belongs to the line it ends
		10:                       {2, 1},
		strings.Index(text, "1"): {3, 10}, // columns count bytes
		len(text):                {4, 1},
		len(text) + 9:            {4, 1},
	} {
		if l := f.offset(name, offset); l.Line != want[0] || l.Column != want[1] {
			t.Errorf("offset %d is %d:%d, want %d:%d", offset, l.Line, l.Column, want[0], want[1])
		}
	}
}

func TestShortenLine(t *testing.T) {
	cwd := t.TempDir()
	t.Chdir(cwd)
	f := newFiles(Options{Dir: "mod"})
	for line, want := range map[string]string{
		"a/a.go:3:8: no such package":                "mod/a/a.go:3:8: no such package",
		"example.com/a: a/a.go:3:8: undefined: x":    "example.com/a: mod/a/a.go:3:8: undefined: x",
		"my dir/a.go:3:8: no such package":           "mod/my dir/a.go:3:8: no such package",
		"p: my dir/a.go:3:8: undefined: x":           "p: mod/my dir/a.go:3:8: undefined: x",
		"example.com/a: build constraints":           "example.com/a: build constraints",
		"go.mod:7: unknown directive: requires":      "mod/go.mod:7: unknown directive: requires",
		"analyzer x failed: panic: oops (fix.go:41)": "analyzer x failed: panic: oops (fix.go:41)",
	} {
		if got := f.shortenLine(line); got != want {
			t.Errorf("shortenLine(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestProtocol(t *testing.T) {
	for args, want := range map[string]bool{
		"-V=full":                   true,
		"-flags":                    true,
		"-json -maprace b/vet.cfg":  true,
		"":                          false,
		"-f json ./...":             false,
		"-version":                  false,
		"-explain maprace/leak.cfg": true, // the price of telling them apart by name
	} {
		if got := Protocol(strings.Fields(args)); got != want {
			t.Errorf("Protocol(%q) = %v", args, got)
		}
	}
}
