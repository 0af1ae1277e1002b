package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/govlint/govlint/internal/finding"
)

// A session is what is known of one editor: what it has open, what was found,
// and what gopls, if there is one, has published.
type session struct {
	opts   Options
	client *writer
	work   *worker

	// mu guards all below. Diagnostics are written while it is held, so that
	// what the editor has last is what is known last.
	mu    sync.Mutex
	can   capabilities
	files map[string]*file // by path
	ready bool             // the editor said that it is initialized
	asked int              // requests of our own so far
}

// A file is what is known of one file, open or not.
type file struct {
	uri     string
	open    bool
	version int
	text    []byte // when open
	pulled  bool   // the editor asks for diagnostics rather than wait for them

	theirs        []json.RawMessage // what gopls published last
	theirsVersion *int
	ours          []problem // of the text as it is now
	oursShown     bool      // the editor was told some
	late          *time.Timer
}

// A problem is a finding, ready to be shown.
type problem struct {
	diagnostic diagnostic
	fixes      []fix
}

// A fix is a suggested fix with the versions of the files that it edits.
type fix struct {
	title string
	edits []documentEdit
}

func newSession(ctx context.Context, opts Options, client *writer) *session {
	s := &session{opts: opts, client: client, files: make(map[string]*file)}
	s.work = newWorker(ctx, s)
	return s
}

func (s *session) logf(format string, args ...any) {
	fmt.Fprintf(s.opts.Log, "govlint: "+format+"\n", args...)
}

// file returns the entry of a path. The URI, if there is one, is as a peer
// writes it, which the peer may expect back.
func (s *session) file(path, uri string) *file {
	f, ok := s.files[path]
	if !ok {
		f = &file{uri: uriOf(path)}
		s.files[path] = f
	}
	if uri != "" {
		f.uri = uri
	}
	return f
}

// initialize learns what the editor can do and where it works.
func (s *session) initialize(body []byte) {
	var p struct {
		Capabilities capabilities `json:"capabilities"`
		RootURI      string       `json:"rootUri"`
		Folders      []folder     `json:"workspaceFolders"`
	}
	if !params(body, &p) {
		return
	}
	s.mu.Lock()
	s.can = p.Capabilities
	s.mu.Unlock()
	if len(p.Folders) == 0 && p.RootURI != "" {
		p.Folders = []folder{{p.RootURI}}
	}
	s.work.addFolders(p.Folders)
}

// observe follows what the editor tells any server. It is called in the order
// of the messages.
func (s *session) observe(method string, body []byte) {
	switch method {
	case methodInitialized:
		s.mu.Lock()
		s.ready = true
		s.mu.Unlock()
	case methodOpen:
		s.didOpen(body)
	case methodChange:
		s.didChange(body)
	case methodSave:
		var p struct{ TextDocument document }
		if params(body, &p) {
			s.work.saved(pathOf(p.TextDocument.URI))
		}
	case methodClose:
		s.didClose(body)
	case methodFolders:
		var p struct{ Event struct{ Added []folder } }
		if params(body, &p) {
			s.work.addFolders(p.Event.Added)
		}
	case methodWatched:
		var p struct{ Changes []folder }
		if params(body, &p) {
			for _, change := range p.Changes {
				s.work.changedOnDisk(pathOf(change.URI))
			}
		}
	}
}

func (s *session) didOpen(body []byte) {
	var p struct{ TextDocument document }
	if !params(body, &p) {
		return
	}
	path := pathOf(p.TextDocument.URI)
	if path == "" {
		return
	}
	s.mu.Lock()
	f := s.file(path, p.TextDocument.URI)
	f.open, f.version, f.text = true, p.TextDocument.Version, []byte(p.TextDocument.Text)
	s.mu.Unlock()
	s.work.opened(path)
}

func (s *session) didChange(body []byte) {
	var p struct {
		TextDocument   document        `json:"textDocument"`
		ContentChanges []contentChange `json:"contentChanges"`
	}
	if !params(body, &p) {
		return
	}
	path := pathOf(p.TextDocument.URI)
	s.mu.Lock()
	f := s.files[path]
	if f == nil || !f.open {
		s.mu.Unlock()
		return
	}
	for _, change := range p.ContentChanges {
		f.text = apply(f.text, change)
	}
	f.version = p.TextDocument.Version
	// They were about other text. The editor keeps showing them, moved along
	// with the lines they are on, until there is something new to say.
	f.ours = nil
	s.mu.Unlock()
	s.work.changed(path)
}

func (s *session) didClose(body []byte) {
	var p struct{ TextDocument document }
	if !params(body, &p) {
		return
	}
	path := pathOf(p.TextDocument.URI)
	s.mu.Lock()
	if f := s.files[path]; f != nil {
		f.open, f.pulled, f.text = false, false, nil
	}
	s.mu.Unlock()
	s.work.changed(path) // unsaved text is gone
}

