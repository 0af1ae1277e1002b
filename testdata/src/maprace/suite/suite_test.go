package suite

import (
	"fmt"
	"sync"
	"testing"
)

var lines = map[string]int{
	"a=b":     1,
	"a=b c=d": 2,
	"":        0,
}

func TestParse(t *testing.T) {
	for line, n := range lines {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			if got := Parse(line); len(got) != n || len(lines) != 3 {
				t.Errorf("%d pairs, want %d", len(got), n)
			}
		})
	}
}

func TestParseCollects(t *testing.T) {
	results := make(map[string]int)
	for line := range lines {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			results[line] = len(Parse(line)) // want "unguarded: map results"
		})
	}
}

func TestParseCollectsInTurn(t *testing.T) {
	results := make(map[string]int)
	for line := range lines {
		t.Run(line, func(t *testing.T) {
			results[line] = len(Parse(line))
		})
	}
	if len(results) != len(lines) {
		t.Errorf("%d results, want %d", len(results), len(lines))
	}
}

func TestParseCleanup(t *testing.T) {
	var mu sync.Mutex
	results := make(map[string]int)
	t.Cleanup(func() {
		if len(results) != len(lines) {
			t.Errorf("%d results, want %d", len(results), len(lines))
		}
	})
	for line := range lines {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			mu.Lock()
			defer mu.Unlock()
			results[line] = len(Parse(line))
		})
	}
}

func TestParseOwnMap(t *testing.T) {
	for line := range lines {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			want := map[string]string{}
			for k, v := range Parse(line) {
				want[k] = v
			}
			if fmt.Sprint(want) != fmt.Sprint(Parse(line)) {
				t.Error("parsed twice, and the results differ")
			}
		})
	}
}

func TestParseWait(t *testing.T) {
	got := make(map[string]map[string]string)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for line := range lines {
			got[line] = Parse(line)
		}
	}()
	wg.Wait()
	if len(got) != len(lines) {
		t.Errorf("%d results, want %d", len(got), len(lines))
	}
}

func TestParseForgetsToWait(t *testing.T) {
	got := make(map[string]map[string]string)
	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		defer wg.Done()
		for line := range lines {
			got[line] = Parse(line) // want "unguarded: map got"
		}
	}()
	t.Log(len(got))
	wg.Wait()
}

func TestParseReadsTooEarly(t *testing.T) {
	got := make(map[string]map[string]string)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for line := range lines {
			got[line] = Parse(line) // want "unguarded: map got"
		}
	}()
	t.Log(len(got))
	wg.Wait()
	if len(got) != len(lines) {
		t.Errorf("%d results, want %d", len(got), len(lines))
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse("a=b c=d")["e"] = "f"
	}
}

func BenchmarkParseParallel(b *testing.B) {
	sizes := make(map[int]int)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			sizes[len(Parse("a=b c=d"))]++ // want "unguarded: map sizes"
		}
	})
}

func BenchmarkParseParallelOwn(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		sizes := make(map[int]int)
		for pb.Next() {
			sizes[len(Parse("a=b c=d"))]++
		}
	})
}
