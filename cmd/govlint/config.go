package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"text/tabwriter"

	"github.com/govlint/govlint/internal/config"
)

const configUsage = `usage: govlint config [-json] [flags of govlint]     what holds, and where each setting comes from
       govlint config -schema                     the JSON schema of .govlint.yml
`

// showConfig prints the settings that a run with the same flags would have.
func (c *command) showConfig(args []string) int {
	asJSON := false
	if len(args) > 0 {
		switch args[0] {
		case "-schema":
			return c.printSchema()
		case "-json":
			asJSON, args = true, args[1:]
		}
	}
	req, err := parse(args, c.all)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(c.stdout, configUsage)
		return exitClean
	}
	if err != nil {
		return c.fail(err.Error())
	}
	if _, err := config.Select(req.checks, c.all); err != nil {
		return c.fail(err.Error())
	}
	if asJSON {
		enc := json.NewEncoder(c.stdout)
		for _, s := range req.settings {
			if err := enc.Encode(s); err != nil {
				return c.fail(err.Error())
			}
		}
		return exitClean
	}
	table := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, s := range req.settings {
		fmt.Fprintf(table, "-%s\t%s\t%s\n", s.Flag, orNone(s.Value), s.Origin)
	}
	if err := table.Flush(); err != nil {
		return c.fail(err.Error())
	}
	return exitClean
}

func (c *command) printSchema() int {
	schema, err := config.Schema(c.all)
	if err != nil {
		return c.fail(err.Error())
	}
	if _, err := c.stdout.Write(schema); err != nil {
		return c.fail(err.Error())
	}
	return exitClean
}

func orNone(value string) string {
	if value == "" {
		return `""`
	}
	return value
}
