package maprace_test

import (
	"slices"
	"strings"
)

// labelled gives the labels in a template names of their own.
func (g *generator) labelled(text string) string {
	if !strings.Contains(text, "outerID") {
		return text
	}
	return strings.ReplaceAll(text, "outerID", g.id("each"))
}

// shown is the string that shows the key k.
func (f family) shown() string {
	switch {
	case f.show != "":
		return f.show
	case f.key == "int":
		return "strconv.Itoa(k)"
	}
	return "k"
}

// addMore adds what programs of seeds before firstWide do not have: methods that
// hand out an entry, or all of them, and maps that only one function knows.
func (g *generator) addMore() {
	for _, t := range g.tables {
		if t.key == "string" && !t.paired && g.chance(3) {
			g.addGetter(t)
		}
		if t.key == "string" && g.chance(6) {
			g.addSnapshot(t)
		}
	}
	if g.chance(4) {
		g.addLocal()
	}
	g.reads = append(g.reads, "s.taken.Load()")
}

// addGetter adds a method that looks for one entry. Values that would have to be
// used under the lock stay inside.
func (g *generator) addGetter(t *table) {
	name := g.id("get")
	text, result := "_, ok := M[key]\nreturn ok", "bool"
	if slices.Contains([]string{"int", "bool", "string", "float64", "uint"}, t.value) && g.chance(2) {
		text, result = g.pick("return M[key]", "v, ok := M[key]\nif !ok {\nreturn VALUE\n}\nreturn v"), t.value
		zero := map[string]string{"bool": "false", "string": `""`}[t.value]
		if zero == "" {
			zero = "0"
		}
		text = strings.ReplaceAll(text, "VALUE", zero)
	}
	text = g.fill(text, g.expr(t), "", "")
	if g.lock != "" && !g.chance(4) {
		text = g.locked(text, true, false)
	} else {
		t.races = true
	}
	g.declare("func (s *" + g.name + ") " + name + "(key string) " + result + " {\n" + text + "\n}")
	if g.chance(2) {
		g.handler = append(g.handler, "_ = s."+name+"(k)")
	}
	g.reads = append(g.reads, "s."+name+`("a")`)
}

// addSnapshot adds a method that returns the map, or a copy of it.
func (g *generator) addSnapshot(t *table) {
	name := g.id("snapshot")
	text := g.pick("return maps.Clone(M)", "out := make("+t.typ()+", len(M))\nfor key, v := range M {\nout[key] = v\n}\nreturn out")
	if g.lock != "" && g.chance(2) {
		text = "return M"
	}
	text = g.fill(text, g.expr(t), "", "")
	if g.lock != "" {
		text = g.locked(text, true, false)
	} else {
		t.races = true
	}
	g.declare("func (s *" + g.name + ") " + name + "() " + t.typ() + " {\n" + text + "\n}")
	if g.chance(2) {
		g.handler = append(g.handler, "for key := range s."+name+"() {\ns.note(len(key))\n}")
	}
}

// addLocal adds a method with a map of its own, which the goroutines that it
// starts change.
func (g *generator) addLocal() {
	f := g.family()
	for f.nested || f.key != "string" || f.init == "nil" {
		f = g.family()
	}
	t := &table{family: f, field: "tally", races: true}
	g.locals = append(g.locals, t)
	text := g.fill(g.labelled(f.changes[g.IntN(len(f.changes))]), "tally", "", g.pick(`"a"`, "k", "k"))
	start := g.pick("wg.Go(func() {\nDO\n})", "wg.Add(1)\ngo func() {\ndefer wg.Done()\nDO\n}()")
	if strings.Contains(text, "break") || strings.HasPrefix(text, "if") && strings.Contains(text, "continue") {
		text = "for range 1 {\n" + text + "\n}"
	}
	name := g.id("gather")
	g.declare("func (s *" + g.name + ") " + name + "(n int) string {\ntally := " + g.made(t) + "\nvar wg sync.WaitGroup\n" +
		"for range 4 {\nfor _, k := range []string{\"a\", \"b\", \"c\"} {\n" +
		strings.Replace(start, "DO", "s.note(len(k))\n"+text, 1) + "\n}\n}\nwg.Wait()\nvar out []string\n" +
		"for k, v := range tally {\nout = append(out, k+\":\"+" + f.outcome + ")\n}\nslices.Sort(out)\nreturn strings.Join(out, \",\")\n}")
	g.reads = append(g.reads, "s."+name+"(3)")
}

