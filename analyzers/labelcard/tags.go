package labelcard

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/report"
)

// Struct tags that declare labels. That of the first kind lists their values,
// prom:"env|staging|prod,region|us|eu"; that of CometBFT's metricsgen only their
// names, metrics_labels:"method, success".
const (
	valuesTag = "prom"
	namesTag  = "metrics_labels"
	boundsTag = "metrics_bucketsizes"
	typeTag   = "metrics_buckettype"
)

// A tagged is a field whose tag lists labels and their values.
type tagged struct {
	field  *ast.Field
	name   string
	labels []tagLabel
	single bool // the field holds the value of its one label
}

type tagLabel struct {
	name   string
	values []string
}

// A tagChecker looks at the struct tags of one package.
type tagChecker struct {
	pass   *analysis.Pass
	budget limit
	fields map[types.Object]*tagged
}

// checkTags looks at struct tags. It needs no SSA, and in a package without such
// tags it only reads the declarations.
func checkTags(pass *analysis.Pass, budget limit) {
	c := &tagChecker{pass: pass, budget: budget, fields: make(map[types.Object]*tagged)}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.TYPE {
				continue
			}
			for _, spec := range gen.Specs {
				if s, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType); ok {
					c.structType(spec.(*ast.TypeSpec).Name.Name, s)
				}
			}
		}
	}
	if len(c.fields) > 0 {
		c.checkAssigned()
	}
}

func (c *tagChecker) structType(name string, s *ast.StructType) {
	var set []*tagged
	for _, field := range s.Fields.List {
		if field.Tag == nil {
			continue
		}
		text, err := strconv.Unquote(field.Tag.Value)
		if err != nil {
			continue
		}
		tag := reflect.StructTag(text)
		if list, ok := tag.Lookup(namesTag); ok {
			c.checkNames(field, splitTag(list))
		}
		if list, ok := tag.Lookup(boundsTag); ok && tag.Get(typeTag) == "" {
			c.checkBounds(field, list)
		}
		// without a | it is a tag of someone else
		if list, ok := tag.Lookup(valuesTag); ok && strings.Contains(list, "|") {
			if t := c.parse(field, list); t != nil {
				set = append(set, t)
			}
		}
	}
	c.checkBudget(name, set)
}

// splitTag are the names in a list with spaces behind its commas.
func splitTag(list string) []tagLabel {
	var out []tagLabel
	for part := range strings.SplitSeq(list, ",") {
		out = append(out, tagLabel{name: strings.TrimSpace(part)})
	}
	return out
}

// parse reads prom:"name|value|value,name|value". It returns nil when the tag
// has a mistake, which it reports.
func (c *tagChecker) parse(field *ast.Field, list string) *tagged {
	t := &tagged{field: field, name: fieldName(field)}
	for part := range strings.SplitSeq(list, ",") {
		segments := strings.Split(part, "|")
		t.labels = append(t.labels, tagLabel{segments[0], segments[1:]})
	}
	if !c.checkNames(field, t.labels) || !c.checkValues(field, t.labels) {
		return nil
	}
	t.single = len(t.labels) == 1 && isPlain(c.pass.TypesInfo.TypeOf(field.Type))
	for _, name := range field.Names {
		if obj := c.pass.TypesInfo.Defs[name]; obj != nil {
			c.fields[obj] = t
		}
	}
	return t
}

func fieldName(field *ast.Field) string {
	if len(field.Names) == 0 {
		return "embedded field"
	}
	return "field " + field.Names[0].Name
}

