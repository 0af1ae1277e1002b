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
	locals    []*table  // of one function each
	embedded  bool      // some maps are fields of an embedded struct
	apart     bool      // or of one in the other file, behind a pointer
	lock      string    // type of the lock that the type has; "" if none
	decls     [2]string // declarations, by file
	handler   []string  // statements
	reads     []string  // expressions: what the outcome is made of
	ids       int
	wide      bool // draw from all shapes
}

// A table is one map of the program.
type table struct {
	family
	field   string
	in      place
	changes []string
	races   bool // some access needs a lock and has none
	paired  bool // what it holds depends on the order, but not together with another's
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

// firstWide is the first seed whose program draws from all shapes. Those before
// draw from the shapes there were when testdata/fuzz had its first seeds.
const firstWide = 1 << 16

// newGenerator makes the program of a seed, whose names have the given number. A
// change here gives the seeds in testdata/fuzz another meaning; a program that is
// worth keeping for good belongs in testdata/fix.
func newGenerator(seed uint64, number int) *generator {
	name := fmt.Sprintf("P%02d", number)
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7)), name: name, low: strings.ToLower(name), wide: seed >= firstWide}
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
	if g.wide {
		g.addMore()
	}
	g.addOutcome()
	g.declareTypes()
	return g
}

func (g *generator) family() family {
	list := families
	if g.wide {
		list = wideFamilies
	}
	f := list[g.IntN(len(list))]
	f.value = strings.ReplaceAll(f.value, "T", g.low)
	f.key = strings.ReplaceAll(f.key, "T", g.low)
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
	first, second := g.addTable(f), g.addTable(f)
	first.changes, second.changes = pairs, nil
	if g.wide {
		first.changes = widePairs
	}
	first.paired, second.paired = true, true
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
	text = g.fill(g.labelled(text), g.expr(t), g.expr(other), key)
	if g.lock != "" {
		text = g.locked(text, deferred, bare)
	}
	if helper {
		name := g.id("change")
		g.declare("func (s *" + g.name + ") " + name + "(key string, n int) {\n" + text + "\n}")
		text = "s." + name + "(" + g.pick(`"a"`, `"b"`, "k", "k+\"1\"") + ", n)"
	}
	places := around
	if g.wide {
		places = wideAround
	}
	where := places[g.IntN(len(places))]
	if g.chance(2) {
		where = around[0]
	}
	where = strings.ReplaceAll(where, "outerID", g.id("outer"))
	g.handler = append(g.handler, "{\n"+strings.Replace(where, "DO", text, 1)+"\n}")
}

// helpers are the first letters of the declarations that templates name.
const helpers = "arbdgmps"

// fill puts names in a template.
func (g *generator) fill(text, m, other, key string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		alone := (i == 0 || !isLetter(text[i-1])) && (i+1 == len(text) || !isLetter(text[i+1]))
		switch c := text[i]; {
		case c == 'T' && i+1 < len(text) && isLetter(text[i+1]) && (i == 0 || !isLetter(text[i-1])) && strings.ContainsRune(helpers, rune(text[i+1])):
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
	ways := whole
	if g.wide {
		ways = wideWhole
	}
	text := g.fill(strings.ReplaceAll(ways[g.IntN(len(ways))], "VALUE", t.value), g.expr(t), "", "")
	if g.lock != "" && !g.chance(4) {
		text = g.locked(text, true, false)
	} else {
		t.races = true
	}
	g.declare("func (s *" + g.name + ") " + name + "() int {\n" + text + "\n}")
	if g.chance(2) {
		g.handler = append(g.handler, "_ = s."+name+"()")
	}
	if !t.paired {
		g.reads = append(g.reads, "s."+name+"()")
	}
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
			body += "for k, v := range " + m + " {\nout = append(out, " + t.shown() + "+\":\"+" + t.outcome + ")\n}\nslices.Sort(out)\n"
		}
		name := g.id("list")
		if g.lock != "" {
			body = "s.mu.Lock()\ndefer s.mu.Unlock()\n" + body
		}
		g.declare("func (s *" + g.name + ") " + name + "() string {\n" + body + "return strings.Join(out, \",\")\n}")
		g.reads = append(g.reads, "s."+name+"()")
	}
}
