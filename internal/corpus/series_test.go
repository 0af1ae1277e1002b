package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSearchMetrics holds the search to what a person would count.
func TestSearchMetrics(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("shop/metrics.go", `package shop

import "github.com/prometheus/client_golang/prometheus"

var orders = prometheus.NewCounterVec(opts, names)
var depth = prometheus.NewGauge(opts) // and not NewGaugeVec(
// prometheus.NewSummary(opts)
var desc = prometheus.NewDesc(name, help, nil, nil)

func NewGauge(opts prometheus.GaugeOpts) prometheus.Gauge { return nil }
`)
	write("shop/metrics_test.go", "package shop\n\nvar _ = \"client_golang/prometheus\"\nvar x = prometheus.NewCounter(opts)\n")
	write("other/other.go", "package other\n\nvar x = metrics.NewCounter(opts)\n")
	write("testdata/x.go", "package x\n\nvar _ = \"client_golang/prometheus\"\nvar x = prometheus.NewCounter(opts)\n")
	got, err := searchMetrics(dir)
	want := []string{"shop/metrics.go:5", "shop/metrics.go:6", "shop/metrics.go:8"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}
