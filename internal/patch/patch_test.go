package patch

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/report"
)

const store = `package store

func (s *Store) Put(k string) {
	s.m[k]++
	s.n++
}
`

// edit replaces the one occurrence of old in text.
func edit(t *testing.T, file, text, old, new string) finding.Edit {
	t.Helper()
	at := strings.Index(text, old)
	if at < 0 || strings.LastIndex(text, old) != at {
		t.Fatalf("%q is not once in the file", old)
	}
	return finding.Edit{Location: finding.Location{File: file}, Start: at, Stop: at + len(old), NewText: new}
}

func fixing(edits ...finding.Edit) finding.Finding {
	return finding.Finding{Code: "x/y", Location: edits[0].Location, Fixes: []finding.Fix{{Edits: edits}}}
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "store.go")
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFixesAreTakenWholeOrNotAtAll(t *testing.T) {
	name := write(t, store)
	plan := Make([]finding.Finding{
		fixing(edit(t, name, store, "s.m[k]++", "s.mu.Lock()\n\ts.m[k]++")),
		// Its first edit is free, its second overlaps the fix above.
		fixing(edit(t, name, store, "s.n++", "s.n--"), edit(t, name, store, "m[k]", "m[key]")),
	}, false, nil)
	if plan.Fixed != 1 || len(plan.Left) != 1 {
		t.Fatalf("fixed %d, left %d, want 1 and 1", plan.Fixed, len(plan.Left))
	}
	after := string(plan.Changes[0].After)
	if !strings.Contains(after, "s.mu.Lock()") || strings.Contains(after, "s.n--") {
		t.Errorf("half of a fix was applied:\n%s", after)
	}
	if len(plan.Notes) != 1 || !strings.Contains(plan.Notes[0], "next run") {
		t.Errorf("notes %q do not say that the fix is left for the next run", plan.Notes)
	}
}

func TestSharedImportIsAddedOnce(t *testing.T) {
	name := write(t, store)
	add := finding.Edit{Location: finding.Location{File: name}, Start: 13, Stop: 13, NewText: "\n\nimport \"maps\""}
	plan := Make([]finding.Finding{
		fixing(add, edit(t, name, store, "s.m[k]++", "s.m[k] += 2")),
		fixing(add, edit(t, name, store, "s.n++", "s.n += 2")),
	}, false, nil)
	if plan.Fixed != 2 {
		t.Fatalf("fixed %d of 2: %q", plan.Fixed, plan.Notes)
	}
	if n := strings.Count(string(plan.Changes[0].After), "import"); n != 1 {
		t.Errorf("%d imports, want 1:\n%s", n, plan.Changes[0].After)
	}
}

func TestImportWithoutAUseIsTakenOut(t *testing.T) {
	const text = `package store

import (
	"maps"
	"sync" // locks
	v "unicode/utf8"
)

var (
	mu sync.Mutex
	a  = maps.Clone(x)
	b  = maps.Clone(y)
	c  = v.RuneLen('c')
)
`
	name := write(t, text)
	first := fixing(edit(t, name, text, "maps.Clone(x)", "x.Snapshot()"))
	second := fixing(edit(t, name, text, "maps.Clone(y)", "y.Snapshot()"))
	renamed := fixing(edit(t, name, text, "v.RuneLen('c')", "1"))
	for _, test := range []struct {
		fixes   []finding.Finding
		maps, v bool
	}{
		{fixes: []finding.Finding{first}, maps: true, v: true},
		{fixes: []finding.Finding{first, second}, v: true},
		{fixes: []finding.Finding{first, second, renamed}},
	} {
		after := string(Make(test.fixes, false, nil).Changes[0].After)
		if strings.Contains(after, `"maps"`) != test.maps || strings.Contains(after, `v "unicode/utf8"`) != test.v || !strings.Contains(after, `"sync" // locks`) {
			t.Errorf("%d fixes leave\n%s", len(test.fixes), after)
		}
	}

	const alone = "package store\n\nimport \"maps\"\n\nvar a = maps.Clone(x)\n"
	name = write(t, alone)
	after := string(Make([]finding.Finding{fixing(edit(t, name, alone, "maps.Clone(x)", "x"))}, false, nil).Changes[0].After)
	if after != "package store\n\nvar a = x\n" {
		t.Errorf("got\n%s", after)
	}
}

