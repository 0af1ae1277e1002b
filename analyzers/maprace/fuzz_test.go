package maprace_test

import (
	"fmt"
	"go/format"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// programsPerSeed is how many programs one input of the fuzz target makes. A
// build with the race detector takes a second or two however many they are.
const programsPerSeed = 70

// FuzzFixes makes small programs over maps and goroutines at random, fixes them
// and runs them under the race detector. Every offered fix must compile, and the
// outcome must be that of the same program with a lock around each step. A plain
// go test runs the seeds below and those in testdata/fuzz; a long run is
//
//	go test -fuzz=FuzzFixes -fuzztime=1h ./analyzers/maprace
func FuzzFixes(f *testing.F) {
	if testing.Short() {
		f.Skip("builds and runs the programs")
	}
	tool := filepath.Join(f.TempDir(), "govlint")
	build(f, tool)
	f.Add(uint64(1), "guard")
	f.Add(uint64(2), "runtime")
	f.Add(uint64(3), "syncmap")
	f.Fuzz(func(t *testing.T, seed uint64, first string) {
		if first != "guard" && first != "syncmap" {
			first = "runtime"
		}
		lab := newLab(t, tool, generate(t, seed), "-maprace.fix="+first)
		before := lab.findings()
		fixed := 0
		for _, fs := range before {
			if allFixed(fs) {
				fixed++
			}
		}
		t.Logf("%d programs of seed %d are racy, %d get fixes", len(before), seed, fixed)
		if len(before) < programsPerSeed*3/4 || fixed < programsPerSeed/4 {
			t.Errorf("%d of %d programs have a finding and %d a fix; the generator should make more of both", len(before), programsPerSeed, fixed)
		}
		lab.fix()
		lab.setAside(lab.programs(), before)
		lab.run(0, "go", "vet", "./...")
		lab.run(0, "go", "test", "-race", "-count=3", "./...")
		for file, fs := range lab.findings() {
			t.Errorf("%s: %d findings after the fix, the first %s", file, len(fs), fs[0].Message)
		}
	})
}

// generate writes a module of racy programs, each with a test.
func generate(t *testing.T, seed uint64) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name, text string) {
		src := []byte(text)
		if strings.HasSuffix(name, ".go") {
			var err error
			if src, err = format.Source(src); err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, src, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("go.mod", "module example.org/fuzz\n\ngo 1.26\n")
	for i := range programsPerSeed {
		g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(i))), name: fmt.Sprintf("P%02d", i)}
		name := fmt.Sprintf("p/p%02d", i)
		put(name+".go", g.program())
		put(name+"_test.go", g.test())
	}
	return dir
}

// A generator makes one program: a type with a map, a handler that changes it,
// and methods that read it. Each step of the handler commutes with all others,
// so that the outcome is the same in whatever order the requests come.
type generator struct {
	*rand.Rand
	name    string
	handler []string // statements
	reads   []string // what the outcome is made of
}

func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }

// A step changes a map and tells how the outcome shows it. Field is the map's
// name, key an expression of its key.
type step struct {
	value   string // type of the values
	change  []string
	outcome string // a string, of m, the map
}

var steps = []step{
	{"int", []string{"FIELD[KEY]++", "FIELD[KEY] += n", "FIELD[KEY] = FIELD[KEY] + n", "FIELD[KEY] -= 2*n + 1"},
		`fmt.Sprint(FIELD["a"], FIELD["b"], FIELD["k"+strconv.Itoa(3)])`},
	{"int", []string{"if n > FIELD[KEY] {\nFIELD[KEY] = n\n}", "FIELD[KEY] = max(FIELD[KEY], n)",
		"if old, ok := FIELD[KEY]; !ok || old < n {\nFIELD[KEY] = n\n}", "if FIELD[KEY] < n { // a new peak\nFIELD[KEY] = n\n}"},
		`fmt.Sprint(FIELD["a"], FIELD["b"])`},
	{"bool", []string{"FIELD[KEY] = true", "if !FIELD[KEY] {\nFIELD[KEY] = true\n}", "if _, ok := FIELD[KEY]; !ok {\nFIELD[KEY] = true\n}"},
		`fmt.Sprint(len(FIELD), FIELD["a"], FIELD["x"])`},
	{"string", []string{"FIELD[KEY] = KEY + \"!\"", "if _, ok := FIELD[KEY]; !ok {\nFIELD[KEY] = KEY + \"!\"\n}",
		"v, ok := FIELD[KEY]\nif !ok {\nv = KEY + \"!\"\nFIELD[KEY] = v\n}\n_ = v"},
		`fmt.Sprint(FIELD["a"], FIELD["b"], len(FIELD))`},
	{"[]int", []string{"FIELD[KEY] = append(FIELD[KEY], n)", "FIELD[KEY] = append(FIELD[KEY], n, n+1)", "if n%2 == 0 {\nFIELD[KEY] = append(FIELD[KEY], n)\n}"},
		`fmt.Sprint(len(FIELD["a"]), len(FIELD["b"]))`},
	{"int64", []string{"FIELD[KEY] += int64(n)", "FIELD[KEY]--", "for range 2 {\nFIELD[KEY]++\n}"},
		`fmt.Sprint(FIELD["a"], len(FIELD) > 0)`},
	{"map[string]int", []string{"if FIELD[KEY] == nil {\nFIELD[KEY] = make(map[string]int)\n}\nFIELD[KEY][\"n\"] += n",
		"inner, ok := FIELD[KEY]\nif !ok {\ninner = make(map[string]int)\nFIELD[KEY] = inner\n}\ninner[\"n\"] += n"},
		`fmt.Sprint(FIELD["a"]["n"], len(FIELD["b"]), len(FIELD))`},
	{"int", []string{"delete(FIELD, KEY)", "if _, ok := FIELD[KEY]; ok {\ndelete(FIELD, KEY)\n}", "clear(FIELD)",
		"for key := range FIELD {\ndelete(FIELD, key)\n}"},
		`fmt.Sprint(len(FIELD), FIELD["a"])`},
}

