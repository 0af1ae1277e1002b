package main

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestBucketsHoldTheirDurations(t *testing.T) {
	for _, ns := range []uint64{0, 1, 31, 32, 33, 63, 64, 65, 100, 1000, 4095, 4096, 1e6, 1e9, 1 << 40} {
		low, next := lowest(bucket(ns)), lowest(bucket(ns)+1)
		if uint64(low) > ns || uint64(next) <= ns {
			t.Errorf("%d ns is in the bucket of %d to %d ns", ns, low, next)
		}
		if width := float64(next - low); width > 1 && width/float64(ns) > 1.0/subBuckets {
			t.Errorf("the bucket of %d ns is %v ns wide", ns, width)
		}
	}
}

func TestQuantiles(t *testing.T) {
	h := &histogram{}
	for ns := range 10_000 {
		h.add(time.Duration(ns))
	}
	for q, want := range map[float64]float64{0.5: 5000, 0.99: 9900, 0.9999: 9999} {
		if got := float64(h.quantile(q)); math.Abs(got-want) > want/subBuckets {
			t.Errorf("quantile %v = %v ns, want %v within 1/%d", q, got, want, subBuckets)
		}
	}
	if h.max != 9999 {
		t.Errorf("max = %d", h.max)
	}
}

func TestRatiosAreTakenWithinARound(t *testing.T) {
	c := newCase("g", "case", "ns/op", "ns/op")
	// The machine is ten times slower in the second round.
	for _, v := range []float64{10, 100, 11} {
		c.row("ours").add("ns/op", v)
		c.row(nameXsync).add("ns/op", 2*v)
	}
	if got, ok := c.ratio(c.row("ours"), nameXsync); !ok || got != 0.5 {
		t.Errorf("ratio = %v, %v, want 0.5", got, ok)
	}
	if _, ok := c.ratio(c.row("ours"), "absent"); ok {
		t.Error("a ratio to a contender that was not measured")
	}
	if got := c.row("ours").typical("ns/op"); got != 11 {
		t.Errorf("median = %v, want 11", got)
	}
}

func TestKeysAreDistinctAndOfTheirPattern(t *testing.T) {
	ints := map[string]func(int) int{"scattered": scattered, "shifted24": shifted24, "equalLowBits": equalLowBits}
	for name, key := range ints {
		seen := map[int]bool{}
		for i := range manyKeys {
			seen[key(i)] = true
		}
		if len(seen) != manyKeys {
			t.Errorf("%s: %d different keys of %d", name, len(seen), manyKeys)
		}
	}
	seen, shards := map[string]bool{}, map[uint32]bool{}
	for i := range manyKeys {
		key := fnvCollision(i)
		seen[key] = true
		h := fnv.New32()
		io.WriteString(h, key)
		shards[h.Sum32()%32] = true
	}
	if len(seen) != manyKeys || len(shards) != 1 {
		t.Errorf("%d different keys of %d in %d shards, want one", len(seen), manyKeys, len(shards))
	}
	if equalLowBits(1)&0xFFFF != equalLowBits(99)&0xFFFF {
		t.Error("the low bits differ")
	}
}

func TestSequencesHaveTheirDistribution(t *testing.T) {
	all := keysOf(1000, func(i int) int { return i })
	share := func(keys keySet[int], below int) float64 {
		n := 0
		for _, k := range keys.seq {
			if k < below {
				n++
			}
		}
		return float64(n) / float64(len(keys.seq))
	}
	if got := share(uniform(all), 10); math.Abs(got-0.01) > 0.002 {
		t.Errorf("uniform: %.3f of the operations on 1 %% of the keys", got)
	}
	if got := share(hotSet(all), 10); math.Abs(got-0.901) > 0.01 {
		t.Errorf("hot set: %.3f of the operations on 1 %% of the keys, want 0.9", got)
	}
	if got := share(zipf(all), 10); got < 0.3 || got > 0.8 {
		t.Errorf("Zipf: %.3f of the operations on 1 %% of the keys", got)
	}
}

