package lsp

import (
	"context"
	"path/filepath"
	"time"
)

// quiet is how long an analysis may take before the editor shows that it runs.
const quiet = time.Second

// progress shows that a job runs, if it takes long and the editor can. The
// function it returns ends that.
func (s *session) progress(ctx context.Context, j job) func() {
	shown := make(chan string, 1)
	timer := time.AfterFunc(quiet, func() {
		token := ""
		s.mu.Lock()
		if s.ready && s.can.Window.WorkDoneProgress && ctx.Err() == nil {
			token = s.ownID()
			s.client.send(message{Version: "2.0", ID: token, Method: methodProgressBegin, Params: map[string]any{"token": token}})
			s.client.send(notification(methodProgress, map[string]any{
				"token": token,
				"value": map[string]any{"kind": "begin", "title": "govlint", "message": "analysing " + j.subject()},
			}))
		}
		s.mu.Unlock()
		shown <- token
	})
	return func() {
		if timer.Stop() {
			return
		}
		if token := <-shown; token != "" {
			s.client.send(notification(methodProgress, map[string]any{"token": token, "value": map[string]any{"kind": "end"}}))
		}
	}
}

func (j *job) subject() string {
	if j.wide || len(j.request.Patterns) != 1 {
		return filepath.Base(j.request.Dir)
	}
	return filepath.Base(filepath.Join(j.request.Dir, j.request.Patterns[0]))
}
