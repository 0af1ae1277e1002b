package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
)

// Serve serves an editor without gopls: diagnostics and quick fixes. The error
// is nil when the editor ended it in good order.
func Serve(ctx context.Context, opts Options, version string, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := &writer{w: out}
	s := newSession(ctx, opts, client)
	r := bufio.NewReaderSize(in, 64<<10)
	shut := false
	for {
		f, err := readFrame(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		e := peek(f.body)
		switch {
		case e.method == methodExit:
			if !shut {
				return errors.New("the editor went without a shutdown")
			}
			return nil
		case e.method == "" || e.id == "":
			s.observe(e.method, f.body)
			continue
		}
		shut = shut || e.method == methodShutdown
		s.answer(e, f, version)
	}
}

// answer responds to a request.
func (s *session) answer(e envelope, f frame, version string) {
	respond := func(result any) {
		s.client.send(map[string]any{"jsonrpc": "2.0", "id": json.RawMessage(e.id), "result": result})
	}
	switch e.method {
	case methodInitialize:
		s.initialize(f.body)
		respond(map[string]any{
			"serverInfo": map[string]any{"name": "govlint", "version": version},
			"capabilities": map[string]any{
				"textDocumentSync":   map[string]any{"openClose": true, "change": 2, "save": true},
				"codeActionProvider": map[string]any{"codeActionKinds": []string{quickFix}},
				"workspace":          map[string]any{"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true}},
			},
		})
	case methodShutdown:
		respond(nil)
	case methodAction:
		actions := s.actions(f.body)
		if actions == nil {
			actions = []json.RawMessage{}
		}
		respond(actions)
	default:
		const methodNotFound = -32601
		s.client.send(map[string]any{
			"jsonrpc": "2.0",
			"id":      json.RawMessage(e.id),
			"error":   map[string]any{"code": methodNotFound, "message": "govlint does not know " + e.method},
		})
	}
}
