package hotspots_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pprof "github.com/google/pprof/profile"

	"github.com/govlint/govlint/internal/compiler"
	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/hotspots"
	"github.com/govlint/govlint/internal/profile"
)

const shop = `package shop

import "fmt"

// Key names an order.
func Key(id int) string {
	return fmt.Sprintf("order:%d", id)
}

type Cart struct{ items []*int }

func (c *Cart) Add(n int) {
	c.items = append(c.items, &n)
}
`

// heap is a profile of shop.go as it was when it had two lines less.
func heap(t *testing.T) *profile.Profile {
	t.Helper()
	raw := &pprof.Profile{SampleType: []*pprof.ValueType{{Type: "alloc_objects", Unit: "count"}}, PeriodType: &pprof.ValueType{Type: "space", Unit: "bytes"}, Period: 1}
	add := func(value int64, frames ...*pprof.Function) {
		s := &pprof.Sample{Value: []int64{value}}
		for _, fn := range frames {
			line := fn.StartLine + 1
			known := false
			for _, f := range raw.Function {
				known = known || f == fn
			}
			if !known {
				fn.ID = uint64(len(raw.Function) + 1)
				raw.Function = append(raw.Function, fn)
			}
			loc := &pprof.Location{ID: uint64(len(raw.Location) + 1), Line: []pprof.Line{{Function: fn, Line: line}}}
			raw.Location = append(raw.Location, loc)
			s.Location = append(s.Location, loc)
		}
		raw.Sample = append(raw.Sample, s)
	}
	malloc := &pprof.Function{Name: "runtime.mallocgc", Filename: "malloc.go", StartLine: 1}
	key := &pprof.Function{Name: "shop.example/shop.Key", Filename: "shop.go", StartLine: 4}
	add(60, malloc, &pprof.Function{Name: "fmt.Sprintf", Filename: "print.go", StartLine: 9}, key)
	add(20, malloc, key)
	add(15, malloc, &pprof.Function{Name: "shop.example/shop.(*Cart).Add", Filename: "shop.go", StartLine: 10})
	add(5, malloc)
	var b bytes.Buffer
	if err := raw.Write(&b); err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse(b.Bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func table(t *testing.T) *hotspots.Table {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "shop.go")
	if err := os.WriteFile(file, []byte(shop), 0o666); err != nil {
		t.Fatal(err)
	}
	tab := hotspots.Collect(heap(t), []hotspots.Package{{Path: "shop.example/shop", Name: "shop", Dir: dir, Module: "shop.example"}}, 0)
	at := func(line, column int) compiler.Place { return compiler.Place{File: file, Line: line, Column: column} }
	tab.Join(&compiler.Report{Allocs: []compiler.Alloc{
		{Place: at(7, 33), What: "id"},
		{Place: at(12, 20), What: "n", Moved: true},
		{Place: at(13, 18), What: "append(c.items, &n)", Flow: []compiler.Step{{Place: at(13, 10), Text: "from c.items = append(c.items, &n) (assign)"}}},
	}}, []finding.Finding{{Code: "escape/boxing", Message: "a <box>", Location: finding.Location{File: file, Line: 7, Column: 9}, End: finding.Location{File: file, Line: 7, Column: 36}, Fixes: []finding.Fix{{}}}})
	for i := range tab.Sites {
		tab.Sites[i].File = "shop.go"
	}
	return tab
}

func TestCollect(t *testing.T) {
	tab := table(t)
	if len(tab.Sites) != 2 || tab.Total != 100 {
		t.Fatalf("%+v", tab)
	}
	key, add := tab.Sites[0], tab.Sites[1]
	if key.Func != "Key" || key.Line != 7 || key.Value != 80 || key.Code != "escape/boxing" || !key.Fix || !strings.HasPrefix(key.Source, "return fmt.Sprintf") {
		t.Errorf("%+v", key)
	}
	if add.Func != "Cart.Add" || add.Line != 13 || add.Share != 0.15 || add.Code != "" || !strings.Contains(add.Why, "not known before") {
		t.Errorf("%+v", add)
	}
}

func TestHeaviest(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.go"), []byte(shop), 0o666); err != nil {
		t.Fatal(err)
	}
	tab := hotspots.Collect(heap(t), []hotspots.Package{{Path: "shop.example/shop", Name: "shop", Dir: dir, Module: "shop.example"}}, 1)
	if len(tab.Sites) != 1 || tab.Sites[0].Func != "Key" {
		t.Errorf("%+v", tab.Sites)
	}
}

func TestWrite(t *testing.T) {
	tab := table(t)
	for format, wants := range map[string][]string{
		"text": {"SHARE", "80.0 %", "shop.go:7", "yes", "escape/boxing", "2 lines, 95.0 % of alloc_objects; findings on 80.0 %, fixes for 1 line"},
		"json": {`"func":"Key"`, `"share":0.8`, `"fix":true`, `"compiler":["id escapes to heap"]`},
		"html": {"<!DOCTYPE html>", "width:100.0%", "width:18.8%", "fmt.Sprintf(&#34;order:%d&#34;, id)", "a &lt;box&gt;", "append(c.items, &amp;n) escapes to heap"},
	} {
		var b bytes.Buffer
		if err := tab.Write(&b, format); err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s lacks %q:\n%s", format, want, b.String())
			}
		}
		if format == "html" && (strings.Contains(b.String(), "http") || strings.Contains(b.String(), "ZgotmplZ")) {
			t.Errorf("the page is not self-contained, or its style was refused:\n%s", b.String())
		}
	}
}
