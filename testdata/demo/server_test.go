package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// With -hammer the visitors come at once, and the defect that govlint finds
// ends the test: "fatal error: concurrent map writes", or a report of -race.
var hammer = flag.Bool("hammer", false, "let the visitors come at once")

func TestVisitsAreCounted(t *testing.T) {
	ts := httptest.NewServer(newServer(newStore()))
	defer ts.Close()
	client := ts.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	const links, visitors = 8, 20
	rounds := 1
	if *hammer {
		rounds = 200
	}
	for i := range links {
		want(t, client, http.MethodPut, fmt.Sprintf("%s/links/l%d?url=%s", ts.URL, i, url.QueryEscape("https://example.com/")), http.StatusCreated)
	}
	visit := func() {
		for i := range links * rounds {
			want(t, client, http.MethodGet, fmt.Sprintf("%s/l%d", ts.URL, i%links), http.StatusFound)
		}
	}
	var wg sync.WaitGroup
	for range visitors {
		if *hammer {
			wg.Go(visit)
			continue
		}
		visit()
	}
	wg.Wait()

	resp, err := client.Get(ts.URL + "/stats")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var visits map[string]int
	if err := json.NewDecoder(resp.Body).Decode(&visits); err != nil {
		t.Fatal(err)
	}
	if len(visits) != links {
		t.Errorf("%d links, want %d", len(visits), links)
	}
	for code, n := range visits {
		if n != visitors*rounds {
			t.Errorf("%s was followed %d times, want %d", code, n, visitors*rounds)
		}
	}
}

func want(t *testing.T, client *http.Client, method, url string, status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Error(err)
		return
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return
	}
	resp.Body.Close()
	if resp.StatusCode != status {
		t.Errorf("%s %s: %s, want %d", method, url, resp.Status, status)
	}
}
