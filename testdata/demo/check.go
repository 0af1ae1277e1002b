package main

import (
	"context"
	"errors"
	"net/http"
	"time"
)

var errSlow = errors.New("the target takes too long")

// check asks the target of a link whether it answers within the patience of
// whoever wants to know.
func check(ctx context.Context, client *http.Client, target string, patience time.Duration) error {
	answer := make(chan error)
	go func() {
		answer <- head(context.WithoutCancel(ctx), client, target)
	}()
	select {
	case err := <-answer:
		return err
	case <-time.After(patience):
		return errSlow
	}
}

func head(ctx context.Context, client *http.Client, target string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, target, nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// withCheck adds the route of check.
func withCheck(mux *http.ServeMux, s *server) *http.ServeMux {
	mux.HandleFunc("GET /links/{code}/check", s.check)
	return mux
}

func (s *server) check(w http.ResponseWriter, r *http.Request) {
	target, ok := s.store.target(r.PathValue("code"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	if err := check(r.Context(), http.DefaultClient, target, 2*time.Second); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
