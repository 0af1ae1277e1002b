package output

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/govlint/govlint/internal/finding"
)

// render writes findings of the file hub.go, whose text is source.
func render(t *testing.T, format, source string, findings ...finding.Finding) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("hub.go", []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	f, ok := Named(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var out bytes.Buffer
	if err := f.Write(&out, &Report{Findings: findings, Root: dir}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func hub(line, column int) finding.Location {
	return finding.Location{File: "hub.go", Line: line, Column: column}
}

// What a message holds must not end the command, nor begin another.
func TestGithubEscapes(t *testing.T) {
	got := render(t, "github", "", finding.Finding{
		Code: "a/b", Severity: "info", Message: "50% of\n::error::x", Location: hub(3, 2),
	})
	const want = "::notice file=hub.go,line=3,col=2,title=govlint a/b::50%25 of%0A::error::x\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMarkdownEscapes(t *testing.T) {
	got := render(t, "markdown", "", finding.Finding{
		Code: "a/b", Severity: "error", Message: "map[*T] <script>`x` a|b", Location: hub(3, 2),
	})
	if !strings.Contains(got, "map\\[\\*T\\] \\<script\\>\\`x\\` a\\|b") {
		t.Errorf("not escaped:\n%s", got)
	}
}

// SARIF counts columns in UTF-16, findings count bytes.
func TestSARIFColumns(t *testing.T) {
	got := render(t, "sarif", "x := \"ключ😀\" + y\n", finding.Finding{
		Code: "a/b", Severity: "error", Message: "m", Location: hub(1, 23), End: hub(1, 24),
	})
	var log sarifLog
	if err := json.Unmarshal([]byte(got), &log); err != nil {
		t.Fatal(err)
	}
	region := log.Runs[0].Results[0].Locations[0].Physical.Region
	// x, blank, colon, equals, blank, quote: 6; ключ 4; the face 2; quote, blank, plus, blank: 16 before y
	if want := (sarifRegion{1, 17, 1, 18}); *region != want {
		t.Errorf("region %+v, want %+v", *region, want)
	}
}

// A fix in several places is one suggestion with what stands between them.
func TestSuggestion(t *testing.T) {
	const source = "func f() {\n\tm[k] = v\n\tdone()\n}\n"
	edit := func(line, column int, text string) finding.Edit {
		return finding.Edit{Location: hub(line, column), End: hub(line, column), NewText: text}
	}
	far := edit(200, 1, "x")
	elsewhere := finding.Edit{Location: finding.Location{File: "b.go", Line: 2, Column: 2}, NewText: "x"}
	got := render(t, "rdjsonl", source, finding.Finding{
		Code: "a/b", Severity: "error", Message: "m", Location: hub(2, 2), End: hub(2, 10),
		Fixes: []finding.Fix{
			{Message: "lock", Edits: []finding.Edit{edit(3, 8, "\n\tmu.Unlock()"), edit(2, 2, "mu.Lock()\n\t")}},
			{Message: "far", Edits: []finding.Edit{edit(2, 2, "y"), far}},
			{Message: "elsewhere", Edits: []finding.Edit{elsewhere}},
		},
	})
	var d rdDiagnostic
	if err := json.Unmarshal([]byte(got), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Suggestions) != 1 {
		t.Fatalf("%d suggestions, want 1: %s", len(d.Suggestions), got)
	}
	const want = "mu.Lock()\n\tm[k] = v\n\tdone()\n\tmu.Unlock()"
	s := d.Suggestions[0]
	if s.Text != want || s.Range.Start != (rdPosition{2, 2}) || *s.Range.End != (rdPosition{3, 8}) {
		t.Errorf("got %+v from %+v to %+v, want %q", s.Text, s.Range.Start, *s.Range.End, want)
	}
}

// GitLab drops all but one of the issues with one fingerprint.
func TestFingerprintsDiffer(t *testing.T) {
	f := finding.Finding{Code: "a/b", Severity: "error", Message: "m", Location: hub(1, 1)}
	got := render(t, "codeclimate", "x\n", f, f)
	var issues []climateIssue
	if err := json.Unmarshal([]byte(got), &issues); err != nil {
		t.Fatal(err)
	}
	if len(issues) != 2 || issues[0].Fingerprint == issues[1].Fingerprint {
		t.Errorf("issues %+v", issues)
	}
}
