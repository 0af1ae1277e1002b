package gitdiff

import (
	"os"
	"path/filepath"
	"testing"
)

// What git prints for added, changed, removed and oddly named files.
const diff = `diff --git a/lock.go b/lock.go
--- a/lock.go
+++ b/lock.go
@@ -6 +5,0 @@ func f() {
-	mu.Lock()
@@ -12,0 +12,2 @@
+// one
+// two
diff --git a/gone.go b/gone.go
--- a/gone.go
+++ /dev/null
@@ -1 +0,0 @@
-package p
diff --git a/with blank.go b/with blank.go
--- a/with blank.go	
+++ b/with blank.go	
@@ -0,0 +1 @@
+package p
diff --git "a/qu\"ote.go" "b/qu\"ote.go"
--- "a/qu\"ote.go"
+++ "b/qu\"ote.go"
@@ -3 +3 @@
--- a/no.go
+++ b/neither.go
@@ -9,0 +10 @@
+// ten
`

const lock = `package p

var m map[int]int

func f() {
	m[1]++
	m[2]++
}

func g() {
	m[3]++
}
// one
// two
`

func TestRead(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lock.go"), []byte(lock), 0o666); err != nil {
		t.Fatal(err)
	}
	c := &Changes{lines: make(map[string][]span)}
	c.read(dir, diff)
	for _, test := range []struct {
		file string
		line int
		want bool
	}{
		{"lock.go", 4, false},
		{"lock.go", 5, true}, // the function that lost its lock, all of it
		{"lock.go", 7, true},
		{"lock.go", 8, true},
		{"lock.go", 10, false},
		{"lock.go", 11, false},
		{"lock.go", 12, true},
		{"lock.go", 13, true},
		{"lock.go", 14, false},
		{"with blank.go", 1, true},
		{`qu"ote.go`, 3, true},
		{`qu"ote.go`, 10, true}, // not in what looks like another file
		{"gone.go", 1, false},
		{"neither.go", 10, false},
	} {
		if got := c.Touches(filepath.Join(dir, test.file), test.line, test.line); got != test.want {
			t.Errorf("%s:%d is new: %v", test.file, test.line, got)
		}
	}
}
