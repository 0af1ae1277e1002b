package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/govlint/govlint/internal/hotspots"
)

// A hotPackage is a row of testdata/corpus/hot.tsv: a package with the benchmarks
// that make its profile, of GOROOT where there is no module. "-" is none.
type hotPackage struct {
	name, module, version, pkg, run, bench, skip, time string
}

// mostFindings is how many hot findings a package may have.
const mostFindings = 10

// hot makes a profile of each package by its own benchmarks and adds up what escape
// says of the lines that it weighs. It fails when a finding lacks the compiler's or
// the profile's word, when there are too many, or when lines with less than share of
// what the package allocates have neither a finding nor an explanation.
func hot(e *env, share float64) (bool, error) {
	records, err := readTable(e.table("hot.tsv"), 8)
	if err != nil {
		return false, err
	}
	ok := true
	for _, r := range records {
		p := hotPackage{r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]}
		if !e.wants(p.name) {
			continue
		}
		sites, err := e.hotSites(&p)
		if err != nil {
			return false, fmt.Errorf("%s: %w", p.name, err)
		}
		ok = e.sumUp(&p, sites, share) && ok
	}
	return ok, nil
}

// hotSites runs the benchmarks of p and lists all lines of their profile.
func (e *env) hotSites(p *hotPackage) ([]hotspots.Site, error) {
	dir := e.dir
	if p.module != "" {
		m := module{name: p.name, path: p.module, version: p.version}
		var err error
		if dir, err = e.prepareModule(&m); err != nil {
			return nil, err
		}
	}
	binary, profile := filepath.Join(e.dir, p.name+".test"), filepath.Join(e.dir, p.name+".pprof")
	fmt.Fprintln(e.log, "profiling", p.name)
	if _, err := goCommand(dir, "test", "-mod=mod", "-vet=off", "-c", "-o", binary, p.pkg); err != nil {
		return nil, err
	}
	home, err := goCommand(dir, "list", "-mod=mod", "-f", "{{.Dir}}", p.pkg)
	if err != nil {
		return nil, err
	}
	args := []string{"-test.memprofile=" + profile, "-test.memprofilerate=2048"}
	for _, f := range [][2]string{{"run", p.run}, {"bench", p.bench}, {"skip", p.skip}, {"benchtime", p.time}} {
		if name, value := f[0], f[1]; value != "-" {
			args = append(args, "-test."+name+"="+value)
		}
	}
	if err := quietly(strings.TrimSpace(home), binary, args...); err != nil {
		return nil, fmt.Errorf("its benchmarks: %w", err)
	}
	return e.listHot(dir, profile, p.pkg)
}

// quietly runs a program whose output nobody needs.
func quietly(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	return cmd.Run()
}

// listHot is what "govlint hot" says of the profile.
func (e *env) listHot(dir, profile, pkg string) ([]hotspots.Site, error) {
	tool, err := e.govlint()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(tool, "hot", "-profile", profile, "-n", "0", "-f", "json", pkg)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var sites []hotspots.Site
	for line := range strings.Lines(string(out)) {
		var s hotspots.Site
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			return nil, err
		}
		sites = append(sites, s)
	}
	return sites, nil
}

// sumUp prints what sites amount to and reports whether that is enough.
func (e *env) sumUp(p *hotPackage, sites []hotspots.Site, share float64) bool {
	var all, found, explained float64
	findings, unconfirmed := 0, 0
	for _, s := range sites {
		all += s.Share
		switch {
		case s.Code != "":
			findings++
			found += s.Share
			if len(s.Compiler) == 0 && s.Value == 0 {
				unconfirmed++
			}
			fmt.Fprintf(e.out, "  %4.1f %% %s %s: %s\n", 100*s.Share, s.Func, s.Code, s.Source)
		case s.Why != "":
			explained += s.Share
		}
	}
	fmt.Fprintf(e.out, "%s: %.1f %% of the profile on %d lines of %s, %.1f %% on %d findings, %.1f %% explained, %d findings not confirmed\n",
		p.name, 100*all, len(sites), p.pkg, 100*found, findings, 100*explained, unconfirmed)
	return findings <= mostFindings && unconfirmed == 0 && found+explained >= share*all
}
