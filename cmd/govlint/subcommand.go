package main

import (
	"fmt"
	"strings"
)

// A subcommand is what the program does when its first argument is the name.
// A package of that name is meant by ./name.
type subcommand struct {
	name    string
	summary string // a line of the usage
	run     func(c *command, args []string) int
}

// subcommands lists them in the order of the usage. A new one gets a row here
// and a file of its own.
func subcommands() []subcommand {
	return []subcommand{
		{"series", "every metric of the packages, and how many time series it can make", (*command).series},
		{"fix", "apply fixes, and offer to go get what they need (-y: do it)", (*command).applyFixes},
		{"gopls", "a language server: your gopls, and govlint's diagnostics", (*command).gopls},
		{"lsp", "a language server for govlint's diagnostics only", (*command).serve},
		{"hot", "the lines that a profile finds most allocations on, and why", (*command).hot},
		{"config", "print the settings and where each comes from", (*command).showConfig},
		{"doctor", "look at what usually keeps it from working", (*command).examine},
		{"version", "print the version", (*command).printVersion},
	}
}

// subcommand returns the one that args begin with.
func (c *command) subcommand(args []string) (subcommand, bool) {
	if len(args) == 0 {
		return subcommand{}, false
	}
	for _, s := range subcommands() {
		if s.name == args[0] {
			return s, true
		}
	}
	return subcommand{}, false
}

func (c *command) printVersion(args []string) int {
	if len(args) > 0 {
		return c.fail("version takes no arguments")
	}
	fmt.Fprintln(c.stdout, version())
	return exitClean
}

// subcommandUsage returns a line of the usage for each subcommand.
func subcommandUsage() string {
	var lines strings.Builder
	for _, s := range subcommands() {
		fmt.Fprintf(&lines, "       govlint %-25s %s\n", s.name, s.summary)
	}
	return lines.String()
}
