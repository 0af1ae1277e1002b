package series

import (
	"bytes"
	"strings"
	"testing"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/vetrun"
)

func record(file string, line int, data string) vetrun.Record {
	return vetrun.Record{Name: "series", Location: finding.Location{File: file, Line: line}, Data: data}
}

// shop is what three packages say: one defines metrics, two others feed them.
var shop = []vetrun.Record{
	record("use/use.go", 4, `{"key":"shop/m.go:3:1","counts":{"kind":{"values":["gift","loan"]},"zone":{"groups":{"zones by hand":3}}}}`),
	record("shop/m.go", 3, `{"key":"shop/m.go:3:1","name":"orders_total","type":"counter","labels":["kind","zone"],"series":1,`+
		`"counts":{"kind":{"values":["gift","own"]},"zone":{"open":true}}}`),
	record("shop/m.go", 9, `{"key":"shop/m.go:9:1","name":"size_bytes","type":"histogram","labels":["path"],"series":14,`+
		`"counts":{"path":{"endless":"request URL"}}}`),
	record("shop/m.go", 12, `{"key":"shop/m.go:12:1","name":"wait_seconds","type":"histogram","labels":["a","b"],"series":14,"at_most":2,`+
		`"counts":{"a":{"values":["1","2"]},"b":{"values":["x","y"]}}}`),
	record("shop/m.go", 15, `{"key":"shop/m.go:15:1","name":"*_total","type":"counter","unsure":true,"series":1,"counts":{}}`),
	record("use/use.go", 8, `{"key":"elsewhere/x.go:1:1","counts":{"kind":{"values":["gift"]}}}`),
	{Name: "other", Data: "not ours"},
}

func TestMetrics(t *testing.T) {
	metrics, err := Metrics(shop)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range metrics {
		got = append(got, m.signature()+" "+m.Series.String()+" "+m.Combinations.String())
	}
	want := []string{
		"size_bytes{path} ∞ ∞",
		"wait_seconds{a, b} 28 2",      // two uses, each with one value of each label
		"orders_total{kind, zone} 9 9", // gift, loan and own, in three zones
		"*_total ≥1 ≥1",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := len(Over(metrics, 9)); n != 2 {
		t.Errorf("%d metrics over 9 series, want size_bytes and wait_seconds", n)
	}
	if n := len(Over(metrics, 8)); n != 3 {
		t.Errorf("%d metrics over 8 series, want orders_total, too", n)
	}
}

func TestBadRecord(t *testing.T) {
	if _, err := Metrics([]vetrun.Record{record("shop/m.go", 3, "{")}); err == nil || !strings.Contains(err.Error(), "shop/m.go:3") {
		t.Errorf("error %v, want one that names shop/m.go:3", err)
	}
}

func TestMarkdown(t *testing.T) {
	metrics, err := Metrics(shop)
	if err != nil {
		t.Fatal(err)
	}
	metrics[0].Labels[0].Why = "a | b"
	var out bytes.Buffer
	if err := Write(&out, "markdown", metrics); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"4 metrics, ≥38 series, 1 of the metrics without a bound\n",
		"| ∞ | ∞ | `size_bytes` | histogram | `path` ∞ (a \\| b) | shop/m.go:9 |\n",
		"| 9 | 9 | `orders_total` | counter | `kind` 3 (3 constants)<br>`zone` 3 (zones by hand) | shop/m.go:3 |\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestNoMetrics(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, "text", nil); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%v, %q, want the heading alone", err, out.String())
	}
}
