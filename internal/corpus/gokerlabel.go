package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const gokerHeader = "name\tproject\tfile\tblocked\tstarted\tlocked"

// longestProgram is how long a leak program may take to print its profile.
const longestProgram = 20 * time.Second

// labelGoker writes testdata/corpus/goker.tsv: it runs Go's leak programs, each
// several times since most leak only in some orders of events, and keeps the
// lines that the leak profile shows. Lines found by an earlier run stay.
func labelGoker(e *env, rounds int) (bool, error) {
	dir := filepath.Join(e.dir, "goker")
	if err := copyLeakPrograms(dir); err != nil {
		return false, err
	}
	known := make(map[string]*program)
	if old, err := e.programs(); err == nil {
		for i := range old {
			known[old[i].name] = &old[i]
		}
	}
	for _, folder := range leakFolders {
		if err := e.labelFolder(dir, folder, known, rounds); err != nil {
			return false, err
		}
	}
	lines := []string{gokerHeader}
	for _, p := range slices.SortedFunc(maps.Values(known), func(a, b *program) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.name, b.name))
	}) {
		lines = append(lines, strings.Join([]string{p.name, p.project, p.file, joined(p.blocked), joined(p.started), joined(p.locked)}, "\t"))
	}
	return true, os.WriteFile(e.table("goker.tsv"), []byte(strings.Join(lines, "\n")+"\n"), 0o666)
}

// registered matches how a program gets its name.
var registered = regexp.MustCompile(`register\("(\w+)"`)

func (e *env) labelFolder(dir, folder string, known map[string]*program, rounds int) error {
	binary := filepath.Join(dir, folder, "leaks.exe")
	build := command(filepath.Join(dir, folder), "go", "build", "-gcflags=-l", "-o", binary, ".")
	build.Env = append(build.Env, "GOEXPERIMENT=goroutineleakprofile")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, oneLine(string(out)))
	}
	files, err := filepath.Glob(filepath.Join(dir, folder, "*.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, m := range registered.FindAllStringSubmatch(string(text), -1) {
			if e.wants(m[1]) {
				label(dir, binary, below(dir, file), m[1], known, rounds)
			}
		}
	}
	return nil
}

// label runs one program and adds its lines to known.
func label(dir, binary, file, name string, known map[string]*program, rounds int) {
	p := known[name]
	if p == nil {
		p = &program{name: name, project: projectOf(file), file: file}
	}
	locks := lockCalls(filepath.Join(dir, file))
	for range rounds {
		ctx, cancel := context.WithTimeout(context.Background(), longestProgram)
		out, _ := exec.CommandContext(ctx, binary, name).Output() // some end with a deadlock
		cancel()
		for stack := range bytes.SplitSeq(out, []byte("\n\n")) {
			p.addStack(dir, string(stack), locks)
		}
	}
	if len(p.blocked) > 0 {
		known[name] = p
	}
}

var (
	leakedHeader = regexp.MustCompile(`goroutine \d+ \[(.*) \(leaked\)`)
	stackFrame   = regexp.MustCompile(`(?m)^\t(.*\.go):(\d+)`)
)

// addStack adds the lines of a leaked goroutine. Where it waits for a lock, those
// that take a lock of that name count, too: the defect may stand where it was
// taken and not let go.
func (p *program) addStack(dir, stack string, locks []lockCall) {
	header := leakedHeader.FindStringSubmatch(stack)
	if header == nil {
		return
	}
	frames, creator, _ := strings.Cut(stack, "\ncreated by ")
	blocked := 0
	for _, m := range stackFrame.FindAllStringSubmatch(frames, -1) {
		if below(dir, m[1]) == p.file {
			blocked, _ = strconv.Atoi(m[2])
			break
		}
	}
	if blocked == 0 {
		return
	}
	p.blocked = with(p.blocked, blocked)
	if strings.Contains(header[1], "Mutex") {
		for _, l := range sameLock(locks, blocked) {
			p.locked = with(p.locked, l)
		}
	}
	if m := stackFrame.FindStringSubmatch(creator); m != nil && below(dir, m[1]) == p.file {
		line, _ := strconv.Atoi(m[2])
		p.started = with(p.started, line)
	}
}

// A lockCall is a call of Lock or RLock.
type lockCall struct {
	line int
	name string // of the lock, the last word before the dot
}

// sameLock returns the lines that take a lock of the name taken on a line.
func sameLock(locks []lockCall, line int) []int {
	var lines []int
	for _, l := range locks {
		if slices.Contains(locks, lockCall{line, l.name}) {
			lines = append(lines, l.line)
		}
	}
	return lines
}

func lockCalls(file string) []lockCall {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var locks []lockCall
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Lock" && sel.Sel.Name != "RLock" {
			return true
		}
		name := ""
		switch x := sel.X.(type) {
		case *ast.Ident:
			name = x.Name
		case *ast.SelectorExpr:
			name = x.Sel.Name
		}
		locks = append(locks, lockCall{fset.Position(call.Pos()).Line, name})
		return true
	})
	return locks
}

// with adds a line to a sorted list.
func with(lines []int, line int) []int {
	i, ok := slices.BinarySearch(lines, line)
	if ok {
		return lines
	}
	return slices.Insert(lines, i, line)
}

func joined(lines []int) string {
	var parts []string
	for _, l := range lines {
		parts = append(parts, strconv.Itoa(l))
	}
	return strings.Join(parts, ",")
}
