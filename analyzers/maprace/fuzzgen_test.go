package maprace_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A generator makes one program: a type with maps, a handler that changes them
// and methods that read them, in two files, with a test. Each change of the
// handler commutes with all others of its map, so that the outcome is the same
// in whatever order the requests come.
type generator struct {
	*rand.Rand
	name, low string // P07 and p07
	tables    []*table
	embedded  bool      // some maps are fields of an embedded struct
	apart     bool      // or of one in the other file, behind a pointer
	lock      string    // type of the lock that the type has; "" if none
	decls     [2]string // declarations, by file
	handler   []string  // statements
	reads     []string  // expressions: what the outcome is made of
	ids       int
}

// A table is one map of the program.
type table struct {
	family
	field   string
	in      place
	changes []string
	races   bool // some access needs a lock and has none
}

type place int

const (
	inType place = iota
	inEmbedded
	inOther
	inPackage
)

func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }
func (g *generator) chance(n int) bool        { return g.IntN(n) == 0 }

func (g *generator) declare(text string) {
	i := g.IntN(len(g.decls))
	g.decls[i] += text + "\n\n"
}

// id is a new name for a helper.
func (g *generator) id(prefix string) string {
	g.ids++
	return fmt.Sprint(prefix, g.ids)
}

// newGenerator makes the program of a seed, whose names have the given number. A
// change here gives the seeds in testdata/fuzz another meaning; a program that is
// worth keeping for good belongs in testdata/fix.
func newGenerator(seed uint64, number int) *generator {
	name := fmt.Sprintf("P%02d", number)
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7)), name: name, low: strings.ToLower(name)}
	if g.chance(3) {
		g.lock = g.pick("sync.Mutex", "sync.RWMutex")
	}
	g.addTable(g.family())
	switch {
	case g.chance(4):
		g.addPair()
	case g.chance(2):
		g.addTable(g.family())
	}
	for i, t := range g.tables {
		if len(t.changes) == 0 {
			continue // the other of a pair
		}
		bare := g.IntN(3)
		for j := range 1 + g.IntN(3) {
			g.change(t, g.tables[min(i+1, len(g.tables)-1)], j == bare)
		}
	}
	for _, t := range g.tables {
		if t.key == "string" && g.chance(2) {
			g.addReader(t)
		}
	}
	g.addOutcome()
	g.declareTypes()
	return g
}

func (g *generator) family() family {
	f := families[g.IntN(len(families))]
	f.value = strings.ReplaceAll(f.value, "T", g.low)
	return f
}

func (g *generator) addTable(f family) *table {
	t := &table{family: f, changes: f.changes}
	t.field = []string{"hits", "seen", "table", "state"}[len(g.tables)]
	t.in = inType
	if g.lock == "" {
		t.in = place(max(0, g.IntN(7)-3))
	}
	switch t.in {
	case inEmbedded:
		g.embedded = true
	case inOther:
		g.apart = true
	}
	g.tables = append(g.tables, t)
	return t
}

func (g *generator) addPair() {
	f := families[0]
	g.addTable(f).changes = pairs
	g.addTable(f).changes = nil
}

// expr is how methods name the map.
func (g *generator) expr(t *table) string {
	switch t.in {
	case inOther:
		return "s.store." + t.field
	case inPackage:
		return g.low + t.field
	}
	return "s." + t.field
}

func (t *table) typ() string { return "map[" + t.key + "]" + t.value }

// change adds a change of t, or one that moves things from t to other, to the
// handler: in place, in a helper, or in a literal. With a lock, all but the bare
// one hold it.
func (g *generator) change(t, other *table, bare bool) {
	if g.lock == "" || bare {
		other.races = other.races || strings.Contains(t.changes[0], "O[")
		t.races = true
	}
	text := t.changes[g.IntN(len(t.changes))]
	returns := strings.Contains(text, "return")
	if strings.Contains(text, "break") || strings.HasPrefix(text, "if") && strings.Contains(text, "continue") {
		text = "for range 1 {\n" + text + "\n}"
	}
	key := g.pick(`"a"`, `"b"`, "k", "k", `"k" + strconv.Itoa(n%5)`, "strings.ToLower(k)")
	deferred := returns || g.chance(3)
	helper := returns || g.lock != "" && deferred || g.chance(4)
	if helper {
		key = "key"
	}
	text = g.fill(text, g.expr(t), g.expr(other), key)
	if g.lock != "" {
		text = g.locked(text, deferred, bare)
	}
	if helper {
		name := g.id("change")
		g.declare("func (s *" + g.name + ") " + name + "(key string, n int) {\n" + text + "\n}")
		text = "s." + name + "(" + g.pick(`"a"`, `"b"`, "k", "k+\"1\"") + ", n)"
	}
	where := around[g.IntN(len(around))]
	if g.chance(2) {
		where = around[0]
	}
	where = strings.ReplaceAll(where, "outerID", g.id("outer"))
	g.handler = append(g.handler, "{\n"+strings.Replace(where, "DO", text, 1)+"\n}")
}

