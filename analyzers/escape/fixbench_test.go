package escape_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	fixBench     = flag.Bool("fixbench", false, "compare the benchmarks of testdata/hot before and after the fixes")
	fixBenchKeep = flag.String("fixbench.keep", "", "keep what they print in this `folder`, before.txt and after.txt, for benchstat")
)

// A cost is what a benchmark shows at its best.
type cost struct {
	ns     float64
	allocs int64
}

// TestFixesPay applies every fix to the programs of testdata/hot and runs their
// benchmarks with and without, in turn. Each must allocate less, and none take
// more than 2 % longer. The best of several rounds is taken on both sides: what
// else the machine does only ever adds.
func TestFixesPay(t *testing.T) {
	if !*fixBench {
		t.Skip("benchmarks programs for a minute; asked for by -fixbench")
	}
	t.Setenv("GOWORK", "off")
	tmp := t.TempDir()
	tool := filepath.Join(tmp, "govlint")
	command(t, "", "go", "build", "-o", tool, "github.com/govlint/govlint/cmd/govlint")
	before, after := filepath.Join(tmp, "before"), filepath.Join(tmp, "after")
	for _, dir := range []string{before, after} {
		if err := os.CopyFS(dir, os.DirFS("../../testdata/hot")); err != nil {
			t.Fatal(err)
		}
	}
	command(t, after, tool, "-checks", "escape", "-fix", "./...")
	command(t, after, tool, "-checks", "escape", "./...") // which says that nothing is left
	was, is := make(map[string]cost), make(map[string]cost)
	for _, dir := range []string{before, after} {
		command(t, dir, "go", "test", "-c", "-o", "bench")
	}
	for range 10 {
		keep(t, "before.txt", measure(t, before, was))
		keep(t, "after.txt", measure(t, after, is))
	}
	if len(was) < 20 || len(is) != len(was) {
		t.Errorf("%d benchmarks, %d after the fixes", len(was), len(is))
	}
	for name, w := range was {
		i := is[name]
		t.Logf("%-24s %9.1f -> %9.1f ns/op  %4d -> %4d allocs/op", name, w.ns, i.ns, w.allocs, i.allocs)
		if i.allocs >= w.allocs {
			t.Errorf("%s: %d allocs/op, %d after the fix", name, w.allocs, i.allocs)
		}
		if i.ns > 1.02*w.ns {
			t.Errorf("%s: %.1f ns/op, %.1f after the fix", name, w.ns, i.ns)
		}
	}
}

var benchLine = regexp.MustCompile(`(?m)^(Benchmark\w+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op.*?(\d+) allocs/op`)

// keep appends what a run printed to a file, if that is asked for.
func keep(t *testing.T, name, out string) {
	t.Helper()
	if *fixBenchKeep == "" {
		return
	}
	f, err := os.OpenFile(filepath.Join(*fixBenchKeep, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(out); err != nil {
		t.Fatal(err)
	}
}

// measure runs the benchmarks in dir once, notes what is better than before, and
// returns what they printed.
func measure(t *testing.T, dir string, best map[string]cost) string {
	t.Helper()
	out := command(t, dir, "./bench", "-test.run", "^$", "-test.bench", ".", "-test.benchtime", "10ms")
	for _, m := range benchLine.FindAllStringSubmatch(out, -1) {
		ns, err1 := strconv.ParseFloat(m[2], 64)
		allocs, err2 := strconv.ParseInt(m[3], 10, 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("%s: %v, %v", strings.TrimSpace(m[0]), err1, err2)
		}
		if old, ok := best[m[1]]; !ok || ns < old.ns {
			best[m[1]] = cost{ns, allocs}
		}
	}
	return out
}

func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return string(out)
}
