// Command bench measures the maps of this library beside sync.Map and the maps that one
// would otherwise take, in one process:
//
//	go run ./runtime/verify/bench                  all groups, some ten minutes
//	go run ./runtime/verify/bench -quick           the same in about two
//	go run ./runtime/verify/bench -group read,half -contenders "cmap,xsync v4,sync.Map"
//	go run ./runtime/verify/bench -out docs/bench  writes markdown, CSV and SVG files
//
// Every measurement is made on a fresh map, in an order that is shuffled each round, with
// keys that follow no pattern and values that change. Ratios are medians of the ratios
// within a round, so that what disturbs the machine for a while disturbs both sides.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	var (
		quick  = flag.Bool("quick", false, "fewer rounds and smaller maps")
		rounds = flag.Int("rounds", 7, "measurements of each contender")
		length = flag.Duration("time", 150*time.Millisecond, "length of one measurement")
		names  = flag.String("group", "", "comma-separated groups to run: "+groupNames())
		only   = flag.String("contenders", "", "comma-separated contenders to run, all if empty")
		busy   = flag.Bool("busy", false, "compare processor time, for a machine that runs other things too")
		out    = flag.String("out", "", "folder for README.md, results.csv and an SVG chart a group")
	)
	flag.Parse()
	b := &bench{many: manyKeys, rounds: *rounds, duration: *length, quick: *quick, byProcessor: *busy, progress: os.Stderr, perf: findPerf()}
	if *quick {
		b.rounds, b.duration = min(b.rounds, 3), min(b.duration, 50*time.Millisecond)
	}
	if *only != "" {
		b.only = strings.Split(*only, ",")
	}
	if err := run(b, *names, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(b *bench, names, out string) error {
	selected, err := selectGroups(names)
	if err != nil {
		return err
	}
	begin := time.Now()
	for i, g := range selected {
		b.say("group %d of %d, %s: %s\n", i+1, len(selected), g.name, g.about)
		g.run(b)
	}
	r := report{
		machine: machine(b.perf),
		rounds:  b.rounds,
		took:    time.Since(begin).Round(time.Second),
		groups:  selected,
		results: b.results,
	}
	r.markdown(os.Stdout, false)
	if out == "" {
		return nil
	}
	return r.write(out)
}

func selectGroups(names string) ([]group, error) {
	if names == "" {
		return groups, nil
	}
	var selected []group
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(groups, func(g group) bool { return g.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no group %q; the groups are %s", name, groupNames())
		}
		selected = append(selected, groups[i])
	}
	return selected, nil
}

func machine(perf *perfCounters) string {
	s := fmt.Sprintf("%d cores, %s, %s/%s", runtime.GOMAXPROCS(0), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if !perf.available() {
		s += "; no cache-miss ratios: " + perf.why
	}
	return s
}