// fill puts names in a template.
func (g *generator) fill(text, m, other, key string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		alone := (i == 0 || !isLetter(text[i-1])) && (i+1 == len(text) || !isLetter(text[i+1]))
		switch c := text[i]; {
		case c == 'T' && i+1 < len(text) && isLetter(text[i+1]) && (i == 0 || !isLetter(text[i-1])) && strings.ContainsRune("ar", rune(text[i+1])):
			out.WriteString(g.low)
		case c == 'M' && alone:
			out.WriteString(m)
		case c == 'O' && alone:
			out.WriteString(other)
		case c == 'K' && alone:
			out.WriteString(key)
		case c == 'N' && alone:
			out.WriteString("n")
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// locked holds the lock over the change, or only the read lock, or none.
func (g *generator) locked(text string, deferred, bare bool) string {
	take, give := "s.mu.Lock()", "s.mu.Unlock()"
	if bare {
		if g.lock == "sync.Mutex" || g.chance(2) {
			return text
		}
		take, give = "s.mu.RLock()", "s.mu.RUnlock()"
	}
	if deferred {
		return take + "\ndefer " + give + "\n" + text
	}
	return take + "\n" + text + "\n" + give
}

// addReader adds a method that looks at all of the map; at times the handler
// calls it, too.
func (g *generator) addReader(t *table) {
	name := g.id("look")
	text := g.fill(whole[g.IntN(len(whole))], g.expr(t), "", "")
	if g.lock != "" && !g.chance(4) {
		text = g.locked(text, true, false)
	} else {
		t.races = true
	}
	g.declare("func (s *" + g.name + ") " + name + "() int {\n" + text + "\n}")
	if g.chance(2) {
		g.handler = append(g.handler, "_ = s."+name+"()")
	}
	g.reads = append(g.reads, "s."+name+"()")
}

// addOutcome adds, for each map, a method or a function of the test that lists
// its entries.
func (g *generator) addOutcome() {
	for i, t := range g.tables {
		if len(t.changes) == 0 {
			continue
		}
		m := g.expr(t)
		body := "var out []string\n"
		switch {
		case i+1 < len(g.tables) && len(g.tables[i+1].changes) == 0:
			o := g.expr(g.tables[i+1])
			body += "for _, k := range []string{\"a\", \"b\", \"c\", \"k1\"} {\nv := " + m + "[k]\nw := " + o + "[k]\nout = append(out, strconv.Itoa(v+w))\n}\n"
		case t.nested:
			body += "for _, k := range []string{\"a\", \"b\", \"c\", \"k1\"} {\nif v, ok := " + m + "[k][\"n\"]; ok {\nout = append(out, k, " + t.outcome + ")\n}\n}\n"
		default:
			key := "k"
			if t.key == "int" {
				key = "strconv.Itoa(k)"
			}
			body += "for k, v := range " + m + " {\nout = append(out, " + key + "+\":\"+" + t.outcome + ")\n}\nslices.Sort(out)\n"
		}
		name := g.id("list")
		if g.lock != "" {
			body = "s.mu.Lock()\ndefer s.mu.Unlock()\n" + body
		}
		g.declare("func (s *" + g.name + ") " + name + "() string {\n" + body + "return strings.Join(out, \",\")\n}")
		g.reads = append(g.reads, "s."+name+"()")
	}
}

// declareTypes writes the types and how they are made.
func (g *generator) declareTypes() {
	g.declare("type " + g.low + "record struct{ n, m int }")
	g.declare("func " + g.low + "add(m map[string]int, key string, n int) {\nm[key] += n\n}")
	fields := make(map[place]string)
	inits := make(map[place]string)
	for _, t := range g.tables {
		if t.in == inPackage {
			g.declare("var " + g.low + t.field + " = " + g.made(t))
			continue
		}
		fields[t.in] += "\n" + t.field + " " + t.typ() + g.pick("", " // by "+t.key)
		inits[t.in] += "\n" + t.field + ": " + g.made(t) + ","
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
	g.declare("type " + g.name + " struct {" + fields[inType] + "\nnotes atomic.Int64\n}")
	g.declare("func New" + g.name + "() *" + g.name + " {\nreturn &" + g.name + "{" + inits[inType] + "\n}\n}")
	g.declare("func (s *" + g.name + ") note(n int) { s.notes.Add(int64(n)) }")
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
	direct := ""
	if t := g.tables[0]; g.lock == "" && g.chance(3) {
		direct = "\tif got := len(" + g.expr(t) + "); got < 0 {\n\t\tt.Error(got)\n\t}\n"
	}
	return "package p\n\nimport \"testing\"\n\n" +
		"func Test" + g.name + "(t *testing.T) {\n\ts := New" + g.name + "()\n" +
		"\thammer(s)\n" + direct +
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
