// Package pipeline passes maps from stage to stage.
package pipeline

import (
	"maps"
	"strings"
	"sync"
)

// Record is one line of a log, taken apart.
type Record map[string]string

// Parse makes records and hands each over.
func Parse(lines []string) <-chan Record {
	out := make(chan Record)
	go func() {
		defer close(out)
		for _, line := range lines {
			rec := make(Record)
			for _, field := range strings.Fields(line) {
				k, v, _ := strings.Cut(field, "=")
				rec[k] = v
			}
			out <- rec
		}
	}()
	return out
}

// Enrich adds a field to each record on its way.
func Enrich(in <-chan Record, host string) <-chan Record {
	out := make(chan Record)
	go func() {
		defer close(out)
		for rec := range in {
			rec["host"] = host
			out <- rec
		}
	}()
	return out
}

// Stamp stores the records and stamps them.
func Stamp(in <-chan Record, store func(id, host string)) {
	out := make(chan Record, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for rec := range out {
			store(rec["id"], rec["host"])
		}
	}()
	for rec := range in {
		out <- rec
		rec["stamped"] = "yes" // want "unguarded: map rec"
	}
	close(out)
	<-done
}

// StampFirst stamps the records and stores them.
func StampFirst(in <-chan Record, store func(id, stamped string)) {
	out := make(chan Record, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for rec := range out {
			rec["stored"] = "yes"
			store(rec["id"], rec["stamped"])
		}
	}()
	for rec := range in {
		rec["stamped"] = "yes"
		out <- rec
	}
	close(out)
	<-done
}

// Gather merges the records.
func Gather(in <-chan Record) Record {
	all := make(Record)
	for rec := range in {
		for k, v := range rec {
			all[k] = v
		}
	}
	return all
}

// Frequencies counts words with a map a worker and merges them at the end.
func Frequencies(texts []string) map[string]int {
	parts := make(chan map[string]int)
	for _, text := range texts {
		go func() {
			part := make(map[string]int)
			for _, w := range strings.Fields(text) {
				part[w]++
			}
			parts <- part
		}()
	}
	total := make(map[string]int)
	for range texts {
		for w, n := range <-parts {
			total[w] += n
		}
	}
	return total
}

// FrequenciesReused counts words with one map that goes to the sink again and again.
func FrequenciesReused(texts []string, sink func(word string, n int)) {
	parts := make(chan map[string]int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for part := range parts {
			for w, n := range part {
				sink(w, n)
			}
		}
	}()
	part := make(map[string]int)
	for _, text := range texts {
		clear(part) // want "unguarded: map part"
		for _, w := range strings.Fields(text) {
			part[w]++
		}
		parts <- part
	}
	close(parts)
	<-done
}

// Partition fills two maps in two stages and waits for both.
func Partition(in []Record, pred func(Record) bool) (yes, no map[string]Record) {
	yes, no = make(map[string]Record), make(map[string]Record)
	yesCh, noCh := make(chan Record), make(chan Record)
	var wg sync.WaitGroup
	wg.Add(2)
	fill := func(m map[string]Record, from <-chan Record) {
		defer wg.Done()
		for rec := range from {
			m[rec["id"]] = rec
		}
	}
	go fill(yes, yesCh)
	go fill(no, noCh)
	for _, rec := range in {
		if pred(rec) {
			yesCh <- rec
		} else {
			noCh <- rec
		}
	}
	close(yesCh)
	close(noCh)
	wg.Wait()
	return yes, no
}

// Dedup passes on the first record of each id.
func Dedup(in <-chan Record) (<-chan Record, func() int) {
	out := make(chan Record)
	seen := make(map[string]bool)
	go func() {
		defer close(out)
		for rec := range in {
			if id := rec["id"]; !seen[id] {
				seen[id] = true // want "unguarded: map seen"
				out <- rec
			}
		}
	}()
	return out, func() int { return len(seen) }
}

// DedupCount passes on the first record of each id and sends the count last.
func DedupCount(in <-chan Record) (<-chan Record, <-chan int) {
	out, count := make(chan Record), make(chan int, 1)
	go func() {
		defer close(out)
		seen := make(map[string]bool)
		for rec := range in {
			if id := rec["id"]; !seen[id] {
				seen[id] = true
				out <- rec
			}
		}
		count <- len(seen)
	}()
	return out, count
}

// Tee sends each record to two outputs.
func Tee(in <-chan Record) (a, b <-chan Record) {
	left, right := make(chan Record), make(chan Record)
	go func() {
		defer close(left)
		defer close(right)
		for rec := range in {
			left <- rec
			right <- maps.Clone(rec)
		}
	}()
	return left, right
}

// Ask starts a lookup and goes on with the answer.
func Ask(find func(string) map[string]string, keys ...string) map[string]string {
	answer := make(chan map[string]string, 1)
	go func() {
		merged := make(map[string]string)
		for _, k := range keys {
			maps.Copy(merged, find(k))
		}
		answer <- merged
	}()
	merged := <-answer
	merged["keys"] = strings.Join(keys, ",")
	return merged
}

// Preload fills a table, then lets the workers read it.
func Preload(keys []string, work func(get func(string) int)) {
	table := make(map[string]int)
	ready := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			<-ready
			work(func(k string) int { return table[k] })
		})
	}
	for i, k := range keys {
		table[k] = i
	}
	close(ready)
	wg.Wait()
}

// PreloadLate tells the workers to start before the table is full.
func PreloadLate(keys []string, work func(get func(string) int)) {
	table := make(map[string]int)
	ready := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			<-ready
			work(func(k string) int { return table[k] })
		})
	}
	close(ready)
	for i, k := range keys {
		table[k] = i // want "unguarded: map table"
	}
	wg.Wait()
}

func index(offsets map[string]int, lines []string) {
	for i, line := range lines {
		offsets[line] = i // want "unguarded: map offsets"
	}
}

// Index starts to index the lines and answers with what is known of the first.
func Index(lines []string) (int, bool) {
	offsets := make(map[string]int)
	go index(offsets, lines)
	first, ok := offsets[lines[0]]
	return first, ok
}
