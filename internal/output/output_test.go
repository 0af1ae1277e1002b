package output

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/govlint/govlint/internal/finding"
)

func sample() []finding.Finding {
	at := func(line, column int) finding.Location {
		return finding.Location{File: "hub/hub.go", Line: line, Column: column}
	}
	return []finding.Finding{
		{
			Code:     "maprace/unguarded",
			Severity: "error",
			Location: at(41, 3),
			End:      at(41, 12),
			Message:  `map clients is written while <Run> reads it`,
			Related:  []finding.Related{{Location: at(20, 2), End: at(20, 2), Message: "goroutine started here"}},
			Fixes:    []finding.Fix{{Message: "lock", Edits: []finding.Edit{{Location: at(41, 3), End: at(41, 3), NewText: "h.mu.Lock()\n"}}}},
		},
		{Code: "govlint/unused-suppression", Severity: "warning", Location: finding.Location{File: "a.go", Line: 7}, Message: "m"},
	}
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	if err := Text(&out, sample(), false); err != nil {
		t.Fatal(err)
	}
	const want = `hub/hub.go:41:3: map clients is written while <Run> reads it (maprace/unguarded)
    hub/hub.go:20:2: goroutine started here
a.go:7: m (govlint/unused-suppression)
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

// Colours change how the text looks and nothing else.
func TestColor(t *testing.T) {
	var plain, color bytes.Buffer
	if err := Text(&plain, sample(), false); err != nil {
		t.Fatal(err)
	}
	if err := Text(&color, sample(), true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(color.String(), "\x1b[1mhub/hub.go:41:3:\x1b[0m") {
		t.Errorf("the position is not bold: %q", &color)
	}
	bare := strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[0m", "").Replace(color.String())
	if bare != plain.String() {
		t.Errorf("without escapes: %q, want %q", bare, &plain)
	}
}

// The JSON form is what other programs rely on: one object a line, these names.
func TestJSON(t *testing.T) {
	var out bytes.Buffer
	if err := JSON(&out, sample()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	const want = `{"code":"maprace/unguarded","severity":"error",` +
		`"location":{"file":"hub/hub.go","line":41,"column":3},"end":{"file":"hub/hub.go","line":41,"column":12},` +
		`"message":"map clients is written while <Run> reads it",` +
		`"related":[{"location":{"file":"hub/hub.go","line":20,"column":2},"end":{"file":"hub/hub.go","line":20,"column":2},"message":"goroutine started here"}],` +
		`"fixes":[{"message":"lock","edits":[{"location":{"file":"hub/hub.go","line":41,"column":3},"end":{"file":"hub/hub.go","line":41,"column":3},"new_text":"h.mu.Lock()\n"}]}]}`
	if lines[0] != want {
		t.Errorf("got\n%s\nwant\n%s", lines[0], want)
	}
	if !json.Valid([]byte(lines[1])) || strings.Contains(lines[1], "null") {
		t.Errorf("second line: %s", lines[1])
	}
}
