package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A peer is another linter, with test data of its own. It is read from the
// module cache and never committed.
type peer struct {
	class        string // the analyzer that is held against it
	name, module string
	data         string // below the module, a glob of package folders
	scoped       bool   // its wants hold without a context at hand; ours need one
	arch         string // its data is only built for this one
}

const tools = "golang.org/x/tools@v0.52.0"

var allPeers = []peer{
	{class: "ctxprop", name: "contextcheck", module: "github.com/kkHAIKE/contextcheck@v1.1.6", data: "testdata/src/*"},
	{class: "ctxprop", name: "noctx", module: "github.com/sonatard/noctx@v0.5.1", data: "testdata/src/*", scoped: true},
	{class: "ctxprop", name: "fatcontext", module: "go.augendre.info/fatcontext@v0.10.1", data: "pkg/analyzer/testdata/src/*"},
	{class: "ctxprop", name: "lostcancel", module: tools, data: "go/analysis/passes/lostcancel/testdata/src/*"},
	{class: "escape", name: "sa6002", module: "honnef.co/go/tools@v0.8.2", data: "staticcheck/sa6002/testdata/go1.0/*"},
	{class: "escape", name: "atomicalign", module: tools, data: "go/analysis/passes/atomicalign/testdata/src/*", arch: "386"},
}

// The data of copylocks does not compile: a test of escape reads it.

// peers runs analyzers over the test data of their peers. It fails when a smaller
// share of a peer's wants than share is met, those left out that the analyzer's
// table in testdata/corpus, as ctxprop-peers.tsv, gives a reason for.
func peers(e *env, share float64) (bool, error) {
	ok := true
	for _, p := range allPeers {
		if !e.wants(p.name) {
			continue
		}
		e.class, e.arch = p.class, p.arch
		reasons, err := e.reasons(p.class)
		if err != nil {
			return false, err
		}
		met, err := e.peer(&p, reasons, share)
		if err != nil {
			return false, fmt.Errorf("%s: %w", p.name, err)
		}
		ok = ok && met
	}
	return ok, nil
}

// reasons are why wants of peers are not met, by peer, file and line.
func (e *env) reasons(class string) (map[string]string, error) {
	records, err := readTable(e.table(class+"-peers.tsv"), 4)
	if err != nil {
		return nil, err
	}
	reasons := make(map[string]string)
	for _, r := range records {
		for _, line := range strings.Split(r[2], ",") {
			reasons[r[0]+"/"+r[1]+":"+line] = r[3]
		}
	}
	return reasons, nil
}

func (e *env) peer(p *peer, reasons map[string]string, share float64) (bool, error) {
	text, err := goCommand(e.dir, "mod", "download", "-json", p.module)
	if err != nil {
		return false, err
	}
	var mod struct{ Dir string }
	if err := json.Unmarshal([]byte(text), &mod); err != nil {
		return false, err
	}
	dir := filepath.Join(e.dir, "peers", p.name)
	wants, err := copyPeer(p, mod.Dir, dir)
	if err != nil {
		return false, err
	}
	res, err := e.lint(dir, "./...")
	if err != nil {
		return false, err
	}
	seen := make(map[string]bool)
	for _, f := range res.findings {
		seen[fmt.Sprintf("%s:%d", f.Location.File, f.Location.Line)] = true
		for _, r := range f.Related { // one finding here may be two there
			seen[fmt.Sprintf("%s:%d", r.Location.File, r.Location.Line)] = true
		}
	}
	met, excused := 0, 0
	for _, at := range slices.Sorted(maps.Keys(wants)) {
		switch {
		case seen[at]:
			met++
		case reasons[p.name+"/"+at] != "":
			excused++
		default:
			fmt.Fprintf(e.out, "%s: not met: %s\n", p.name, at)
		}
	}
	fmt.Fprintf(e.out, "%s: %d wants, %d met, %d differ on purpose\n", p.name, len(wants), met, excused)
	return float64(met) >= share*float64(len(wants)-excused), nil
}

var (
	blankFunc = regexp.MustCompile(`(?m)^func _(\[[^\]]*\])?\(`)
	wantMark  = regexp.MustCompile(`// want ["` + "`" + `]|//@ diag\(`)
)

// copyPeer puts the packages that load by themselves into a module in dir, their
// blank functions named, for those have no SSA form. It returns the places of
// the wants.
func copyPeer(p *peer, from, dir string) (map[string]bool, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	wants := make(map[string]bool)
	files, err := filepath.Glob(filepath.Join(from, filepath.FromSlash(p.data), "*.go"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no test data in %s: %v", from, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
		if err != nil || bytes.Contains(text, []byte(`import "C"`)) || !p.builds(file) {
			continue
		}
		name := filepath.Base(filepath.Dir(file))
		out := filepath.Join(dir, name, filepath.Base(file))
		if err := os.MkdirAll(filepath.Dir(out), 0o777); err != nil {
			return nil, err
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			if wantMark.Match(line) {
				wants[fmt.Sprintf("%s/%s:%d", name, filepath.Base(file), i+1)] = true
			}
		}
		if err := os.WriteFile(out, nameBlanks(text, p.scoped), 0o666); err != nil {
			return nil, err
		}
		scope := "package " + parsed.Name.Name + "\n\nimport \"context\"\n\ntype contextAtHand = context.Context\n"
		if err := os.WriteFile(filepath.Join(dir, name, "scope.go"), []byte(scope), 0o666); err != nil {
			return nil, err
		}
	}
	return wants, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module peer.test\n\ngo 1.26\n"), 0o666)
}

// builds reports whether file is part of a package with this version of Go.
func (p *peer) builds(file string) bool {
	ctxt := build.Default
	if p.arch != "" {
		ctxt.GOARCH = p.arch
	}
	ok, err := ctxt.MatchFile(filepath.Split(file))
	return err == nil && ok
}

// nameBlanks names the functions called _ and, when scoped, gives them a context.
func nameBlanks(text []byte, scoped bool) []byte {
	n := 0
	return blankFunc.ReplaceAllFunc(text, func(m []byte) []byte {
		n++
		m = bytes.Replace(m, []byte("_"), []byte("blank"+strconv.Itoa(n)), 1)
		if scoped {
			m = append(m, "scope contextAtHand"...)
		}
		return m
	})
}
