package catalog

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed metrics.tsv
var metricsTSV string

//go:embed sources.tsv
var sourcesTSV string

// A LabelRole tells how label values enter a function.
type LabelRole string

const (
	LabelValues LabelRole = "values" // a slice of values, in the order of the names
	LabelMap    LabelRole = "map"    // a map from name to value
	LabelPairs  LabelRole = "pairs"  // names and values in turn
	LabelTags   LabelRole = "tags"   // a slice of name:value strings
	LabelFields LabelRole = "fields" // a slice of structs of a name and a value
	LabelAttrs  LabelRole = "attrs"  // a slice of attributes
	LabelValue  LabelRole = "value"  // one value
	LabelStruct LabelRole = "struct" // a struct of which some fields are labels
	LabelNames  LabelRole = "names"  // no value: a slice of the names of a new metric
	MetricName  LabelRole = "name"   // no value: the name of the metric itself
)

// AttributePackage has the constructors of OpenTelemetry's attributes, and those
// below ConventionPackages make attributes of well-known names.
const (
	AttributePackage   = "go.opentelemetry.io/otel/attribute"
	ConventionPackages = "go.opentelemetry.io/otel/semconv/"
)

// A MetricCall is one argument of a function through which labels go.
type MetricCall struct {
	Role   LabelRole
	Arg    int         // without the receiver
	Fields [][2]string // of a struct: the field, and the label that it becomes
}

// Metrics is the table of functions that take the labels of a metric.
var Metrics = sync.OnceValue(func() map[string][]MetricCall {
	out := make(map[string][]MetricCall)
	for _, row := range rows(metricsTSV, 3) {
		arg, err := strconv.Atoi(row[2])
		if err != nil {
			panic("catalog: bad argument index: " + row[2])
		}
		role, fields, _ := strings.Cut(row[1], " ")
		m := MetricCall{Role: LabelRole(role), Arg: arg}
		for field := range strings.FieldsSeq(fields) {
			name, label, _ := strings.Cut(field, "=")
			m.Fields = append(m.Fields, [2]string{name, label})
		}
		out[row[0]] = append(out[row[0]], m)
	}
	return out
})

// MetricPackages are the import paths of the functions in Metrics and Defaults.
var MetricPackages = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool)
	for name := range Metrics() {
		out[packageOf(name)] = true
	}
	for name := range Defaults() {
		out[packageOf(name)] = true
	}
	return out
})

func packageOf(fullName string) string {
	name := strings.TrimLeft(fullName, "(*")
	slash := strings.LastIndexByte(name, '/') + 1
	dot := strings.IndexByte(name[slash:], '.')
	if dot < 0 {
		return name
	}
	return name[:slash+dot]
}

// SourceTypes are the types whose fields and methods hold what a remote party,
// or chance, chooses.
var SourceTypes = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool)
	for name, src := range Sources() {
		if src.Kind != "unbounded" && src.Kind != "object" || src.Param != "" {
			continue
		}
		if recv, _, ok := strings.Cut(strings.TrimLeft(name, "(*"), ")."); ok {
			out[recv] = true
			continue
		}
		slash := strings.LastIndexByte(name, '/') + 1
		if dot := strings.LastIndexByte(name, '.'); strings.Count(name[slash:], ".") == 2 {
			out[name[:dot]] = true
		}
	}
	delete(out, "error")
	return out
})

// SourcePackages are the packages, outside of the standard library, with
// functions that return what a remote party, or chance, chooses.
var SourcePackages = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool)
	for name, src := range Sources() {
		path := packageOf(name)
		if host, _, _ := strings.Cut(path, "/"); src.Kind == "unbounded" && !strings.HasPrefix(name, "(") && strings.Contains(host, ".") {
			out[path] = true
		}
	}
	return out
})

// A Source tells what the results of a function, or the content of a field,
// can be.
type Source struct {
	Kind  string // "unbounded", "object", "bounded" or "pass"
	Words string // what a person calls the values
	N     int    // how many there are of bounded ones
	Param string // for the parameters of an interface's method: their type
	Args  []int  // for pass: the operands that go into the result, the receiver being the first
}

// Sources is the table of functions and fields whose values are known, by the
// full name of the function or by type, dot, field.
var Sources = sync.OnceValue(func() map[string]Source {
	out := make(map[string]Source)
	for _, row := range rows(sourcesTSV, 3) {
		kind, detail, _ := strings.Cut(row[1], " ")
		s := Source{Kind: kind, Words: row[2]}
		switch kind {
		case "bounded":
			s.N = argument(detail)
		case "param":
			s.Kind, s.Param = "unbounded", detail
		case "pass":
			for _, arg := range strings.Fields(detail) {
				s.Args = append(s.Args, argument(arg))
			}
		}
		out[row[0]] = s
	}
	return out
})
