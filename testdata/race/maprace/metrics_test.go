package metrics

import (
	"expvar"
	"io"
	"log"
	"testing"
	"time"

	"drive"
)

func use(c *Counters) []func() {
	return []func(){
		func() { c.Inc("a") },
		func() { c.Inc("b") },
		func() { c.Label("host") },
		func() { c.Write(io.Discard) },
	}
}

func counters() *Counters {
	log.SetOutput(struct{ io.Writer }{io.Discard}) // log formats nothing for io.Discard itself
	return NewCounters(map[string]string{"host": "h"})
}

func TestSafe_Counters(t *testing.T) {
	c := counters()
	drive.Together(append(use(c),
		func() { c.Flush()["a"] = 0 },
		func() { c.ReportCopy().Counts["a"] = 0 },
		func() { c.Longest() },
	)...)
}

func TestRace_Counters_Sum(t *testing.T) {
	c := counters()
	drive.Together(append(use(c), func() { c.Sum() })...)
}

func TestRace_Counters_Names(t *testing.T) {
	c := counters()
	drive.Together(append(use(c), func() { c.Names() })...)
}

func TestRace_Counters_Log(t *testing.T) {
	c := counters()
	drive.Together(append(use(c), c.Log)...)
}

func TestRace_Counters_Top(t *testing.T) {
	c := counters()
	drive.Together(append(use(c), func() { c.Top() })...)
}

func TestRace_Counters_Report(t *testing.T) {
	c := counters()
	drive.Together(append(use(c), func() {
		n := 0
		for range c.Report().Counts {
			n++
		}
		_ = c.Report().Counts["a"]
	})...)
}

func TestSafe_Gauges(t *testing.T) {
	g := NewGauges()
	g.Export("gauges")
	drive.Together(
		func() { g.Gauge("a").Add(1) },
		func() { g.Gauge("b").Add(1) },
		func() { g.Drop("a") },
		func() { g.Resets("a") },
		func() { _ = expvar.Get("gauges").String() },
	)
}

func TestRace_Gauges_Reset(t *testing.T) {
	g := NewGauges()
	g.Gauge("a")
	drive.Together(g.Reset, func() { g.Resets("a") })
}

func TestRace_Gauges_Restore(t *testing.T) {
	g := NewGauges()
	drive.Together(func() { g.Gauge("a") }, func() { g.Restore(map[string]int64{"a": 1}) })
}

func TestSafe_Histogram(t *testing.T) {
	h := NewHistogram(1, 5, 10)
	drive.Together(func() { h.Observe(3) })
}

func TestRace_StartSampler(t *testing.T) {
	s := StartSampler(func(int) float64 { return 1 })
	for range 50 {
		s.JSON()
		time.Sleep(time.Millisecond)
	}
	s.Stop()
}
