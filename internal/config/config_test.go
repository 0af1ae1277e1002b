package config

import "testing"

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern, file string
		want          bool
	}{
		{"internal/legacy", "internal/legacy/a.go", true},
		{"internal/legacy/", "internal/legacy/deep/a.go", true},
		{"./internal/legacy", "internal/legacy/a.go", true},
		{"internal/legacy/a.go", "internal/legacy/a.go", true},
		{"internal/leg*", "internal/legacy/a.go", true},
		{"**/*_old.go", "a_old.go", true},
		{"**/*_old.go", "x/y/a_old.go", true},
		{"x/**/a.go", "x/a.go", true},
		{"x/**/a.go", "x/y/z/a.go", true},
		{"x/**", "x/y/a.go", true},

		{"internal/legacy", "internal/legacyapi/a.go", false},
		{"legacy", "internal/legacy/a.go", false},
		{"*.go", "x/a.go", false},
		{"x/**/a.go", "y/a.go", false},
		{"internal/legacy/a.go", "internal/legacy", false},
	} {
		if got := Matches(test.pattern, test.file); got != test.want {
			t.Errorf("%q matches %q: %v", test.pattern, test.file, got)
		}
	}
}
