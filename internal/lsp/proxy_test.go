package lsp

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/lsp/lsptest"
)

// A tape remembers what went through it.
type tape struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (t *tape) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.data.Write(p)
}

// messages returns the messages on the tape that keep wants, as they came.
func (t *tape) messages(keep func(envelope) bool) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := bufio.NewReader(bytes.NewReader(t.data.Bytes()))
	var list []string
	for {
		f, err := readFrame(r)
		if err != nil {
			return list
		}
		if keep(peek(f.body)) {
			list = append(list, string(f.raw))
		}
	}
}

type both struct {
	io.Writer
	io.Closer
}

// A stage is a proxy between a real gopls and a test's editor, with tapes on
// all four ends.
type stage struct {
	*lsptest.Client
	fromEditor, toGopls, fromGopls, toEditor tape
	done                                     chan error
}

func newStage(t *testing.T, opts Options, dir string) *stage {
	t.Helper()
	path, err := exec.LookPath("gopls")
	if err != nil {
		t.Skip("gopls is not on the PATH: go install golang.org/x/tools/gopls@latest")
	}
	cmd := exec.Command(path)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	s := &stage{done: make(chan error, 1)}
	editorIn, proxyOut := io.Pipe()
	proxyIn, editorOut := io.Pipe()
	go func() {
		s.done <- Proxy(context.Background(), opts, proxyIn, io.MultiWriter(&s.toEditor, proxyOut), Upstream{
			In:  both{io.MultiWriter(&s.toGopls, in), in},
			Out: io.TeeReader(out, &s.fromGopls),
		})
	}()
	s.Client = lsptest.Connect(editorIn, both{io.MultiWriter(&s.fromEditor, editorOut), editorOut})
	return s
}

// A fakeAnalysis finds every "bad" in the unsaved text, after some time.
type fakeAnalysis struct {
	file string
	mu   sync.Mutex
	last string
	runs int
}

func (a *fakeAnalysis) analyse(ctx context.Context, r Request) (*Outcome, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(5 * time.Millisecond):
	}
	text, ok := r.Overlay[a.file]
	if !ok {
		text, _ = os.ReadFile(a.file)
	}
	a.mu.Lock()
	a.last = string(text)
	a.runs++
	a.mu.Unlock()
	outcome := &Outcome{Analysed: func(string) bool { return true }, Editable: func(string) bool { return true }}
	for i, line := range strings.Split(string(text), "\n") {
		if at := strings.Index(line, "bad"); at >= 0 {
			from := finding.Location{File: a.file, Line: i + 1, Column: at + 1}
			to := finding.Location{File: a.file, Line: i + 1, Column: at + 4}
			outcome.Findings = append(outcome.Findings, finding.Finding{
				Code: "toy/bad", Severity: "error", Message: "bad", Location: from, End: to,
				Fixes: []finding.Fix{{Message: "good", Edits: []finding.Edit{{Location: from, End: to, NewText: "good"}}}},
			})
		}
	}
	return outcome, nil
}

const source = `package p

import "fmt"

// Greet says hello to bad people, in ключ and 😀.
func Greet(names []string) {
	for _, name := range names {
		fmt.Printf("hello %s\n", name)
	}
}
`

