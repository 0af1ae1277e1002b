package fanout

import (
	"context"
	"testing"

	"drive"
)

func answer(_ context.Context, key string) (map[string]string, error) {
	return map[string]string{key: "x"}, nil
}

func links(url string) []string {
	if len(url) > 4 {
		return nil
	}
	return []string{url + "a", url + "b"}
}

func send(_ context.Context, url string, h map[string]string) error {
	h["sent"] = url
	return nil
}

func load() map[string]int { return map[string]int{"a": 1} }

var (
	backends = []Backend{answer, answer, answer}
	urls     = []string{"a", "b", "c"}
)

func TestSafe_Fanout(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	drive.Together(
		func() { First(ctx, "k", backends) },
		func() { NewCrawler(links).Crawl("u") },
		func() { Shards(ctx, "k", backends) },
		func() { PartialLocked(ctx, "k", backends) },
		func() { Headers(ctx, urls, send) },
		func() { Versions(load, func(int) {}, 5) },
		func() { NewStats(3).Probe(func(int) int { return 200 }) },
	)
}

func TestRace_Walker_walk(t *testing.T) {
	drive.Together(func() { (&Walker{links: links}).Walk("u") })
}

func TestRace_Partial(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	drive.Together(func() { Partial(ctx, "k", backends) })
}

func TestRace_Signed(t *testing.T) {
	drive.Together(func() {
		Signed(context.Background(), urls, func(context.Context, string, map[string]string) error { return nil })
	})
}

func TestRace_Refresh(t *testing.T) {
	drive.Together(func() { Refresh(load, func(int) {}, 5) })
}

func TestRace_Stats_ProbeFirst(t *testing.T) {
	drive.Together(func() { NewStats(1).ProbeFirst(func(int) int { return 200 }, 5) })
}

func TestRace_Expire(t *testing.T) {
	drive.Together(func() { Expire(urls, func() {})("a") })
}
