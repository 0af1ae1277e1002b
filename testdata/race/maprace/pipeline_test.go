package pipeline

import (
	"strings"
	"testing"

	"drive"
)

var lines = []string{"id=1 a=b", "id=2 a=c", "id=1 a=d"}

func lookUp(get func(string) int) {
	for _, line := range lines {
		get(line)
	}
}

func records() []Record {
	var out []Record
	for rec := range Parse(lines) {
		out = append(out, rec)
	}
	return out
}

func TestSafe_Pipeline(t *testing.T) {
	drive.Together(
		func() { Gather(Enrich(Parse(lines), "h")) },
		func() { Frequencies(lines) },
		func() { StampFirst(Parse(lines), store) },
		func() { Partition(records(), func(r Record) bool { return r["id"] == "1" }) },
		func() {
			out, count := DedupCount(Parse(lines))
			Gather(out)
			<-count
		},
		func() {
			a, b := Tee(Parse(lines))
			go Gather(a)
			Gather(b)
		},
		func() { Ask(func(k string) map[string]string { return map[string]string{k: k} }, "a", "b") },
		func() { Preload(lines, lookUp) },
	)
}

func store(string, string) {}

func TestRace_Stamp(t *testing.T) { drive.Together(func() { Stamp(Parse(lines), store) }) }

func TestRace_FrequenciesReused(t *testing.T) {
	drive.Together(func() {
		FrequenciesReused(lines, func(string, int) {})
	})
}

func TestRace_Dedup(t *testing.T) {
	drive.Together(func() {
		out, count := Dedup(Parse(lines))
		for range out {
			count()
		}
	})
}

func TestRace_PreloadLate(t *testing.T) { drive.Together(func() { PreloadLate(lines, lookUp) }) }

func TestRace_index(t *testing.T) { drive.Together(func() { Index(strings.Fields("a b c d e")) }) }