// TestManyEdits makes 10,000 random edits, with requests between them, and then
// looks whether either side got anything but what the other had said.
func TestManyEdits(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "p.go")
	for name, data := range map[string]string{"go.mod": "module example.com/p\n\ngo 1.24\n", "p.go": source} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	fake := &fakeAnalysis{file: file}
	var log tape
	opts := Options{
		Analyse: fake.analyse,
		Modules: func(_ context.Context, dir string) []string { return []string{dir} },
		Log:     &log,
		Delay:   time.Millisecond,
	}
	s := newStage(t, opts, dir)
	if err := s.Initialize(nil, dir); err != nil {
		t.Fatal(err)
	}
	s.Open(file, source)
	edits := 10_000
	if testing.Short() {
		edits = 500
	}
	text, version := s.randomEdits(t, file, edits)
	version++
	s.Change(file, version, nil, text+"\n// bad bad\n")
	version++
	s.Change(file, version, nil, source)
	if _, err := s.Await(file, time.Minute, func(p lsptest.Published) bool {
		return p.Count("govlint") == 1 && p.Count("") == 1 && p.Version != nil && *p.Version == version
	}); err != nil {
		t.Error(err)
	}
	fake.mu.Lock()
	if fake.last != source || fake.runs < 3 {
		t.Errorf("after %d runs the text is %q", fake.runs, fake.last)
	}
	fake.mu.Unlock()
	if err := s.Shutdown(); err != nil {
		t.Error(err)
	}
	if err := <-s.done; err != nil {
		t.Error(err)
	}
	s.compare(t)
	if log.data.Len() > 0 {
		t.Errorf("logged: %s", &log.data)
	}
}

// randomEdits changes the text again and again, and asks for all kinds of things
// meanwhile. It returns the text in the end.
func (s *stage) randomEdits(t *testing.T, file string, edits int) (string, int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 11))
	pieces := []string{"bad", "x", "\n", "😀", "ключ", " ", "}", "func f() {}\n", "\"", "// bad\n", "\t"}
	text := utf16.Encode([]rune(source))
	var waits []func(any) error
	version := 1
	for n := range edits {
		start := whole(text, rng.IntN(len(text)+1))
		end := whole(text, min(len(text), start+rng.IntN(4)))
		end = max(start, end)
		if len(text) > 4000 {
			end = whole(text, min(len(text), start+500))
		}
		piece := pieces[rng.IntN(len(pieces))]
		version++
		from, to := placeIn(text, start), placeIn(text, end)
		s.Change(file, version, &lsptest.Range{
			Start: lsptest.Position{Line: from.Line, Character: from.Character},
			End:   lsptest.Position{Line: to.Line, Character: to.Character},
		}, piece)
		text = slices.Concat(text[:start], utf16.Encode([]rune(piece)), text[end:])
		at := map[string]any{
			"textDocument": map[string]any{"uri": lsptest.URI(file)},
			"position":     from,
			"range":        span{from, to},
			"context":      map[string]any{"diagnostics": []any{}},
		}
		if n%50 == 0 {
			waits = append(waits, s.Go("textDocument/hover", at), s.Go("textDocument/codeAction", at), s.Go("textDocument/documentSymbol", at))
		}
		if n%500 == 0 {
			time.Sleep(50 * time.Millisecond) // so that something is analysed
		}
	}
	for _, wait := range waits {
		// Gopls refuses some of that, about text that makes no sense.
		if err := wait(nil); err != nil && (strings.Contains(err.Error(), "no answer") || strings.Contains(err.Error(), "went away")) {
			t.Fatal(err)
		}
	}
	return string(utf16.Decode(text)), version
}

// compare checks that what came out is what went in.
func (s *stage) compare(t *testing.T) {
	t.Helper()
	ids := make(map[string]bool) // of code actions, whose answers may differ
	s.fromEditor.messages(func(e envelope) bool {
		ids[e.id] = ids[e.id] || e.method == methodAction
		return false
	})
	own := func(e envelope) bool { return strings.HasPrefix(e.id, `"`+ownPrefix) || e.method == methodProgress }
	toGopls := s.toGopls.messages(func(envelope) bool { return true })
	fromEditor := s.fromEditor.messages(func(e envelope) bool { return !own(e) })
	if !slices.Equal(toGopls, fromEditor) {
		t.Errorf("gopls got %d messages of %d, or others", len(toGopls), len(fromEditor))
	}
	same := func(e envelope) bool {
		return !own(e) && e.method != methodPublish && !(e.response && ids[e.id])
	}
	fromGopls, toEditor := s.fromGopls.messages(same), s.toEditor.messages(same)
	if !slices.Equal(fromGopls, toEditor) {
		t.Errorf("the editor got %d messages of %d, or others", len(toEditor), len(fromGopls))
	}
	answered := s.toEditor.messages(func(e envelope) bool { return e.response && ids[e.id] })
	if asked := s.fromGopls.messages(func(e envelope) bool { return e.response && ids[e.id] }); len(asked) != len(answered) {
		t.Errorf("%d answers with code actions of %d", len(answered), len(asked))
	}
	if len(fromGopls) < 10 || len(answered) < 10 {
		t.Errorf("only %d messages and %d code actions", len(fromGopls), len(answered))
	}
}