// reading are ways of looking at all of a map of ints; what they return does
// not depend on the order.
var reading = []string{
	"sum := 0\nfor _, v := range FIELD {\nsum += v\n}\nreturn fmt.Sprint(sum)",
	"n := 0\nfor key := range FIELD {\nif key == \"b\" {\ncontinue\n}\nn++\n}\nreturn fmt.Sprint(n)",
	"if v, ok := FIELD[\"a\"]; ok {\nreturn fmt.Sprint(v)\n}\nreturn \"none\"",
	"v := FIELD[\"a\"]\nreturn fmt.Sprint(v, FIELD[\"b\"] > 0)",
	"if len(FIELD) == 0 {\nreturn \"empty\"\n}\nreturn fmt.Sprint(FIELD[\"a\"]+1, FIELD[\"a\"]*2)",
	"found := \"\"\nouter:\nfor _, want := range []string{\"x\", \"a\", \"b\"} {\nfor key, v := range FIELD {\nif key == want && v != 0 {\nfound = key\nbreak outer\n}\n}\n}\nreturn found",
	"switch FIELD[\"a\"] {\ncase 0:\nreturn \"zero\"\n}\nreturn fmt.Sprint(FIELD[\"a\"])",
}

// program is the source of the program. What the generator leaves to chance it
// keeps for the test.
func (g *generator) program() string {
	var extra []string
	s := steps[g.IntN(len(steps))]
	field := "s." + g.pick("hits", "seen", "table")
	bare := strings.TrimPrefix(field, "s.")
	init := g.pick(bare+": make(map[string]"+s.value+")", bare+": map[string]"+s.value+"{}")
	for range 1 + g.IntN(3) {
		key := g.pick(`"a"`, `"b"`, `r.URL.Path[1:]`, `"k" + strconv.Itoa(n%5)`)
		change := strings.NewReplacer("FIELD", field, "KEY", key).Replace(s.change[g.IntN(len(s.change))])
		if g.IntN(3) == 0 {
			change = "if n%3 != 1 {\n" + change + "\n}"
		}
		g.handler = append(g.handler, "{\n"+change+"\n}")
	}
	g.reads = append(g.reads, strings.ReplaceAll(s.outcome, "FIELD", field))
	if s.value == "int" && g.IntN(2) == 0 {
		name := "look" + strings.ToUpper(bare[:1])
		body := strings.ReplaceAll(reading[g.IntN(len(reading))], "FIELD", field)
		extra = append(extra, "func (s *"+g.name+") "+name+"() string {\n"+body+"\n}\n")
		g.reads = append(g.reads, "s."+name+"()")
	}
	return "package p\n\nimport (\n\"fmt\"\n\"net/http\"\n\"strconv\"\n)\n\n" +
		"var _ = strconv.Itoa\n\n" +
		"type " + g.name + " struct {\n" + bare + " map[string]" + s.value + "\n}\n\n" +
		"func New" + g.name + "() *" + g.name + " { return &" + g.name + "{" + init + "} }\n\n" +
		"func (s *" + g.name + ") ServeHTTP(w http.ResponseWriter, r *http.Request) {\n" +
		"n := len(r.URL.RawQuery)\n" + strings.Join(g.handler, "\n") + "\n_ = n\n}\n\n" +
		"func (s *" + g.name + ") Outcome() string {\nreturn " + strings.Join(g.reads, ` + ";" + `) + "\n}\n\n" +
		strings.Join(extra, "\n")
}

// test runs the program from many goroutines, and the same requests one after
// the other on another object: that is what a lock around each would give.
func (g *generator) test() string {
	return "package p\n\nimport (\n\"net/http/httptest\"\n\"strings\"\n\"sync\"\n\"testing\"\n)\n\n" +
		"func Test" + g.name + "(t *testing.T) {\n" + `	ask := func(s *` + g.name + `, i int) {
		path := "/" + string(rune('a'+i%3)) + "?" + strings.Repeat("q", i%7)
		s.ServeHTTP(nil, httptest.NewRequest("GET", path, nil))
	}
	shared, reference := New` + g.name + `(), New` + g.name + `()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 30 {
				ask(shared, i)
			}
		})
	}
	wg.Wait()
	for range 4 {
		for i := range 30 {
			ask(reference, i)
		}
	}
	if got, want := shared.Outcome(), reference.Outcome(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
`
}
