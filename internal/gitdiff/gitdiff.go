// Package gitdiff tells which lines of a working tree are new since a revision.
package gitdiff

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Changes are the lines that were added, and those of functions that lost some.
type Changes struct {
	lines map[string][]span // by absolute path without symbolic links
}

// A span is a range of lines, both ends included.
type span struct{ first, last int }

// endless is the last line of a file that is new as a whole.
const endless = 1 << 30

// Since compares the working tree around dir, files that git does not know yet
// included, with the point where HEAD left rev.
func Since(ctx context.Context, dir, rev string) (*Changes, error) {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	top := strings.TrimSpace(root)
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("%q is no revision", rev)
	}
	base, err := git(ctx, top, "merge-base", rev, "HEAD")
	if err != nil {
		if _, known := git(ctx, top, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); known != nil {
			return nil, fmt.Errorf("git knows no revision %q; a shallow clone may lack it", rev)
		}
		return nil, fmt.Errorf("no common history of %q and HEAD; fetch more of it, as with fetch-depth: 0", rev)
	}
	diff, err := git(ctx, top, "-c", "core.quotepath=off", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv",
		"--ignore-submodules", "--src-prefix=a/", "--dst-prefix=b/", strings.TrimSpace(base), "--")
	if err != nil {
		return nil, err
	}
	untracked, err := git(ctx, top, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	c := &Changes{lines: make(map[string][]span)}
	c.read(resolved(top), diff)
	for name := range strings.SplitSeq(strings.TrimSuffix(untracked, "\x00"), "\x00") {
		c.lines[filepath.Join(resolved(top), filepath.FromSlash(name))] = []span{{1, endless}}
	}
	return c, nil
}

// Files returns the files that have changed, as absolute paths in no order.
func (c *Changes) Files() []string {
	var files []string
	for file := range c.lines {
		files = append(files, file)
	}
	return files
}

// Touches reports whether a line of the file from first to last is new.
func (c *Changes) Touches(file string, first, last int) bool {
	for _, s := range c.lines[resolved(file)] {
		if first <= s.last && s.first <= max(first, last) {
			return true
		}
	}
	return false
}

var hunk = regexp.MustCompile(`^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@`)

func (c *Changes) read(top, diff string) {
	file, inside := "", 0 // inside is how many lines of a hunk are still to come
	for line := range strings.Lines(diff) {
		line = strings.TrimRight(line, "\r\n")
		if inside > 0 && (strings.HasPrefix(line, "+") || strings.HasPrefix(line, "-")) {
			inside--
			continue
		}
		if name, ok := strings.CutPrefix(line, "+++ "); ok {
			file = fileName(top, name)
			continue
		}
		m := hunk.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		removed, first, added := number(m[1]), number(m[2]), number(m[3])
		inside = removed + added
		if file == "" {
			continue
		}
		if removed > 0 {
			c.lines[file] = append(c.lines[file], around(file, first, first+added-1))
			continue
		}
		c.lines[file] = append(c.lines[file], span{first, first + added - 1})
	}
}

// number reads a count of lines, which is 1 where git leaves it out.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return 1
}

// fileName returns the file that a "+++" line names, "" for one that is gone.
func fileName(top, name string) string {
	name = strings.TrimSuffix(name, "\t") // git's mark behind a name with blanks
	if unquoted, err := strconv.Unquote(name); err == nil {
		name = unquoted
	}
	name, ok := strings.CutPrefix(name, "b/")
	if !ok {
		return ""
	}
	return filepath.Join(top, filepath.FromSlash(name))
}

// around returns the lines that the loss of lines concerns, where those from
// first to last, if any, came in their place: all of the functions they were in,
// since a lock that went is missed elsewhere in its function.
func around(file string, first, last int) span {
	s := span{first, max(last, first+1)}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return s
	}
	for _, decl := range parsed.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		begin, end := fset.PositionFor(fn.Pos(), false).Line, fset.PositionFor(fn.End(), false).Line
		if begin <= max(first, last) && first < end {
			s.first, s.last = min(s.first, begin), max(s.last, end)
		}
	}
	return s
}

// resolved returns the absolute path without symbolic links.
func resolved(file string) string {
	abs, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real
	}
	return abs
}

// git runs git and returns what it prints. Its error is what git says.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("no git on the PATH")
	}
	if err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		return "", fmt.Errorf("git %s: %s", args[0], first)
	}
	return stdout.String(), nil
}
