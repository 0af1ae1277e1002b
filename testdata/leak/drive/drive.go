// Package drive runs the labelled functions of testdata/src/goroutineleak, one in
// a process, and tells what stays behind. Drivers register cases in init.
package drive

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Case runs one function and says what must be left of it.
type Case struct {
	Package, Name string
	Kind          string // of the finding; empty for what is safe
	Proof         string // leaked, alive, held, open, safe or serves
	Why           string // why not the profile, or why what stays is right
	Goroutine     string // alive: a function in the stack of what stays, if not at the label

	run  func()
	held func() func() bool
}

var cases []*Case

// A Package registers the cases of one package.
type Package string

func (p Package) add(c *Case) { c.Package = string(p); cases = append(cases, c) }

// Leak is a function that leaves a goroutine in the leak profile, blocked at the
// label. It may block run itself.
func (p Package) Leak(kind, name string, run func()) {
	p.add(&Case{Name: name, Kind: kind, Proof: "leaked", run: run})
}

// Alive is a function whose goroutine stays within the labelled statement, or
// within the function named goroutine, where the leak profile cannot tell why.
func (p Package) Alive(kind, name, goroutine, why string, run func()) {
	p.add(&Case{Name: name, Kind: kind, Proof: "alive", Goroutine: goroutine, Why: why, run: run})
}

// Held is a function that keeps a resource: run returns a function that tells,
// after the garbage is collected, whether it is still kept.
func (p Package) Held(kind, name, why string, run func() func() bool) {
	p.add(&Case{Name: name, Kind: kind, Proof: "held", Why: why, held: run})
}

// Open is Held for what a finalizer gives up at some later collection, which
// nobody can count on: it is looked for before there is one.
func (p Package) Open(kind, name, why string, run func() func() bool) {
	p.add(&Case{Name: name, Kind: kind, Proof: "open", Why: why, held: run})
}

// Safe is a function that leaves nothing.
func (p Package) Safe(name string, run func()) {
	p.add(&Case{Name: name, Proof: "safe", run: run})
}

// Serves is a function whose goroutine stays as it should, and is not in the
// leak profile.
func (p Package) Serves(name, why string, run func()) {
	p.add(&Case{Name: name, Proof: "serves", Why: why, run: run})
}

// Main lists the cases, or runs the one that is named and exits with 1 and a
// dump of all goroutines when it does not keep its word.
func Main() {
	list := flag.Bool("list", false, "print the cases")
	must := flag.String("must", "", "labels of the function, as pkg/file.go:first-last,...")
	may := flag.String("may", "", "labels of its package")
	fixed := flag.Bool("fixed", false, "the function was fixed: nothing stays")
	flag.Parse()
	if *list {
		enc := json.NewEncoder(os.Stdout)
		for _, c := range cases {
			if err := enc.Encode(c); err != nil {
				panic(err)
			}
		}
		return
	}
	for _, c := range cases {
		if c.Package+"."+c.Name == flag.Arg(0) {
			if *fixed {
				c.Proof = "fixed"
			}
			if problem := c.check(parsePlaces(*must), parsePlaces(*may)); problem != "" {
				fmt.Println(problem)
				fmt.Println(string(dump()))
				os.Exit(1)
			}
			return
		}
	}
	fmt.Println("no case", flag.Arg(0))
	os.Exit(2)
}

// copies is how often a function is called. A small lock may share a block
// of memory with something that is still in use, and then its waiter is overlooked.
const copies = 4

// patience bounds how long a case may take to come to rest.
const patience = 4 * time.Second

func (c *Case) check(must, may []place) string {
	switch c.Proof {
	case "leaked":
		for range copies {
			go c.run()
			time.Sleep(time.Millisecond)
		}
		return c.leaked(must, may)
	case "alive":
		return c.alive(must)
	case "held":
		return c.keeps()
	case "fixed":
		if c.held == nil {
			return c.silent()
		}
		if still := c.held(); still() {
			return "something is still kept"
		}
		return ""
	case "open":
		debug.SetGCPercent(-1)
		if !c.held()() {
			return "nothing is open"
		}
		return ""
	}
	return c.silent()
}

// leaked waits until the leak profile has a goroutine at each place that must
// have one, and no other than at those that may.
func (c *Case) leaked(must, may []place) string {
	missing := "no label"
	for deadline := time.Now().Add(patience); len(must) > 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		found := c.leaks()
		missing = ""
		for _, p := range must {
			if !anyAt(found, p) {
				missing = fmt.Sprintf("no goroutine leaks at %v", p)
			}
		}
		if missing != "" {
			continue
		}
		for _, g := range found {
			if !slices.ContainsFunc(may, g.at) {
				return "leaks at a line without a label:\n" + g.text
			}
		}
		return ""
	}
	return missing
}

// leaks returns the goroutines of the package that can never run again.
func (c *Case) leaks() []goroutine {
	var found []goroutine
	for _, g := range leaks() {
		if g.in(c.Package) {
			found = append(found, g)
		}
	}
	return found
}

