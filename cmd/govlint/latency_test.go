package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/govlint/govlint/internal/lsp/lsptest"
)

// hundred writes a module of 100 packages that import one another and what
// services import. The one in the middle has a mistake that gopls sees and one
// that govlint sees.
func hundred(b *testing.B) (dir, file, text string) {
	const packages, functions = 100, 12
	files := map[string]string{"go.mod": "module example.com/hundred\n\ngo 1.24\n"}
	for i := range packages {
		var src strings.Builder
		fmt.Fprintf(&src, "package p%d\n\nimport (\n\t\"context\"\n\t\"encoding/json\"\n\t\"fmt\"\n\t\"net/http\"\n\t\"sync\"\n", i)
		for _, before := range []int{i - 1, i / 2} {
			if before >= 0 && before < i && !strings.Contains(src.String(), fmt.Sprintf("hundred/p%d\"", before)) {
				fmt.Fprintf(&src, "\n\t_ \"example.com/hundred/p%d\"", before)
			}
		}
		src.WriteString("\n)\n\ntype Store struct {\n\tmu sync.Mutex\n\tm map[string]int\n}\n")
		for j := range functions {
			fmt.Fprintf(&src, `
// Serve%[1]d answers with what is under the key.
func (s *Store) Serve%[1]d(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[r.URL.Path] += %[1]d
	if err := json.NewEncoder(w).Encode(s.m); err != nil {
		http.Error(w, fmt.Sprint(err, context.Cause(r.Context())), 500)
	}
}
`, j)
		}
		if i == packages/2 {
			src.WriteString("\nfunc (s *Store) Drop(k string) {\n\tdelete(s.m, k)\n\tfmt.Printf(\"%d\\n\", k)\n}\n")
			file, text = fmt.Sprintf("p%d/p.go", i), src.String()
		}
		files[fmt.Sprintf("p%d/p.go", i)] = src.String()
	}
	dir = writeFiles(b, files)
	return dir, filepath.Join(dir, file), text
}

// BenchmarkFirstDiagnostic measures, with warm caches, how long after gopls's
// first diagnostics of an opened file govlint's come.
func BenchmarkFirstDiagnostic(b *testing.B) {
	dir, file, text := hundred(b)
	var after []time.Duration
	for n := range b.N + 1 {
		e := startEditor(b, dir, "govlint", "gopls")
		if err := e.Initialize(nil, dir); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		e.Open(file, text)
		theirs, err := e.Await(file, 3*time.Minute, func(p lsptest.Published) bool { return p.Count("printf") > 0 })
		if err != nil {
			b.Fatal(err)
		}
		ours, err := e.Await(file, 3*time.Minute, func(p lsptest.Published) bool { return p.Count("govlint") > 0 })
		if err != nil {
			b.Fatal(err)
		}
		late := ours.At.Sub(theirs.At)
		if theirs.Count("govlint") > 0 {
			late = 0 // they came together
		}
		b.Logf("gopls after %v, govlint %v later", theirs.At.Sub(start).Round(time.Millisecond), late.Round(time.Millisecond))
		if n > 0 { // the first warms the caches
			after = append(after, late)
		}
		if n == 0 { // ... of the other packages too
			warm := exec.Command("govlint", "./...")
			warm.Dir = dir
			_ = warm.Run() // it has findings
		}
		e.end(b)
	}
	b.ReportMetric(float64(median(after).Milliseconds()), "ms-after-gopls")
}

// BenchmarkRequests asks gopls alone and gopls behind the proxy by turns, so that
// both have the same machine. One that is asked first may be faster for it, so
// they take turns in that too. Once nothing has changed since the question before,
// which gopls answers from memory, and once after a keystroke, as people ask.
func BenchmarkRequests(b *testing.B) {
	needGopls(b)
	path, err := findGopls()
	if err != nil {
		b.Fatal(err)
	}
	dir, file, text := hundred(b)
	servers := []*editor{startEditor(b, dir, path), startEditor(b, dir, "govlint", "gopls")}
	for _, e := range servers {
		if err := e.Initialize(nil, dir); err != nil {
			b.Fatal(err)
		}
		e.Open(file, text)
	}
	for i, e := range servers {
		if _, err := e.Await(file, 3*time.Minute, func(p lsptest.Published) bool { return p.Count("printf") > 0 && (i == 0 || p.Count("govlint") > 0) }); err != nil {
			b.Fatal(err)
		}
	}
	time.Sleep(5 * time.Second) // both have looked at all of the module
	line := strings.Count(text[:strings.Index(text, "json.NewEncoder")], "\n")
	at := map[string]any{"textDocument": map[string]any{"uri": lsptest.URI(file)}, "position": lsptest.Position{Line: line, Character: 18}}
	comment := strings.Count(text[:strings.Index(text, "// Serve0")], "\n")
	keystroke := keystrokes(file, lsptest.Position{Line: comment, Character: 3})
	for _, method := range []string{"textDocument/hover", "textDocument/completion"} {
		name := strings.TrimPrefix(method, "textDocument/")
		b.Run(name, func(b *testing.B) { compareRequests(b, servers, method, at, nil) })
		b.Run(name+"-typing", func(b *testing.B) { compareRequests(b, servers, method, at, keystroke) })
	}
	for _, e := range servers {
		e.end(b)
	}
}

// compareRequests sends a request to each server by turns, after what comes before it.
func compareRequests(b *testing.B, servers []*editor, method string, params any, before func(*editor)) {
	var took [2][]time.Duration
	for n := range 2 * b.N {
		which := (n + n/2) % 2
		start := time.Now()
		if before != nil {
			before(servers[which])
		}
		if err := servers[which].Call(method, params, nil); err != nil {
			b.Fatal(err)
		}
		took[which] = append(took[which], time.Since(start))
	}
	alone, behind := median(took[0]), median(took[1])
	b.ReportMetric(float64(alone.Microseconds()), "µs-gopls")
	b.ReportMetric(float64(behind.Microseconds()), "µs-proxy")
	b.ReportMetric(100*(float64(behind)/float64(alone)-1), "%-slower")
}

// keystrokes returns what types a letter in a server's file, or takes it away again.
func keystrokes(file string, at lsptest.Position) func(e *editor) {
	versions := make(map[*editor]int)
	return func(e *editor) {
		versions[e]++
		place, letter := lsptest.Range{Start: at, End: at}, "x"
		if versions[e]%2 == 0 {
			place.End.Character++
			letter = ""
		}
		e.Change(file, 1+versions[e], &place, letter)
	}
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
