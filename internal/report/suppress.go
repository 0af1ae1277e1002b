package report

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Directive is a comment that suppresses findings:
//
//	//nolint:maprace // why
//	//nolint:maprace,errcheck
//	//nolint:govlint
//	//lint:ignore maprace why
//	//lint:ignore maprace/rlock-write why
//	//lint:file-ignore maprace why
//
// At the end of a line it covers that line, and the whole statement,
// declaration or field that begins there. On a line of its own it covers what
// begins on the next line of code. Above or beside the package clause it covers
// the file, as file-ignore does from anywhere.
type Directive struct {
	Pos, End token.Pos
	Text     string   // the comment as written
	Names    []string // analyzers or codes, lower case; "govlint" and "all" mean every one
	Bare     bool     // "//nolint", which names nothing and silences everything

	wholeFile   bool
	first, last int // lines
}

var (
	nolint = regexp.MustCompile(`^//\s*nolint(?::\s*([^/\s][^\s]*(?:\s*,\s*[^/\s][^\s]*)*))?\s*(?://.*)?$`)
	// The reason is not optional: staticcheck, whose comment this is, ignores it without.
	lintIgnore = regexp.MustCompile(`^//lint:(ignore|file-ignore)\s+(\S+)\s+\S`)
)

// Directives returns the suppression comments of file, in its order.
func Directives(fset *token.FileSet, file *ast.File) []Directive {
	var found []Directive
	for _, group := range file.Comments {
		for _, comment := range group.List {
			d, ok := parseDirective(comment.Text)
			if !ok {
				continue
			}
			d.Pos, d.End, d.Text = comment.Pos(), comment.End(), comment.Text
			d.cover(fset, file, group)
			found = append(found, d)
		}
	}
	return found
}

func parseDirective(text string) (Directive, bool) {
	if m := lintIgnore.FindStringSubmatch(text); m != nil {
		return Directive{Names: splitNames(m[2]), wholeFile: m[1] == "file-ignore"}, true
	}
	m := nolint.FindStringSubmatch(text)
	if m == nil {
		return Directive{}, false
	}
	names := splitNames(m[1])
	return Directive{Names: names, Bare: len(names) == 0}, true
}

func splitNames(list string) []string {
	return strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}

// cover sets the lines that d, a comment of group, speaks for.
func (d *Directive) cover(fset *token.FileSet, file *ast.File, group *ast.CommentGroup) {
	line := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	if d.Pos < file.Package || line(d.Pos) == line(file.Package) {
		d.wholeFile = true
	}
	if d.wholeFile {
		return
	}
	d.first = line(d.Pos)
	target := d.first
	if !codeBefore(fset, file, d.Pos) {
		target = line(group.End()) + 1
	}
	d.last = target
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || line(n.End()) < target || line(n.Pos()) > target {
			return false
		}
		if line(n.Pos()) == target && scoped(n) {
			d.last = max(d.last, line(n.End()))
		}
		return true
	})
}

// scoped reports whether a comment beside the first line of n speaks for all of n.
func scoped(n ast.Node) bool {
	switch n.(type) {
	case *ast.BlockStmt:
		return false // an "else {" or the body of a function whose header is above
	case ast.Stmt, ast.Decl, ast.Spec, *ast.Field, *ast.KeyValueExpr:
		return true
	}
	return false
}

// codeBefore reports whether something that is no comment stands before pos on
// its line: every token there begins or ends a node, or stands beside one that does.
func codeBefore(fset *token.FileSet, file *ast.File, pos token.Pos) bool {
	tf := fset.File(pos)
	start := tf.LineStart(tf.PositionFor(pos, false).Line)
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || found || n.End() <= start || n.Pos() >= pos {
			return false
		}
		switch n.(type) {
		case *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.File: // ends where its last declaration does
			return true
		}
		found = n.Pos() >= start || n.End() <= pos
		return !found
	})
	return found
}

// Silences reports whether d names the analyzer, the code analyzer/kind, or everything.
func (d *Directive) Silences(analyzer, kind string) bool {
	if d.Bare {
		return true
	}
	for _, name := range d.Names {
		switch name {
		case "all", "govlint", analyzer, analyzer + "/" + kind:
			return true
		}
	}
	return false
}

func silencedBy(fset *token.FileSet, file *ast.File, analyzer, kind string, pos token.Pos) []Directive {
	if file == nil {
		return nil
	}
	line := fset.PositionFor(pos, false).Line
	var silent []Directive
	for _, d := range Directives(fset, file) {
		if !d.Silences(analyzer, kind) {
			continue
		}
		if d.wholeFile || d.first <= line && line <= d.last {
			silent = append(silent, d)
		}
	}
	return silent
}

// suppressed stands in a pass's results where a driver wants the suppressed
// findings too, so that it can tell which comments silence nothing.
var suppressed = &analysis.Analyzer{Name: "suppressed"}

// KeepSuppressed makes Report emit the findings of pass that a comment
// suppresses, marked so that Suppressed knows them. It is called by the
// driver before the analyzer runs.
func KeepSuppressed(pass *analysis.Pass) { pass.ResultOf[suppressed] = true }

func keepsSuppressed(pass *analysis.Pass) bool { return pass.ResultOf[suppressed] != nil }

// SuppressedMark is the message of the related positions that lead back from a
// suppressed finding to the comments that silence it. They come first.
const SuppressedMark = "suppressed by this comment"

const suppressedPrefix = "suppressed:"

func markSuppressed(d *analysis.Diagnostic, by []Directive) {
	d.Category = suppressedPrefix + d.Category
	for _, s := range by {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: s.Pos, End: s.End, Message: SuppressedMark})
	}
}

// Suppressed reports whether the category is that of a diagnostic which only
// KeepSuppressed let through.
func Suppressed(category string) bool { return strings.HasPrefix(category, suppressedPrefix) }
