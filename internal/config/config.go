// Package config reads .govlint.yml.
//
// The file says in one place what flags say one by one. It is strict: a key or
// a check it does not know is an error, with the line and what was probably
// meant. What stands under "analysis" reaches the vet tool as flags and so is
// part of the go command's cache key; what stands under "report" stays in the
// front end, so that changing it analyses nothing again.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/go/analysis"
)

// Name is that of the file.
const Name = ".govlint.yml"

// A Config is the content of the file.
type Config struct {
	Version  int      `yaml:"version"`
	Analysis Analysis `yaml:"analysis"`
	Report   Report   `yaml:"report"`
}

// Analysis says what is analysed, and how. It is also what golangci-lint's
// settings for govlint consist of.
type Analysis struct {
	Checks   []string                     `yaml:"checks"`
	Tests    *bool                        `yaml:"tests"`
	Tags     []string                     `yaml:"tags"`
	Settings map[string]map[string]string `yaml:"settings"` // by analyzer and flag
}

// Report says what becomes of the findings.
type Report struct {
	Format     string            `yaml:"format"`
	Generated  *bool             `yaml:"generated"`
	Exclude    []string          `yaml:"exclude"`
	Severity   map[string]string `yaml:"severity"` // by code or analyzer
	FailOn     string            `yaml:"fail-on"`
	Baseline   string            `yaml:"baseline"` // below the file's directory
	NewFromRev string            `yaml:"new-from-rev"`
}

// A Setting is one flag of the command that the file sets.
type Setting struct {
	Flag   string
	Value  string
	Origin string // file:line
}

// A File is a configuration file that was read.
type File struct {
	Config
	Path  string
	lines map[string]int // by key, such as "report.fail-on"
}

// Root returns the directory at or above dir that has a go.mod or go.work, or
// dir itself where none has.
func Root(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := start; ; at = filepath.Dir(at) {
		for _, name := range []string{"go.mod", "go.work"} {
			if _, err := os.Stat(filepath.Join(at, name)); err == nil {
				return at, nil
			}
		}
		if at == filepath.Dir(at) {
			return start, nil
		}
	}
}

// Find returns the file that holds for dir: the nearest upward to the root of
// the module, "" when there is none.
func Find(dir string) (string, error) {
	root, err := Root(dir)
	if err != nil {
		return "", err
	}
	at, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for ; ; at = filepath.Dir(at) {
		file := filepath.Join(at, Name)
		if _, err := os.Stat(file); err == nil {
			return file, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if at == root || at == filepath.Dir(at) {
			return "", nil
		}
	}
}

// Read reads a file for the given analyzers. Its errors begin with file:line.
func Read(path string, all []*analysis.Analyzer) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &File{Path: path, lines: make(map[string]int)}
	d := &decoder{file: path, lines: f.lines}
	if err := d.document(data, &f.Config); err != nil {
		return nil, err
	}
	if f.Version != 1 {
		return nil, d.errorf(max(1, f.lines["version"]), "version: want \"version: 1\", which is the only one so far")
	}
	return f, d.validate(&f.Config, all)
}

// ReadAnalysis reads what golangci-lint hands over of its own configuration.
func ReadAnalysis(settings any, all []*analysis.Analyzer) (*Analysis, error) {
	data, err := yaml.Marshal(settings)
	if err != nil {
		return nil, err
	}
	var a Analysis
	d := &decoder{lines: make(map[string]int)}
	if settings == nil {
		return &a, nil
	}
	if err := d.document(data, &a); err != nil {
		return nil, err
	}
	if a.Tests != nil || a.Tags != nil {
		return nil, errors.New("tests and tags are settings of golangci-lint itself: run.tests, run.build-tags")
	}
	return &a, d.validate(&Config{Analysis: a}, all)
}

// Settings returns the flags that the file sets, in the order of its fields.
func (f *File) Settings() []Setting {
	var list []Setting
	add := func(key, flag, value string) {
		if value != "" {
			list = append(list, Setting{flag, value, fmt.Sprintf("%s:%d", f.Path, f.lines[key])})
		}
	}
	add("analysis.checks", "checks", strings.Join(f.Analysis.Checks, ","))
	add("analysis.tests", "tests", optional(f.Analysis.Tests))
	add("analysis.tags", "tags", strings.Join(f.Analysis.Tags, ","))
	for _, analyzer := range sortedKeys(f.Analysis.Settings) {
		for _, flag := range sortedKeys(f.Analysis.Settings[analyzer]) {
			add("analysis.settings."+analyzer+"."+flag, analyzer+"."+flag, f.Analysis.Settings[analyzer][flag])
		}
	}
	add("report.format", "f", f.Report.Format)
	add("report.generated", "generated", optional(f.Report.Generated))
	add("report.exclude", "exclude", strings.Join(f.Report.Exclude, ","))
	var severities []string
	for _, code := range sortedKeys(f.Report.Severity) {
		severities = append(severities, code+"="+f.Report.Severity[code])
	}
	add("report.severity", "severity", strings.Join(severities, ","))
	add("report.fail-on", "fail-on", f.Report.FailOn)
	if file := f.Report.Baseline; file != "" {
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(f.Path), file)
		}
		add("report.baseline", "baseline", file)
	}
	add("report.new-from-rev", "new-from-rev", f.Report.NewFromRev)
	return list
}

func optional(b *bool) string {
	if b == nil {
		return ""
	}
	return fmt.Sprint(*b)
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
