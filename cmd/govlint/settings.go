package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/govlint/govlint/internal/config"
	"golang.org/x/tools/go/analysis"
)

// A setting is what holds for one flag, and why.
type setting struct {
	Flag   string `json:"flag"`
	Value  string `json:"value"`
	Origin string `json:"origin"` // "default", "command line" or file:line
}

// A configError is one of the configuration file, not of the command line.
type configError struct{ error }

// configure takes from the configuration file what the command line leaves
// open, and notes where every setting came from.
func (req *request) configure(fs *flag.FlagSet, all []*analysis.Analyzer) error {
	origin := make(map[string]string)
	value := make(map[string]string)
	fs.Visit(func(f *flag.Flag) { origin[f.Name] = "command line" })
	file, err := req.configFile(all)
	if err != nil {
		return err
	}
	if file != nil {
		for _, s := range file.Settings() {
			if origin[s.Flag] != "" || s.Flag == "f" && req.diff {
				continue
			}
			if err := fs.Set(s.Flag, s.Value); err != nil {
				return fmt.Errorf("%s: %v", s.Origin, err)
			}
			origin[s.Flag] = s.Origin
		}
	}
	for _, given := range append(req.buildFlags, req.toolFlags...) {
		name, v, _ := strings.Cut(strings.TrimPrefix(given, "-"), "=")
		value[name] = v
	}
	req.settings = nil
	fs.VisitAll(func(f *flag.Flag) {
		if !configurable(f.Name) {
			return
		}
		s := setting{Flag: f.Name, Value: f.Value.String(), Origin: origin[f.Name]}
		if v, ok := value[f.Name]; ok {
			s.Value = v
		}
		if s.Origin == "" {
			s.Origin = "default"
			s.Value = defaultOf(all, s)
		}
		req.settings = append(req.settings, s)
	})
	return nil
}

// configFile returns the file that holds, nil when there is none.
func (req *request) configFile(all []*analysis.Analyzer) (*config.File, error) {
	path := req.config
	if path == "off" {
		return nil, nil
	}
	if path == "" {
		dir := req.dir
		if dir == "" {
			dir = "."
		}
		var err error
		if path, err = config.Find(dir); path == "" || err != nil {
			return nil, err
		}
	}
	return config.Read(shortPath(path), all)
}

// configurable reports whether a flag is one that a configuration file can set.
func configurable(name string) bool {
	switch name {
	case "checks", "tests", "tags", "f", "generated", "exclude", "severity", "fail-on", "baseline", "new-from-rev":
		return true
	}
	return strings.Contains(name, ".") // an analyzer's
}

func defaultOf(all []*analysis.Analyzer, s setting) string {
	analyzer, name, _ := strings.Cut(s.Flag, ".")
	for _, a := range all {
		if f := a.Flags.Lookup(name); a.Name == analyzer && f != nil {
			return f.DefValue
		}
	}
	return s.Value
}
