package catalog

import (
	"go/importer"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestNewMetrics(t *testing.T) {
	vec := NewMetrics()["github.com/prometheus/client_golang/prometheus.NewHistogramVec"]
	if vec.Type != "histogram" || vec.Parts["labels"] != (Place{1, ""}) || vec.Parts["buckets"] != (Place{0, "Buckets"}) {
		t.Errorf("NewHistogramVec: %+v", vec)
	}
	for name, m := range NewMetrics() {
		if len(m.Parts) == 0 {
			t.Errorf("%s: no part of a metric comes from it", name)
		}
	}
}

func TestDefaults(t *testing.T) {
	d := Defaults()["github.com/labstack/echo-contrib/echoprometheus.NewMiddlewareWithConfig"]
	if d.When != "unset" || d.Arg != 0 || d.Field != "DoNotUseRequestPathFor404" || d.Label != "url" {
		t.Errorf("NewMiddlewareWithConfig: %+v", d)
	}
	for name, d := range Defaults() {
		if !slices.Contains([]string{"empty", "unset", "unassigned", "always"}, d.When) {
			t.Errorf("%s: no such condition: %s", name, d.When)
		}
		if !MetricPackages()[packageOf(name)] {
			t.Errorf("%s: nobody looks at the package", name)
		}
	}
}

func TestMetricOps(t *testing.T) {
	if op := MetricOps()["(github.com/prometheus/client_golang/prometheus.Gauge).Set"]; op != (MetricOp{"set", 0}) {
		t.Errorf("Gauge.Set: %+v", op)
	}
	if op := MetricOps()["(*github.com/prometheus/client_golang/prometheus.MetricVec).Reset"]; op != (MetricOp{"reset", NoArgument}) {
		t.Errorf("MetricVec.Reset: %+v", op)
	}
}

// TestStdRows needs no module: rows about the standard library are looked up in it.
func TestStdRows(t *testing.T) {
	std := importer.Default()
	names := slices.AppendSeq(slices.Collect(maps.Keys(MetricOps())), maps.Keys(Metrics()))
	for _, name := range names {
		recv, method, ok := strings.Cut(strings.TrimLeft(name, "(*"), ").")
		path, typ, _ := strings.Cut(recv, ".")
		if !ok || strings.Contains(path, "/") || strings.Contains(typ, "/") {
			continue
		}
		pkg, err := std.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		obj := pkg.Scope().Lookup(typ)
		if obj == nil {
			t.Errorf("%s: no type %s", name, typ)
			continue
		}
		if m, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, method); m == nil {
			t.Errorf("%s: no such method", name)
		}
	}
}
