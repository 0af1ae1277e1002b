package config

import (
	"flag"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/output"
	"golang.org/x/tools/go/analysis"
)

// validate checks the values that the shape of the file leaves open.
func (d *decoder) validate(c *Config, all []*analysis.Analyzer) error {
	if _, err := Select(strings.Join(c.Analysis.Checks, ","), all); err != nil {
		return d.errorf(d.lines["analysis.checks"], "%v", err)
	}
	for _, analyzer := range sortedKeys(c.Analysis.Settings) {
		for _, name := range sortedKeys(c.Analysis.Settings[analyzer]) {
			if err := CheckFlag(all, analyzer, name, c.Analysis.Settings[analyzer][name]); err != nil {
				line := d.lines["analysis.settings."+analyzer+"."+name]
				return d.errorf(line, "%v", err)
			}
		}
	}
	if f := c.Report.Format; f != "" {
		if err := CheckFormat(f); err != nil {
			return d.errorf(d.lines["report.format"], "%v", err)
		}
	}
	for _, code := range sortedKeys(c.Report.Severity) {
		if err := checkSeverity(code, c.Report.Severity[code], all); err != nil {
			return d.errorf(d.lines["report.severity."+code], "%v", err)
		}
	}
	if limit := c.Report.FailOn; limit != "" {
		if err := CheckLimit(limit); err != nil {
			return d.errorf(d.lines["report.fail-on"], "%v", err)
		}
	}
	for _, pattern := range c.Report.Exclude {
		if err := CheckPattern(pattern); err != nil {
			return d.errorf(d.lines["report.exclude"], "%v", err)
		}
	}
	return nil
}

// CheckFlag returns an error when the analyzer has no such flag, or the flag
// does not take the value. It must not run beside the analyzer.
func CheckFlag(all []*analysis.Analyzer, analyzer, name, value string) error {
	var names []string
	for _, a := range all {
		names = append(names, a.Name)
		if a.Name != analyzer {
			continue
		}
		f := a.Flags.Lookup(name)
		if f == nil {
			return unknownFlag(a, name)
		}
		before := f.Value.String()
		if err := f.Value.Set(value); err != nil {
			return fmt.Errorf("%s.%s does not take %q", analyzer, name, value)
		}
		return f.Value.Set(before)
	}
	if near := nearest(analyzer, names); near != "" {
		return fmt.Errorf("no analyzer is called %q; did you mean %q?", analyzer, near)
	}
	return fmt.Errorf("no analyzer is called %q; there are %s", analyzer, strings.Join(names, ", "))
}

func unknownFlag(a *analysis.Analyzer, name string) error {
	var names []string
	a.Flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	switch near := nearest(name, names); {
	case near != "":
		return fmt.Errorf("%s has no setting %q; did you mean %q?", a.Name, name, near)
	case len(names) == 0:
		return fmt.Errorf("%s has no setting %q, nor any other", a.Name, name)
	}
	return fmt.Errorf("%s has no setting %q; there are %s", a.Name, name, strings.Join(names, ", "))
}

// CheckFormat returns an error when there is no such output format.
func CheckFormat(name string) error {
	if _, ok := output.Named(name); ok {
		return nil
	}
	var names []string
	for _, f := range output.Formats() {
		names = append(names, f.Name)
	}
	return fmt.Errorf("unknown format %q, want one of %s", name, strings.Join(names, ", "))
}

// Never is the limit of severity that nothing reaches.
const Never = "never"

// CheckLimit returns an error when limit is nothing to fail on.
func CheckLimit(limit string) error {
	if limit == Never || slices.Contains(finding.Severities(), limit) {
		return nil
	}
	return fmt.Errorf("cannot fail on %q, want %s or %s", limit, strings.Join(finding.Severities(), ", "), Never)
}

func checkSeverity(code, severity string, all []*analysis.Analyzer) error {
	if !slices.Contains(Codes(all), code) {
		return UnknownCheck(code, all)
	}
	if !slices.Contains(finding.Severities(), severity) {
		return fmt.Errorf("%s: unknown severity %q, want one of %s", code, severity, strings.Join(finding.Severities(), ", "))
	}
	return nil
}

// Severities reads a list such as "maprace=warning,maprace/unguarded=info".
// The result has an entry a code; one for a code counts more than one for its
// analyzer.
func Severities(list string, all []*analysis.Analyzer) (map[string]string, error) {
	byName := make(map[string]string)
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		code, severity, _ := strings.Cut(item, "=")
		if err := checkSeverity(code, severity, all); err != nil {
			return nil, err
		}
		byName[code] = severity
	}
	result := make(map[string]string)
	for _, code := range Codes(all) {
		analyzer, _, _ := strings.Cut(code, "/")
		if s, ok := byName[analyzer]; ok {
			result[code] = s
		}
		if s, ok := byName[code]; ok {
			result[code] = s
		}
	}
	return result, nil
}

// CheckPattern returns an error for a pattern that Matches does not understand.
func CheckPattern(pattern string) error {
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("bad pattern %q", pattern)
	}
	return nil
}

// Matches reports whether the pattern matches the file, both paths with slashes
// below the root of the module. A pattern matches a file or a directory with
// all below it; "*" and "?" stay within a name, "**" stands for any directories.
func Matches(pattern, file string) bool {
	pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/")
	return matches(strings.Split(pattern, "/"), strings.Split(file, "/"))
}

func matches(pattern, file []string) bool {
	switch {
	case len(pattern) == 0:
		return true // a directory above, or the file itself
	case pattern[0] == "**":
		for i := range len(file) + 1 {
			if matches(pattern[1:], file[i:]) && (len(pattern) > 1 || len(file) > 0) {
				return true
			}
		}
		return false
	case len(file) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], file[0])
	return err == nil && ok && matches(pattern[1:], file[1:])
}