// isPlain reports a type whose values are those of a label.
func isPlain(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

var labelName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

func (c *tagChecker) checkNames(field *ast.Field, labels []tagLabel) bool {
	seen := make(map[string]bool)
	for _, l := range labels {
		switch {
		case l.name == "":
			c.wrong(field, "a label has no name")
		case strings.HasPrefix(l.name, "__") || l.name == "le" || l.name == "quantile":
			c.wrong(field, fmt.Sprintf("label %s is reserved", l.name))
		case !labelName.MatchString(l.name):
			c.wrong(field, fmt.Sprintf("%q is no name of a label: letters, digits and underscores make one", l.name))
		case seen[l.name]:
			c.wrong(field, fmt.Sprintf("label %s stands there twice", l.name))
		default:
			seen[l.name] = true
			continue
		}
		return false
	}
	return true
}

func (c *tagChecker) checkValues(field *ast.Field, labels []tagLabel) bool {
	for _, l := range labels {
		if len(l.values) == 0 {
			c.wrong(field, fmt.Sprintf("label %s lists no values", l.name))
			return false
		}
		for i, v := range l.values {
			switch {
			case v == "":
				c.wrong(field, fmt.Sprintf("label %s lists an empty value", l.name))
			case strings.TrimSpace(v) != v:
				c.wrong(field, fmt.Sprintf("value %q of label %s has spaces around it, which are part of it", v, l.name))
			case slices.Contains(l.values[:i], v):
				c.wrong(field, fmt.Sprintf("value %s of label %s stands there twice", v, l.name))
			default:
				continue
			}
			return false
		}
	}
	return true
}

func (c *tagChecker) wrong(field *ast.Field, what string) {
	report.Report(c.pass, report.Finding{
		Kind: "tag-syntax", Pos: field.Tag.Pos(), End: field.Tag.End(),
		Message: fmt.Sprintf("%s in the tag of %s; what is made of the tag fails, or counts something else; correct the tag", what, fieldName(field)),
		Witness: []report.Step{{Pos: field.Pos(), Text: fieldName(field) + " declares labels in its tag"}},
	})
}

// checkBounds looks at the bounds of a histogram in a tag.
func (c *tagChecker) checkBounds(field *ast.Field, list string) {
	last := 0.0
	for i, text := range strings.Split(list, ",") {
		text = strings.TrimSpace(text)
		n, err := strconv.ParseFloat(text, 64)
		switch {
		case err != nil:
			c.wrong(field, fmt.Sprintf("bucket %q is no number", text))
			return
		case i > 0 && n <= last:
			c.wrong(field, fmt.Sprintf("bucket %s follows %s; bounds must increase", number(n), number(last)))
			return
		}
		last = n
	}
}

// checkBudget multiplies the labels of a struct. A field that holds a metric has
// labels of its own.
func (c *tagChecker) checkBudget(name string, set []*tagged) {
	var together []*tagged
	for _, t := range set {
		if !isPlain(c.pass.TypesInfo.TypeOf(t.field.Type)) {
			c.count(t.name, []*tagged{t})
			continue
		}
		together = append(together, t)
	}
	c.count("struct "+name, together)
}

func (c *tagChecker) count(of string, set []*tagged) {
	combos := 1
	var parts []string
	var witness []report.Step
	for _, t := range set {
		for _, l := range t.labels {
			combos = times(combos, len(l.values))
			parts = append(parts, fmt.Sprintf("%s %d", l.name, len(l.values)))
		}
		witness = append(witness, report.Step{Pos: t.field.Pos(), Text: t.name + " declares labels in its tag"})
	}
	if combos <= int(c.budget) {
		return
	}
	report.Report(c.pass, report.Finding{
		Kind: "tag-budget", Pos: set[0].field.Tag.Pos(),
		Message: fmt.Sprintf("the tags of %s make %d combinations of labels (%s), more than %d; each is kept in memory once it occurred; drop a label, or list fewer values",
			of, combos, strings.Join(parts, " × "), c.budget),
		Witness: witness,
	})
}

// checkAssigned compares the constants that are put into tagged fields with the
// values that the tags list.
func (c *tagChecker) checkAssigned() {
	for _, file := range c.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok {
					c.assigned(c.pass.TypesInfo.Uses[key], n.Value)
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if sel, ok := ast.Unparen(left).(*ast.SelectorExpr); ok && len(n.Lhs) == len(n.Rhs) {
						c.assigned(c.pass.TypesInfo.Uses[sel.Sel], n.Rhs[i])
					}
				}
			}
			return true
		})
	}
}

func (c *tagChecker) assigned(field types.Object, value ast.Expr) {
	t := c.fields[field]
	tv := c.pass.TypesInfo.Types[value]
	if t == nil || !t.single || tv.Value == nil {
		return
	}
	text := tv.Value.ExactString()
	if tv.Value.Kind() == constant.String {
		text = constant.StringVal(tv.Value)
	}
	if text == "" || slices.Contains(t.labels[0].values, text) {
		return // the zero value says that there is none
	}
	l := t.labels[0]
	report.Report(c.pass, report.Finding{
		Kind: "tag-syntax", Pos: value.Pos(),
		Message: fmt.Sprintf("%s gets the value %q, which the tag at %s does not list for label %s; list it, or use one of %s",
			t.name, text, report.Where(c.pass.Fset, t.field.Tag.Pos()), l.name, strings.Join(l.values, ", ")),
		Witness: []report.Step{{Pos: t.field.Tag.Pos(), Text: fmt.Sprintf("the tag lists %s for label %s", strings.Join(l.values, ", "), l.name)}},
	})
}