// inTest is what a test of the package may do with the map itself, before and
// after the requests.
func (g *generator) inTest(t *table) (before, after string) {
	if t.value == "int" && t.key == "string" && t.init == "" && !t.paired {
		before = g.pick("", "M[\"t\"] = 2\n", "M[\"t\"] += 3\n", "delete(M, \"t\")\n")
	}
	after = g.pick(
		"if got := len(M); got < 0 {\nt.Error(got)\n}\n",
		"if M == nil && len(M) > 0 {\nt.Error(\"entries in no map\")\n}\n",
		"for key := range M {\nif key == KEY {\nt.Error(key)\n}\n}\n",
		"if _, ok := M[KEY]; ok {\nt.Error(\"found\")\n}\n",
	)
	key := map[string]string{"string": `"none"`, "int": "99"}[t.key]
	if key == "" {
		key = "(" + t.key + "{})"
	}
	expr := g.expr(t)
	return g.fill(before, expr, "", ""), g.fill(strings.ReplaceAll(after, "KEY", key), expr, "", "")
}

// declareHelpers declares functions that get a map and what the changes call.
func (g *generator) declareHelpers() {
	for _, text := range []string{
		"type Tpair struct {\nname string\nn int\n}",
		"func Tget(m map[string]int, key string) int {\nif v, ok := m[key]; ok {\nreturn v\n}\nreturn 0\n}",
		"func Tsize(m map[string]int) int { return len(m) }",
		"func Tbump(m map[string]int, key string, n, times int) {\nfor range times {\nm[key] += n\n}\n}",
		"func Tmost(m map[string]int, key string, n int) int {\nif v, ok := m[key]; ok && v > n {\nreturn v\n}\nreturn n\n}",
		"func Tgrow(m map[string]*Trecord, key string) *Trecord {\nr, ok := m[key]\nif !ok {\nr = &Trecord{}\nm[key] = r\n}\nreturn r\n}",
		"func Tdefaults() map[string]int { return map[string]int{\"a\": 1, \"b\": 2} }",
		"func (s *NAME) take(v int) { s.taken.Add(int64(v)) }",
	} {
		g.declare(strings.ReplaceAll(g.fill(text, "", "", ""), "NAME", g.name))
	}
}

// declareWorkers declares a type whose handler leaves the work to goroutines that
// it started when it was made.
func (g *generator) declareWorkers(fields, inits string) {
	for _, text := range []string{
		"type LOWrequest struct {\nk string\nn int\ndone chan struct{}\n}",
		"type NAME struct {" + fields + "\nqueue chan LOWrequest\n}",
		"func NewNAME() *NAME {\ns := &NAME{" + inits + "\nqueue: make(chan LOWrequest),\n}\nfor range 3 {\ngo s.work()\n}\nreturn s\n}",
		"func (s *NAME) work() {\nfor r := range s.queue {\ns.handle(r.k, r.n)\nclose(r.done)\n}\n}",
		"func (s *NAME) handle(k string, n int) {\n" + strings.Join(g.handler, "\n") + "\n}",
		"// ServeHTTP takes a request.\nfunc (s *NAME) ServeHTTP(w http.ResponseWriter, r *http.Request) {\n" +
			"done := make(chan struct{})\ns.queue <- LOWrequest{r.URL.Path[1:], len(r.URL.RawQuery), done}\n<-done\n}",
	} {
		g.declare(strings.NewReplacer("NAME", g.name, "LOW", g.low).Replace(text))
	}
}
