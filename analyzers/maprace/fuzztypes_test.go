package maprace_test

import (
	"fmt"
	"strings"
)

// declareTypes writes the types and how they are made.
func (g *generator) declareTypes() {
	g.declare("type " + g.low + "record struct{ n, m int }")
	g.declare("func " + g.low + "add(m map[string]int, key string, n int) {\nm[key] += n\n}")
	fields := make(map[place]string)
	inits := make(map[place]string)
	for _, t := range g.tables {
		switch {
		case t.in == inPackage && t.init == "nil":
			g.declare("var " + g.low + t.field + " " + t.typ())
			continue
		case t.in == inPackage:
			g.declare("var " + g.low + t.field + " = " + g.made(t))
			continue
		}
		fields[t.in] += "\n" + t.field + " " + t.typ() + g.pick("", " // by "+t.key)
		if t.init != "nil" {
			inits[t.in] += "\n" + t.field + ": " + g.made(t) + ","
		}
	}
	if g.embedded {
		g.declare("type " + g.low + "base struct {" + fields[inEmbedded] + "\n}")
		fields[inType] = "\n" + g.low + "base" + fields[inType]
		inits[inType] += "\n" + g.low + "base: " + g.low + "base{" + inits[inEmbedded] + "\n},"
	}
	if g.apart {
		g.declare("type " + g.low + "store struct {" + fields[inOther] + "\n}")
		fields[inType] += "\nstore *" + g.low + "store"
		inits[inType] += "\nstore: &" + g.low + "store{" + inits[inOther] + "\n},"
	}
	if g.lock != "" {
		fields[inType] = "\nmu " + g.lock + fields[inType]
	}
	fields[inType] += "\nnotes atomic.Int64"
	if g.wide {
		fields[inType] += "\ntaken atomic.Int64"
		g.declareHelpers()
	}
	g.declare("func (s *" + g.name + ") note(n int) { s.notes.Add(int64(n)) }")
	if g.wide && g.chance(4) {
		g.declareWorkers(fields[inType], inits[inType])
		return
	}
	g.declare("type " + g.name + " struct {" + fields[inType] + "\n}")
	g.declare("func New" + g.name + "() *" + g.name + " {\nreturn &" + g.name + "{" + inits[inType] + "\n}\n}")
	g.declare("// ServeHTTP takes a request.\nfunc (s *" + g.name + ") ServeHTTP(w http.ResponseWriter, r *http.Request) {\n" +
		"n, k := len(r.URL.RawQuery), r.URL.Path[1:]\n" + strings.Join(g.handler, "\n") + "\n_, _ = n, k\n}")
}

func (g *generator) made(t *table) string {
	if t.init != "" {
		return t.typ() + "{" + t.init + "}"
	}
	return g.pick("make("+t.typ()+")", t.typ()+"{}")
}

var fuzzImports = []string{"maps", "net/http", "slices", "strconv", "strings", "sync", "sync/atomic"}

// files are the two files of the program.
func (g *generator) files() []string {
	var out []string
	for _, decls := range g.decls {
		text := "package p\n\nimport (\n"
		for _, path := range fuzzImports {
			if strings.Contains(decls, path[strings.LastIndex(path, "/")+1:]+".") {
				text += fmt.Sprintf("\t%q\n", path)
			}
		}
		out = append(out, text+")\n\n"+decls)
	}
	return out
}

// test runs the program from many goroutines, and compares the outcome with that
// of one which took the same requests one after the other before it was fixed.
func (g *generator) test() string {
	before, direct := "", ""
	if t := g.tables[0]; g.lock == "" && g.chance(3) {
		direct = "\tif got := len(" + g.expr(t) + "); got < 0 {\n\t\tt.Error(got)\n\t}\n"
		if g.wide {
			before, direct = g.inTest(t)
		}
	}
	return "package p\n\nimport \"testing\"\n\n" +
		"func Test" + g.name + "(t *testing.T) {\n\ts := New" + g.name + "()\n" +
		before + "\thammer(s)\n" + direct +
		"\tcheck(t, " + strings.Join(g.reads, ", ") + ")\n}\n"
}

// fuzzShared is what the programs and their tests have in common.
var fuzzShared = map[string]string{
	"p/p.go": `package p

func sum(a, b int) int { return a + b }

func twice(s string) string { return s + s }

func bang(s string) string { return s + "!" }
`,
	"p/hammer_test.go": `package p

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
)

var record = flag.Bool("record", false, "run one request after the other, and note the outcome")

func hammer(h http.Handler) {
	ask := func(i int) {
		path := "/" + string(rune('a'+i%3)) + "?" + strings.Repeat("q", i%7)
		h.ServeHTTP(nil, httptest.NewRequest("GET", path, nil))
	}
	var wg sync.WaitGroup
	for range 4 {
		run := func() {
			for i := range 30 {
				ask(i)
			}
		}
		if *record {
			run()
			continue
		}
		wg.Go(run)
	}
	wg.Wait()
}

func check(t *testing.T, outcome ...any) {
	t.Helper()
	got := fmt.Sprintln(outcome...)
	file := t.Name() + ".want"
	if *record {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}
`,
}
