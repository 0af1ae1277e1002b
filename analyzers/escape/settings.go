package escape

import (
	"flag"
	"fmt"

	"golang.org/x/tools/go/analysis"
)

const (
	verifyNone     = "none"
	verifyCompiler = "compiler"
)

// settings are the flags of the analyzer.
type settings struct {
	profile string
	verify  string
	bench   bool
	least   float64 // the smallest share that is worth a word
}

// flags are those of the analyzer; they are part of the cache key of go vet, so
// the command adds to the profile's name a digest of what is in it.
func flags() flag.FlagSet {
	fs := flag.NewFlagSet("escape", flag.ContinueOnError)
	fs.String("profile", "", "a pprof profile of allocations or CPU time: what it weighs is hot")
	fs.String("verify", verifyNone, "\"compiler\": report in hot code only what the compiler confirms; \"none\": only what needs no confirmation")
	fs.Bool("bench", false, "take the loops of benchmarks for hot")
	fs.Float64("min", 0.5, "the smallest share of the profile, in percent, that is reported")
	return *fs
}

func readSettings(pass *analysis.Pass) (settings, error) {
	get := func(name string) any { return pass.Analyzer.Flags.Lookup(name).Value.(flag.Getter).Get() }
	s := settings{
		profile: get("profile").(string),
		verify:  get("verify").(string),
		bench:   get("bench").(bool),
		least:   get("min").(float64) / 100,
	}
	if s.verify != verifyNone && s.verify != verifyCompiler {
		return s, fmt.Errorf("-escape.verify is compiler or none, not %s", s.verify)
	}
	return s, nil
}
