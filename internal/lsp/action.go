package lsp

import (
	"encoding/json"
	"strings"
)

const quickFix = "quickfix"

// actions returns the fixes for what a codeAction request is about.
func (s *session) actions(body []byte) []json.RawMessage {
	var p struct {
		TextDocument document `json:"textDocument"`
		Range        span     `json:"range"`
		Context      struct {
			Only []string `json:"only"`
		} `json:"context"`
	}
	if !params(body, &p) || !wantsFixes(p.Context.Only) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[pathOf(p.TextDocument.URI)]
	if f == nil {
		return nil
	}
	var list []json.RawMessage
	for _, problem := range f.ours {
		if !overlap(problem.diagnostic.Range, p.Range) {
			continue
		}
		for i, fix := range problem.fixes {
			if !s.current(fix) {
				continue
			}
			action := codeAction{
				Title:       fix.title,
				Kind:        quickFix,
				Diagnostics: []diagnostic{problem.diagnostic},
				Preferred:   i == 0, // the safest comes first
				Edit:        s.workspaceEdit(fix),
			}
			if data, err := json.Marshal(action); err == nil {
				list = append(list, data)
			}
		}
	}
	return list
}

// wantsFixes reports whether a request for the kinds is one for quick fixes.
// Kinds form a tree, and one stands for all below it.
func wantsFixes(only []string) bool {
	for _, kind := range only {
		if kind == "" || kind == quickFix || strings.HasPrefix(quickFix, kind+".") {
			return true
		}
	}
	return len(only) == 0
}

// current reports whether the files that the fix edits are what they were. The
// caller holds mu.
func (s *session) current(f fix) bool {
	for _, edit := range f.edits {
		file := s.files[pathOf(edit.Document.URI)]
		open := file != nil && file.open
		if open != (edit.Document.Version != nil) || open && file.version != *edit.Document.Version {
			return false
		}
	}
	return true
}

func (s *session) workspaceEdit(f fix) workspaceEdit {
	if s.can.Workspace.WorkspaceEdit.DocumentChanges {
		return workspaceEdit{DocumentChanges: f.edits}
	}
	changes := make(map[string][]textEdit)
	for _, edit := range f.edits {
		changes[edit.Document.URI] = append(changes[edit.Document.URI], edit.Edits...)
	}
	return workspaceEdit{Changes: changes}
}

func overlap(a, b span) bool { return !before(a.End, b.Start) && !before(b.End, a.Start) }

func before(a, b position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}

// withActions returns a response of gopls with more actions in its result. An
// error stays what it is.
func withActions(body []byte, actions []json.RawMessage) any {
	var m map[string]json.RawMessage
	var result []json.RawMessage
	if json.Unmarshal(body, &m) != nil || m["result"] == nil || json.Unmarshal(m["result"], &result) != nil {
		return json.RawMessage(body)
	}
	m["result"], _ = json.Marshal(append(result, actions...))
	return m
}

// withItems returns a full report of gopls with more diagnostics in it.
func withItems(body []byte, more []json.RawMessage) any {
	var m, report map[string]json.RawMessage
	var items []json.RawMessage
	if json.Unmarshal(body, &m) != nil || json.Unmarshal(m["result"], &report) != nil || string(report["kind"]) != `"full"` {
		return json.RawMessage(body)
	}
	if json.Unmarshal(report["items"], &items) != nil {
		return json.RawMessage(body)
	}
	report["items"], _ = json.Marshal(append(items, more...))
	m["result"], _ = json.Marshal(report)
	return m
}

// pulled notes that the editor asks for the diagnostics of a file, and returns
// what there is.
func (s *session) pulled(body []byte) []json.RawMessage {
	var p struct {
		TextDocument document `json:"textDocument"`
	}
	if !params(body, &p) {
		return nil
	}
	path := pathOf(p.TextDocument.URI)
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[path]
	if f == nil {
		return nil
	}
	// An editor that cannot be asked to come back is told at once, as others are.
	f.pulled = s.can.Workspace.Diagnostics.RefreshSupport
	if !f.pulled {
		return nil
	}
	return f.shown()
}
