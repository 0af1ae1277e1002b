package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/govlint/govlint/internal/finding"
)

var labelled = labelRow{id: "shop-method", file: "web/metrics.go", line: 12, labels: []string{"method", "net.peer.name"}}

func labelFinding(severity, file string, line int, message string) finding.Finding {
	return finding.Finding{Code: "labelcard/unbounded", Severity: severity, Location: finding.Location{File: file, Line: line}, Message: message}
}

func TestLabelHits(t *testing.T) {
	for _, test := range []struct {
		name string
		f    finding.Finding
		want bool
	}{
		{"named", labelFinding("error", "web/metrics.go", 12, "metric label method takes the request method, which has no bound"), true},
		{"the other label", labelFinding("error", "web/metrics.go", 12, "metric label net.peer.name takes the client address"), true},
		{"by number", labelFinding("error", "web/metrics.go", 12, "metric label number 2 takes the request method"), true},
		{"a label that is not in the row", labelFinding("error", "web/metrics.go", 12, "metric label path takes the request URL"), false},
		{"a name that only starts alike", labelFinding("error", "web/metrics.go", 12, "metric label methods takes the request method"), false},
		{"information", labelFinding("info", "web/metrics.go", 12, "metric label method takes the request method"), false},
		{"the next line", labelFinding("error", "web/metrics.go", 13, "metric label method takes the request method"), false},
		{"another file", labelFinding("error", "metrics.go", 12, "metric label method takes the request method"), false},
	} {
		if hit := len(labelHits(&labelled, []finding.Finding{test.f})) > 0; hit != test.want {
			t.Errorf("%s: hit %v, want %v", test.name, hit, test.want)
		}
	}
}

func TestLabelsLeft(t *testing.T) {
	dir := t.TempDir()
	text := "package web\n\nfunc serve() {\n\t_ = 1\n}\n\nfunc other() {\n\t_ = 1\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "metrics.go"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	hits := []finding.Finding{labelFinding("error", "metrics.go", 4, "metric label method takes the request method, which has no bound")}
	for _, test := range []struct {
		name string
		f    finding.Finding
		want bool
	}{
		{"in the same function", labelFinding("error", "metrics.go", 5, "metric label method takes the request method, for other reasons"), true},
		{"in another function", labelFinding("error", "metrics.go", 8, "metric label method takes the request method, which has no bound"), false},
		{"another label", labelFinding("error", "metrics.go", 4, "metric label host takes the Host header, which has no bound"), false},
	} {
		left := labelsLeft("metrics.go", hits, []finding.Finding{test.f}, newSource(dir), newSource(dir))
		if got := len(left) > 0; got != test.want {
			t.Errorf("%s: left %v, want %v", test.name, got, test.want)
		}
	}
}

// What is said of names of objects and of ids is information by intent, and
// tells of the defect all the same.
func TestLabelHitsOfLowKinds(t *testing.T) {
	for kind, want := range map[string]bool{"object": true, "identity": true, "live": false} {
		f := labelFinding("info", "web/metrics.go", 12, "metric label method takes a UUID")
		f.Code = "labelcard/" + kind
		if hit := len(labelHits(&labelled, []finding.Finding{f})) > 0; hit != want {
			t.Errorf("%s: hit %v, want %v", kind, hit, want)
		}
	}
}

// Every row of the tables names what the scorer needs.
func TestLabelTables(t *testing.T) {
	root, err := checkout()
	if err != nil {
		t.Fatal(err)
	}
	e := &env{root: root}
	defects, err := e.labelRows("labelcard.tsv", 9, defectRow)
	if err != nil {
		t.Fatal(err)
	}
	bounded, err := e.labelRows("labelcard-bounded.tsv", 8, boundedRow)
	if err != nil {
		t.Fatal(err)
	}
	if len(defects) < 20 || len(bounded) < 30 {
		t.Errorf("%d defects and %d bounded values", len(defects), len(bounded))
	}
	for _, row := range append(defects, bounded...) {
		if row.line <= 0 || row.file == "" || row.before == "" || len(row.labels) == 0 || row.labels[0] == "" {
			t.Errorf("%s lacks something: %+v", row.id, row)
		}
	}
	for _, row := range bounded {
		if row.bounded != "solid" && row.bounded != "hard" {
			t.Errorf("%s: tier %q", row.id, row.bounded)
		}
	}
}
