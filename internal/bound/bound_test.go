package bound

import (
	"slices"
	"testing"
)

func set(values ...string) Value { return Value{Set: values} }

func TestJoin(t *testing.T) {
	wild := Value{Class: Unbounded, Words: "path"}
	live := Value{Class: Unbounded, Words: "name", Live: true}
	many := make([]string, maxSet+1)
	for i := range many {
		many[i] = string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	slices.Sort(many)
	for _, test := range []struct {
		name string
		a, b Value
		want Value
	}{
		{"sets unite", set("a", "b"), set("b", "c"), set("a", "b", "c")},
		{"nothing adds nothing", Value{}, bounded(3, "codes"), bounded(3, "codes")},
		{"counts add", bounded(3, "codes"), set("other"), bounded(4, "codes")},
		{"the same set from two places", bounded(50, "route template"), bounded(50, "route template"), bounded(50, "route template")},
		{"a large set is a number", set(many...), set(many[0]), bounded(maxSet+1, "constants")},
		{"unknown is more than bounded", bounded(3, "codes"), unknown, unknown},
		{"unbounded is more than unknown", unknown, wild, wild},
		{"a client's choice is more than live objects", live, wild, wild},
	} {
		for _, got := range []Value{join(test.a, test.b), join(test.b, test.a)} {
			if got.Class != test.want.Class || got.Count() != test.want.Count() || got.Live != test.want.Live || !slices.Equal(got.Set, test.want.Set) {
				t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
			}
		}
	}
}

func TestProduct(t *testing.T) {
	got := product(set("GET ", "POST "), set("/a", "/b"))
	if want := []string{"GET /a", "GET /b", "POST /a", "POST /b"}; !slices.Equal(got.Set, want) {
		t.Errorf("concatenated sets: %q, want %q", got.Set, want)
	}
	if got := product(bounded(10, "methods"), bounded(50, "routes")); got.Count() != 500 {
		t.Errorf("10 methods and 50 routes: %d", got.Count())
	}
	if got := product(bounded(1<<20, "x"), bounded(1<<20, "y")); got.Count() != 1<<30 {
		t.Errorf("a product has a limit: %d", got.Count())
	}
	if got := product(set("x"), unknown); got.Class != Unknown {
		t.Errorf("a constant and the unknown: %+v", got)
	}
}

func TestParamsAreKept(t *testing.T) {
	a := Value{Params: []Param{{Method: "A"}}}
	b := Value{Class: Unknown, Params: []Param{{Method: "A"}, {Method: "B"}}}
	if got := join(a, b); got.Class != Unknown || len(got.Params) != 2 {
		t.Errorf("what goes into two ways goes into their join: %+v", got)
	}
}

func TestTrail(t *testing.T) {

	source := (*Trail)(nil).then(1, "read")
	if source.then(1, "read") != source {
		t.Error("the same step twice")
	}
	if source.then(0, "nowhere") != source {
		t.Error("a step without a place")
	}
	way := source.then(2, "step")
	steps := way.then(9, "last").Steps()
	if steps[0] != source || steps[len(steps)-1].Text != "last" {
		t.Errorf("from the source on: %v", steps)
	}
}

func TestDotted(t *testing.T) {
	for name, want := range map[string]string{
		"HTTPTargetKey": "http.target", "HTTPMethod": "http.method", "NetSockPeerAddrKey": "net.sock.peer.addr",
		"EnduserIDKey": "enduser.id", "RPCSystemKey": "rpc.system",
	} {
		if got := dotted(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