// alive runs the case twice and wants two goroutines that stay: what is started
// once for the process is no leak.
func (c *Case) alive(places []place) string {
	const calls = 2
	for range calls {
		go c.run()
		time.Sleep(50 * time.Millisecond)
	}
	for deadline := time.Now().Add(patience); c.staying(places) < calls && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	for range 5 {
		runtime.GC()
		time.Sleep(60 * time.Millisecond)
		if n := c.staying(places); n < calls {
			return fmt.Sprintf("%d goroutines of %d calls stay", n, calls)
		}
	}
	return ""
}

func (c *Case) staying(places []place) int {
	n := 0
	for _, g := range all() {
		named := c.Goroutine != "" && strings.Contains(g.text, c.Goroutine+"(")
		if named || c.Goroutine == "" && slices.ContainsFunc(places, g.at) {
			n++
		}
	}
	return n
}

func (c *Case) keeps() string {
	still := c.held()
	for range 4 {
		runtime.GC() // a pool drops what it holds in the second
		time.Sleep(30 * time.Millisecond)
		if !still() {
			return "nothing is kept"
		}
	}
	return ""
}

// silent runs the case and waits until nothing of the package is left, or for what
// serves, until it was seen to stay without being in the leak profile.
func (c *Case) silent() string {
	var wg sync.WaitGroup
	for range copies { // at once, to see more than one order of events
		wg.Go(c.run)
	}
	returned := make(chan struct{})
	go func() {
		wg.Wait()
		close(returned)
	}()
	select {
	case <-returned:
	case <-time.After(patience):
		return "the case does not return"
	}
	left := ""
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		for _, g := range c.leaks() {
			return "a goroutine leaks:\n" + g.text
		}
		left = ""
		for _, g := range all() {
			if g.in(c.Package) {
				left = g.text
			}
		}
		if left == "" && c.Proof != "serves" {
			return ""
		}
		if left != "" && c.Proof == "serves" && time.Until(deadline) < patience-300*time.Millisecond {
			return ""
		}
	}
	if c.Proof == "serves" {
		return "nothing stays to serve"
	}
	return "a goroutine stays:\n" + left
}

// A place is a range of lines of a file.
type place struct {
	file        string // pkg/file.go
	first, last int
}

func parsePlaces(s string) []place {
	var places []place
	for part := range strings.SplitSeq(s, ",") {
		file, lines, ok := strings.Cut(part, ":")
		if !ok {
			continue
		}
		first, last, _ := strings.Cut(lines, "-")
		p := place{file: file}
		p.first, _ = strconv.Atoi(first)
		p.last, _ = strconv.Atoi(last)
		places = append(places, p)
	}
	return places
}

// A goroutine is one stack of a dump.
type goroutine struct{ text string }

// in tells whether it runs code of a package, other than the driver's.
func (g goroutine) in(pkg string) bool {
	for _, f := range g.frames() {
		if strings.HasPrefix(f.file, pkg+"/") && f.file != pkg+"/driver.go" {
			return true
		}
	}
	return false
}

// at tells whether the innermost frame in the test data is at a place.
func (g goroutine) at(p place) bool {
	for _, f := range g.frames() {
		if strings.HasPrefix(f.file, strings.Split(p.file, "/")[0]+"/") {
			return f.file == p.file && p.first <= f.line && f.line <= p.last
		}
	}
	return false
}

func anyAt(gs []goroutine, p place) bool {
	for _, g := range gs {
		if g.at(p) {
			return true
		}
	}
	return false
}

type frame struct {
	file string
	line int
}

// position matches a frame of the test data.
var position = regexp.MustCompile(`(?m)^\t.*/src/goroutineleak/([^/\n]+/[^/\n]+\.go):(\d+)`)

// frames returns the frames in the test data, innermost first, without the one
// that created the goroutine.
func (g goroutine) frames() []frame {
	stack, _, _ := strings.Cut(g.text, "\ncreated by ")
	var frames []frame
	for _, m := range position.FindAllStringSubmatch(stack, -1) {
		line, _ := strconv.Atoi(m[2])
		frames = append(frames, frame{m[1], line})
	}
	return frames
}

// leaks collects the garbage and returns what can never run again.
func leaks() []goroutine {
	var found []goroutine
	for _, g := range stacks("goroutineleak") {
		if header, _, _ := strings.Cut(g.text, "\n"); strings.Contains(header, "(leaked)") {
			found = append(found, g)
		}
	}
	return found
}

func all() []goroutine { return stacks("goroutine") }

func stacks(profile string) []goroutine {
	var text bytes.Buffer
	if err := pprof.Lookup(profile).WriteTo(&text, 2); err != nil {
		panic(err)
	}
	var gs []goroutine
	for part := range strings.SplitSeq(text.String(), "\n\n") {
		gs = append(gs, goroutine{part})
	}
	return gs
}

func dump() []byte {
	var text bytes.Buffer
	_ = pprof.Lookup("goroutineleak").WriteTo(&text, 2)
	return text.Bytes()
}