func TestFormatOnlyWhatWasFormatted(t *testing.T) {
	for _, test := range []struct{ about, before, want string }{
		{"formatted", store, "\ts.m[k] = 1\n"},
		{"not formatted", strings.Replace(store, "s.n++", "s.n   ++", 1), "\ts.m[k]=1\n"},
	} {
		t.Run(test.about, func(t *testing.T) {
			name := write(t, test.before)
			plan := Make([]finding.Finding{fixing(edit(t, name, test.before, "s.m[k]++", "s.m[k]=1"))}, false, nil)
			if got := string(plan.Changes[0].After); !strings.Contains(got, test.want) {
				t.Errorf("no line %q in:\n%s", test.want, got)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	name := write(t, store)
	forbidden := errors.New("not yours")
	for _, test := range []struct {
		about   string
		edit    finding.Edit
		allowed func(string) error
		want    string
	}{
		{"syntax", edit(t, name, store, "s.n++", "}}"), nil, "would not parse"},
		{"stale", finding.Edit{Location: finding.Location{File: name}, Start: 5, Stop: 5000}, nil, "has changed since"},
		{"forbidden", edit(t, name, store, "s.n++", "s.n--"), func(string) error { return forbidden }, "not yours"},
	} {
		t.Run(test.about, func(t *testing.T) {
			plan := Make([]finding.Finding{fixing(test.edit)}, false, test.allowed)
			if plan.Fixed != 0 || len(plan.Changes) != 0 || len(plan.Left) != 1 {
				t.Errorf("the fix was planned: %+v", plan)
			}
			if len(plan.Notes) != 1 || !strings.Contains(plan.Notes[0], test.want) {
				t.Errorf("notes %q do not say %q", plan.Notes, test.want)
			}
		})
	}
}

func TestApplyKeepsModeAndLeavesNothingBehind(t *testing.T) {
	name := write(t, store)
	link := filepath.Join(t.TempDir(), "link.go")
	if err := os.Symlink(name, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	plan := Make([]finding.Finding{fixing(edit(t, link, store, "s.n++", "s.n--"))}, false, nil)
	if err := plan.Apply(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(data), "s.n--") {
		t.Errorf("the file behind the link was not changed: %v\n%s", err, data)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v", err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, want 0640 (%v)", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(name), ".govlint-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDiffApplies(t *testing.T) {
	name := write(t, store)
	t.Chdir(filepath.Dir(name))
	plan := Make([]finding.Finding{fixing(edit(t, "store.go", store, "s.n++", "s.n--"))}, false, nil)
	got := string(plan.Diff())
	for _, want := range []string{"--- a/store.go\n", "+++ b/store.go\n", "-\ts.n++\n+\ts.n--\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}

func TestFixesThatChangeBehaviourAreLeft(t *testing.T) {
	f := finding.Finding{Code: "x/y", Fixes: []finding.Fix{{Message: report.ChangesBehaviour + "the work ends earlier"}}}
	plan := Make([]finding.Finding{f}, false, nil)
	if plan.Fixed != 0 || len(plan.Left) != 1 {
		t.Errorf("fixed %d, left %d; want the finding left as it is", plan.Fixed, len(plan.Left))
	}
	if plan = Make([]finding.Finding{f}, true, nil); plan.Fixed != 1 || len(plan.Left) != 0 {
		t.Errorf("fixed %d, left %d when all fixes are asked for; want it fixed", plan.Fixed, len(plan.Left))
	}
}
