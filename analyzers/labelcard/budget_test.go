package labelcard

import "testing"

func TestLimit(t *testing.T) {
	for text, want := range map[string]limit{"5000": 5000, "1": 1, "strict": 100, "otel": 2000} {
		var l limit
		if err := l.Set(text); err != nil || l != want {
			t.Errorf("%s: %d, %v, want %d", text, l, err, want)
		}
	}
	for _, text := range []string{"", "0", "-5", "lax", "1e3"} {
		var l limit
		if err := l.Set(text); err == nil {
			t.Errorf("%q is taken for %d", text, l)
		}
	}
}

func TestTimesEndsSomewhere(t *testing.T) {
	n := 1
	for range 100 {
		n = times(n, 1000)
	}
	if n != maxSeries {
		t.Errorf("a thousand to the hundredth: %d, want %d", n, maxSeries)
	}
}