// An editor that asks for diagnostics gets ours with those of gopls, and is told
// to ask again when there are new ones.
func TestPull(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	s := newSession(t.Context(), Options{
		Analyse: (&fakeAnalysis{file: file}).analyse,
		Modules: func(context.Context, string) []string { return nil },
		Log:     io.Discard,
	}, &writer{w: new(tape)})
	s.can.Workspace.Diagnostics.RefreshSupport = true
	s.ready = true
	open := `{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uriOf(file) + `","version":1,"text":"package p // bad"}}}`
	pull := []byte(`{"id":1,"method":"textDocument/diagnostic","params":{"textDocument":{"uri":"` + uriOf(file) + `"}}}`)
	s.observe(methodOpen, []byte(open))
	s.pulled(pull)
	out := s.client.w.(*tape)
	deadline := time.Now().Add(10 * time.Second)
	for len(out.messages(func(e envelope) bool { return e.method == methodRefresh })) == 0 {
		if time.Now().After(deadline) {
			t.Fatal("the editor is not told")
		}
		time.Sleep(time.Millisecond)
	}
	ours := s.pulled(pull)
	merged, err := encode(withItems([]byte(`{"id":1,"result":{"kind":"full","items":[{"x":1}],"resultId":"r"}}`), ours))
	if err != nil || len(ours) != 1 || !bytes.Contains(merged, []byte(`{"x":1},{"range"`)) || !bytes.Contains(merged, []byte(`"resultId":"r"`)) {
		t.Errorf("%d of ours, merged %s, %v", len(ours), merged, err)
	}
	if pushed := out.messages(func(e envelope) bool { return e.method == methodPublish }); len(pushed) > 0 {
		t.Errorf("told twice: %s", pushed)
	}
	unchanged := []byte(`{"id":1,"result":{"kind":"unchanged","resultId":"r"}}`)
	if got, _ := encode(withItems(unchanged, ours)); !bytes.HasSuffix(got, unchanged) {
		t.Errorf("unchanged became %s", got)
	}
}

// An analysis that takes long shows in the editor, and that it ended.
func TestProgress(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.go")
	out := new(tape)
	finish := make(chan struct{})
	s := newSession(t.Context(), Options{
		Analyse: func(context.Context, Request) (*Outcome, error) {
			<-finish
			return nil, io.EOF
		},
		Log: io.Discard,
	}, &writer{w: out})
	s.ready, s.can.Window.WorkDoneProgress = true, true
	s.observe(methodOpen, []byte(`{"params":{"textDocument":{"uri":"`+uriOf(file)+`","version":1,"text":"package p"}}}`))
	shown := func(want ...string) bool {
		got := out.messages(func(e envelope) bool { return e.method == methodProgress || e.method == methodProgressBegin })
		return len(got) == len(want) && !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(got[slices.Index(want, w)], w) })
	}
	deadline := time.Now().Add(20 * time.Second)
	for !shown(`"token":"govlint/1"`, `"kind":"begin"`) {
		if time.Now().After(deadline) {
			t.Fatalf("not shown: %s", &out.data)
		}
		time.Sleep(10 * time.Millisecond)
	}
	close(finish)
	for !shown(`"token":"govlint/1"`, `"kind":"begin"`, `"kind":"end"`) {
		if time.Now().After(deadline) {
			t.Fatalf("not ended: %s", &out.data)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
