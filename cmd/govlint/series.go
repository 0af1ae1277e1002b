package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/series"
)

const seriesUsage = `govlint series lists every metric of the packages: its labels, what bounds each, and
how many time series it can make, those with the most first.

usage: govlint series [flags] [packages]     ./... if there are none

  -f format      text, json (one object a line) or markdown (default: text)
  -fail-over N   exit with 1 when a metric can make more than N series, or any number
  and -C, -tags, -exclude, -config and the flags of the go command as for govlint

≥ stands before a number when a value comes from where it cannot be seen, ∞ for one
that a client, or chance, chooses.
`

// series prints the metrics of the packages.
func (c *command) series(args []string) int {
	req := new(request)
	fs := req.flags(c.all)
	limit := fs.Int("fail-over", 0, "")
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(c.stdout, seriesUsage)
		return exitClean
	case err != nil:
		return c.fail(fmt.Sprintf("%v; govlint series -h shows the usage", err))
	}
	given := make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	format := req.format
	if req.patterns = fs.Args(); len(req.patterns) == 0 {
		req.patterns = []string{"./..."}
	}
	if err := req.configure(fs, c.all); err != nil {
		return c.fail(err.Error())
	}
	req.format = "text" // a configuration file speaks of the format of findings
	if given["f"] {
		req.format = format
	}
	if !slices.Contains(series.Formats(), req.format) {
		return c.fail(fmt.Sprintf("-f %s: want one of %s", req.format, strings.Join(series.Formats(), ", ")))
	}
	if given["fail-over"] && *limit < 0 {
		return c.fail("-fail-over: want a number of series")
	}
	req.tests = false
	return c.listSeries(req, given["fail-over"], *limit)
}

func (c *command) listSeries(req *request, failing bool, limit int) int {
	selected, err := config.Select("labelcard", c.all)
	if err != nil {
		return c.fail(err.Error())
	}
	req.toolFlags = append(req.toolFlags, "-labelcard.series=true")
	result, err := c.run(req, selected)
	if err != nil {
		return c.fail(err.Error())
	}
	metrics, err := series.Metrics(result.Records)
	if err != nil {
		return c.fail(err.Error())
	}
	root, err := config.Root(req.dir)
	if err != nil {
		return c.fail(err.Error())
	}
	metrics = slices.DeleteFunc(metrics, func(m series.Metric) bool { return excluded(req, root, m.Location.File) })
	if err := series.Write(c.stdout, req.format, metrics); err != nil {
		return c.fail(err.Error())
	}
	code := exitClean
	if over := series.Over(metrics, limit); failing && len(over) > 0 {
		verb := "makes"
		if len(over) > 1 {
			verb = "make"
		}
		fmt.Fprintf(c.stderr, "govlint: %s %s more than %d series\n", count(len(over), "metric"), verb, limit)
		code = exitFindings
	}
	for _, problem := range result.Problems {
		code = c.fail(problem)
	}
	return code
}
