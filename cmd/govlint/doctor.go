package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/govlint/govlint/internal/doctor"
)

// linterVersion is the golangci-lint that golangci/verify tests the plugin with.
const linterVersion = "v2.15.0"

// examine looks at what usually keeps govlint from working.
func (c *command) examine(args []string) int {
	asJSON := len(args) > 0 && args[0] == "-json"
	if asJSON {
		args = args[1:]
	}
	p := doctor.Patient{Linter: linterVersion}
	req, err := parse(args, c.all)
	if err != nil {
		p.Config = err
	} else {
		p.Dir = req.dir
		p.Endpoints = endpoints(req.settings)
	}
	if path, err := findGopls(); err == nil {
		p.Gopls = path
	}
	checks := doctor.Examine(context.Background(), p)
	enc := json.NewEncoder(c.stdout)
	enc.SetEscapeHTML(false)
	for _, check := range checks {
		if asJSON {
			if err := enc.Encode(check); err != nil {
				return c.fail(err.Error())
			}
			continue
		}
		fmt.Fprintf(c.stdout, "%-8s %s: %s\n", check.State, check.Name, check.Detail)
		if check.Mend != "" {
			fmt.Fprintf(c.stdout, "         %s\n", check.Mend)
		}
	}
	if doctor.Worst(checks) == doctor.Error {
		return exitFindings
	}
	return exitClean
}

// endpoints returns the URLs that settings name.
func endpoints(settings []setting) []string {
	var urls []string
	for _, s := range settings {
		for _, value := range splitList(s.Value) {
			if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
				urls = append(urls, value)
			}
		}
	}
	return urls
}