func TestEveryContenderStoresAndFinds(t *testing.T) {
	keys := keysOf(3000, sessionID)
	for _, c := range contenders[string, record]() {
		m := c.fresh()
		fill(m, keys, records())
		if m.len() != len(keys) {
			t.Errorf("%s holds %d of %d entries", c.name, m.len(), len(keys))
		}
		if n := missing(m, keys); n != 0 {
			t.Errorf("%s misses %d of %d keys", c.name, n, len(keys))
		}
		if n := missing(m, keysOf(10, func(i int) string { return "absent" })); n != 10 {
			t.Errorf("%s finds absent keys", c.name)
		}
	}
}

func TestWritesHaveTheirShareAndDiffer(t *testing.T) {
	w := newWork([]int{1}, words(), 3, workload{goroutines: 8, writes: 0.1})
	n := 0
	same, last := 0, uint64(0)
	for range 100_000 {
		if w.write() {
			n++
			if v := w.value(); v == last {
				same++
			} else {
				last = v
			}
		}
	}
	if n < 9_500 || n > 10_500 {
		t.Errorf("%d of 100000 operations write, want a tenth", n)
	}
	if same > n/100 {
		t.Errorf("%d of %d writes repeat the value before", same, n)
	}
}

// A run from the command line to its files, with two contenders.
func TestRunWritesItsReports(t *testing.T) {
	stdout := os.Stdout
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	os.Stdout = null
	defer func() { os.Stdout = stdout }()

	var progress strings.Builder
	b := &bench{many: 2000, rounds: 2, duration: time.Millisecond, quick: true, progress: &progress, perf: &perfCounters{"not asked"},
		only: []string{nameShardmap, nameSyncMap, nameArray}}
	dir := t.TempDir()
	if err := run(b, "read,counters", dir); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(progress.String(), "group 1 of 2, read") {
		t.Errorf("progress: %s", progress.String())
	}
	text, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil || !strings.Contains(string(text), "| shardmap |") || !strings.Contains(string(text), "read.svg") {
		t.Errorf("README.md, %v:\n%s", err, text)
	}
	f, err := os.Open(filepath.Join(dir, "results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	// Three shapes of two maps and three counter cases of two, by two clocks, in two rounds.
	if want := 1 + (3*2+3*2)*2*2; err != nil || len(lines) != want {
		t.Errorf("%d lines of CSV, want %d, %v", len(lines), want, err)
	}
	for _, name := range []string{"read.svg", "counters.svg"} {
		checkXML(t, filepath.Join(dir, name))
	}
	if err := run(b, "nonsense", ""); err == nil || !strings.Contains(err.Error(), "write10") {
		t.Errorf("an unknown group gives %v, want the names of the groups", err)
	}
}

func checkXML(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	bars := 0
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(path), err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "rect" {
			bars++
		}
	}
	if bars < 4 {
		t.Errorf("%s has %d bars", filepath.Base(path), bars)
	}
}

func TestPerfOutput(t *testing.T) {
	const out = "1200,,cache-misses,100,100.00,,\n48000,,cache-references:u,100,100.00,,\n"
	if n, err := eventCount(out, "cache-references"); n != 48000 || err != nil {
		t.Errorf("%v, %v", n, err)
	}
	if _, err := eventCount("<not supported>,,cache-misses,0,100.00,,\n", "cache-misses"); err == nil {
		t.Error("a counter that is not supported has a value")
	}
	if _, err := eventCount(out, "branches"); err == nil {
		t.Error("an absent event has a value")
	}
}

// Work shows on the clock of the thread that does it, and waiting does not.
func TestThreadClockCountsWork(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no clock of a thread here; the wall's takes its place")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := threadClock()
	time.Sleep(30 * time.Millisecond)
	slept := threadClock().Sub(before)
	for end := threadClock().Add(5 * time.Millisecond); threadClock().Before(end); {
	}
	worked := threadClock().Sub(before)
	if slept > 15*time.Millisecond || worked < 5*time.Millisecond {
		t.Errorf("%v for sleeping 30 ms, %v with 5 ms of work", slept, worked)
	}
}
