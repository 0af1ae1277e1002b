package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/govlint/govlint/internal/hotspots"
)

func TestSumUp(t *testing.T) {
	confirmed := hotspots.Site{Func: "render", Share: 0.3, Value: 300, Code: "escape/presize", Compiler: []string{"make([]byte, n) escapes to heap"}}
	weighed := hotspots.Site{Func: "join", Share: 0.1, Value: 100, Code: "escape/concat"}
	guessed := hotspots.Site{Func: "join", Share: 0.1, Code: "escape/concat"}
	explained := hotspots.Site{Func: "read", Share: 0.5, Value: 500, Why: "it is returned"}
	unclear := hotspots.Site{Func: "write", Share: 0.5, Value: 500}
	for _, test := range []struct {
		name  string
		sites []hotspots.Site
		ok    bool
	}{
		{"found and explained", []hotspots.Site{confirmed, weighed, explained}, true},
		{"nothing on its lines", nil, true},
		{"without the word of anybody", []hotspots.Site{guessed, explained}, false},
		{"half of it unclear", []hotspots.Site{explained, unclear}, false},
		{"too many", several(confirmed, mostFindings+1), false},
	} {
		var out bytes.Buffer
		e := &env{out: &out}
		assert.Equal(t, test.ok, e.sumUp(&hotPackage{name: "shop", pkg: "./shop"}, test.sites, 0.8), "%s: %s", test.name, out.String())
	}
}

func several(s hotspots.Site, n int) []hotspots.Site {
	var sites []hotspots.Site
	for range n {
		sites = append(sites, s)
	}
	return sites
}