// published adds ours to the diagnostics that gopls publishes.
func (s *session) published(raw frame) {
	var p struct {
		URI         string            `json:"uri"`
		Version     *int              `json:"version"`
		Diagnostics []json.RawMessage `json:"diagnostics"`
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := ""
	if params(raw.body, &p) {
		path = pathOf(p.URI)
	}
	if path == "" {
		_ = s.client.write(raw.raw)
		return
	}
	f := s.file(path, p.URI)
	f.theirs, f.theirsVersion = p.Diagnostics, p.Version
	f.oursShown = false
	behind := f.open && p.Version != nil && *p.Version < f.version
	if f.late != nil && !behind {
		f.late.Stop()
	}
	ahead := f.open && p.Version != nil && *p.Version > f.version // of what the session has seen
	if len(f.ours) == 0 || f.pulled || behind || ahead {
		_ = s.client.write(raw.raw)
		return
	}
	f.oursShown = true
	s.client.send(withDiagnostics(raw.body, append(p.Diagnostics[:len(p.Diagnostics):len(p.Diagnostics)], f.shown()...)))
}

// withDiagnostics returns a publishDiagnostics with others in their place, all
// else left as it is.
func withDiagnostics(body []byte, diagnostics []json.RawMessage) any {
	var m, p map[string]json.RawMessage
	if json.Unmarshal(body, &m) != nil || json.Unmarshal(m["params"], &p) != nil {
		return json.RawMessage(body)
	}
	p["diagnostics"], _ = json.Marshal(diagnostics)
	m["params"], _ = json.Marshal(p)
	return m
}

// shown returns ours as JSON.
func (f *file) shown() []json.RawMessage {
	var list []json.RawMessage
	for _, p := range f.ours {
		if data, err := json.Marshal(p.diagnostic); err == nil {
			list = append(list, data)
		}
	}
	return list
}

// patience is how long ours wait for gopls to catch up with a version. What it
// published before would be shown in the wrong place next to them.
const patience = time.Second

// publish shows what was found in a file, along with what gopls said last. The
// caller holds mu.
func (s *session) publish(f *file) {
	if f.pulled {
		s.refresh()
		return
	}
	if len(f.ours) == 0 && !f.oursShown {
		return
	}
	if f.late != nil {
		f.late.Stop()
	}
	if f.open && f.theirsVersion != nil && *f.theirsVersion < f.version {
		version := f.version
		f.late = time.AfterFunc(patience, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if f.version == version && *f.theirsVersion < version {
				s.publishNow(f)
			}
		})
		return
	}
	s.publishNow(f)
}

func (s *session) publishNow(f *file) {
	all := append(f.theirs[:len(f.theirs):len(f.theirs)], f.shown()...)
	if all == nil {
		all = []json.RawMessage{}
	}
	p := map[string]any{"uri": f.uri, "diagnostics": all}
	if f.open {
		p["version"] = f.version
	}
	f.oursShown = len(f.ours) > 0
	s.client.send(notification(methodPublish, p))
}

// refresh asks the editor to ask for diagnostics again. The caller holds mu.
func (s *session) refresh() {
	if s.ready && s.can.Workspace.Diagnostics.RefreshSupport {
		s.client.send(message{Version: "2.0", ID: s.ownID(), Method: methodRefresh})
	}
}

// ownPrefix begins the ids of requests that gopls knows nothing of.
const ownPrefix = "govlint/"

// ownID returns a new id. The caller holds mu.
func (s *session) ownID() string {
	s.asked++
	return fmt.Sprintf("%s%d", ownPrefix, s.asked)
}

// found takes over the findings in the files that were analysed, as far as
// they are still what they were: versions has those of the open ones.
func (s *session) found(problems map[string][]problem, analysed func(string) bool, versions map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for path := range problems {
		s.file(path, "")
	}
	for path, f := range s.files {
		if version, open := versions[path]; open != f.open || open && version != f.version {
			continue // another run is on its way
		}
		if !analysed(path) {
			continue
		}
		before := len(f.ours)
		f.ours = problems[path]
		if before > 0 || len(f.ours) > 0 || f.oursShown {
			s.publish(f)
		}
	}
}

// openTexts returns the unsaved and the other texts of the editor, by path.
func (s *session) openTexts() (text map[string][]byte, versions map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, versions = make(map[string][]byte), make(map[string]int)
	for path, f := range s.files {
		if f.open && filepath.Ext(path) == ".go" {
			text[path], versions[path] = f.text, f.version
		}
	}
	return text, versions
}

// problemsOf sorts findings by file, with positions as the editor counts them.
func (s *session) problemsOf(findings []finding.Finding, editable func(string) bool, t *texts, versions map[string]int) map[string][]problem {
	s.mu.Lock()
	can := s.can
	uris := make(map[string]string)
	for path, f := range s.files {
		uris[path] = f.uri
	}
	s.mu.Unlock()
	c := converter{can, uris, t, versions, editable, s.opts.URL}
	all := make(map[string][]problem)
	for _, f := range findings {
		all[f.Location.File] = append(all[f.Location.File], c.problem(f))
	}
	return all
}
