// Command corpus measures govlint on code that nobody wrote for it: bugs that
// real projects fixed, the race detector's own tests, whole modules whose every
// finding was read and judged, and the cost of a run beside stock go vet.
//
//	go run ./internal/corpus score      bugs found before their fix and gone after it
//	go run ./internal/corpus goroot     the race detector's tests in GOROOT
//	go run ./internal/corpus goker      the leak programs in GOROOT, for goroutineleak
//	go run ./internal/corpus peers      ctxprop and escape over the test data of other linters
//	go run ./internal/corpus labels     metric labels: defects found and gone, bounded values left alone
//	go run ./internal/corpus series     what "govlint series" lists, beside a text search
//	go run ./internal/corpus hot        escape's findings on profiles by five packages' own benchmarks
//	go run ./internal/corpus triage     findings nobody judged yet, and judged ones that vanished
//	go run ./internal/corpus cost       CPU and memory beside go vet
//
// goker-label writes testdata/corpus/goker.tsv anew after a change of Go.
//
// -class names the analyzer that score, goroot and triage measure: each has its
// table of bugs, testdata/corpus/<class>.tsv, and its verdicts below
// testdata/corpus/findings/<class>.
//
// The code is fetched with the go command, by module and version, and kept
// below -dir; the tables in testdata/corpus hold only where to look and what to
// expect. Sources of third parties never enter the repository. All but goroot
// and goker need the module proxy the first time.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// An env is what every subcommand works with.
type env struct {
	dir   string // where fetched code is kept, absolute
	root  string // the checkout of govlint, absolute
	tool  string // the govlint binary, absolute; built from the checkout if empty
	class string // the analyzer that is measured: only its findings count
	arch  string // the GOARCH to analyse for; the machine's if empty
	only  map[string]bool
	out   io.Writer // results
	log   io.Writer // progress
}

const usage = `usage: go run ./internal/corpus [flags] score|goroot|goker|peers|labels|series|hot|triage|cost

flags:
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, log io.Writer) int {
	fs := flag.NewFlagSet("corpus", flag.ContinueOnError)
	fs.SetOutput(log)
	fs.Usage = func() {
		fmt.Fprint(log, usage)
		fs.PrintDefaults()
	}
	dir := fs.String("dir", "", "keep fetched code in this `folder` (default: govlint-corpus in the user's cache)")
	tool := fs.String("govlint", "", "run this `binary` (default: built from the checkout)")
	class := fs.String("class", "maprace", "score, goroot and triage: measure this `analyzer`")
	only := fs.String("only", "", "only these rows or modules, a comma `list` of ids")
	want := fs.Int("want", 0, "score and labels: fail when fewer rows than this are found and gone")
	wantIn := fs.Int("want-in-package", 0, "score: the same for rows whose evidence stands in one package")
	precision := fs.Float64("want-precision", 0.9, "triage: fail when a smaller share of the judged findings is true")
	record := fs.Bool("record", false, "triage: add the new findings to the tables, with the verdict unsure")
	rounds := fs.Int("rounds", 3, "cost: measure this many times and print the middle; goker-label: run each program this often")
	share := fs.Float64("want-share", 0.6, "goker: fail when a smaller share of the kernels is found")
	peerShare := fs.Float64("want-peers", 0.9, "peers: fail when a smaller share of a peer's wants is met")
	covered := fs.Float64("want-covered", 0.8, "hot: fail when findings and explanations cover a smaller share of what a package allocates")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	if fs.NArg() != 1 {
		fs.Usage()
		return 2
	}
	e, err := newEnv(*dir, *tool, *only, out, log)
	if err != nil {
		fmt.Fprintln(log, "corpus:", err)
		return 2
	}
	e.class = *class
	var ok bool
	switch fs.Arg(0) {
	case "score":
		ok, err = score(e, *want, *wantIn)
	case "goroot":
		ok, err = goroot(e)
	case "goker":
		e.class = "goroutineleak"
		ok, err = goker(e, *share)
	case "goker-label":
		ok, err = labelGoker(e, *rounds)
	case "peers":
		ok, err = peers(e, *peerShare)
	case "labels":
		ok, err = labels(e, *want)
	case "series":
		ok, err = seriesCheck(e)
	case "hot":
		ok, err = hot(e, *covered)
	case "triage":
		ok, err = triage(e, *precision, *record)
	case "cost":
		ok, err = cost(e, *rounds)
	default:
		fs.Usage()
		return 2
	}
	if err != nil {
		fmt.Fprintln(log, "corpus:", err)
		return 2
	}
	if !ok {
		return 1
	}
	return 0
}

func newEnv(dir, tool, only string, out, log io.Writer) (*env, error) {
	e := &env{out: out, log: log, only: list(only)}
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(cache, "govlint-corpus")
	}
	var err error
	if e.dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(e.dir, 0o777); err != nil {
		return nil, err
	}
	if e.root, err = checkout(); err != nil {
		return nil, err
	}
	if tool == "" {
		return e, nil
	}
	e.tool, err = filepath.Abs(tool)
	return e, err
}

// wants reports whether a row or module was asked for.
func (e *env) wants(id string) bool {
	return len(e.only) == 0 || e.only[id]
}
