package finding

import (
	"os"
	"path/filepath"
	"testing"
)

func fingerprintOf(t *testing.T, source string, line int, message string) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "store.go")
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	return Fingerprints([]Finding{{
		Code:     "maprace/unguarded",
		Location: Location{File: file, Line: line, Column: 3},
		Message:  message,
	}}, dir)[0]
}

func TestFingerprintSurvivesShifts(t *testing.T) {
	before := fingerprintOf(t, "a\n\ts.m[k] = v\n", 2, "written here, read at store.go:24")
	for _, test := range []struct {
		about, source string
		line          int
		message       string
		same          bool
	}{
		{"moved, the other side too", "a\nb\nc\n\ts.m[k] = v\n", 4, "written here, read at store.go:31:7", true},
		{"indented", "a\n\t\t\ts.m[k]  = v\n", 2, "written here, read at store.go:24", true},
		{"other code in the line", "a\n\ts.m[j] = v\n", 2, "written here, read at store.go:24", false},
		{"other message", "a\n\ts.m[k] = v\n", 2, "iterated here, read at store.go:24", false},
		{"other file in the message", "a\n\ts.m[k] = v\n", 2, "written here, read at other.go:24", false},
	} {
		if got := fingerprintOf(t, test.source, test.line, test.message) == before; got != test.same {
			t.Errorf("%s: same is %v", test.about, got)
		}
	}
}

func TestUTF16(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(file, []byte("é😀x\r\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	s := make(Sources)
	for column, want := range map[int]int{1: 1, 3: 2, 7: 4, 8: 5, 99: 99, 0: 0} {
		if got := s.UTF16(Location{file, 1, column}); got != want {
			t.Errorf("column %d: %d, want %d", column, got, want)
		}
	}
}
