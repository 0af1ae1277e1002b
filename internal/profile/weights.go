package profile

import (
	"cmp"
	"slices"
	"strings"
)

// A Scope says which frames are the user's. With neither field set none is.
type Scope struct {
	Module  string // the path of the module; "" of the standard library, where each package stands alone
	Package string // its import path, "main" of a program
}

func (s Scope) own(pkg string) bool {
	if pkg == s.Package || pkg == "main" && s.Package == "main" {
		return true
	}
	if s.Module == "" {
		return false
	}
	return pkg == "main" || pkg == s.Module || strings.HasPrefix(pkg, s.Module+"/")
}

// A Line is one line of a function with what the samples put down to it.
type Line struct {
	Package string
	Func    string // "F" or "T.M"
	File    string // as the profile has it
	Number  int    // when the profile was made
	Offset  int    // from the first line of Func, -1 if unknown
	Value   int64
	Callee  string // the function outside the module that it called; "" if the runtime or none
}

// Lines returns the lines of the scope's package that are the deepest of the
// module's in any stack, once for each function that they call, the heaviest first. In a scope without package those of
// the whole module.
func (p *Profile) Lines(scope Scope) []Line {
	type key struct {
		pkg, fn, file, callee string
		line, start           int
		inner                 bool
	}
	values := make(map[key]int64)
	for _, s := range p.samples {
		for i, f := range s.stack {
			if !scope.own(f.pkg) {
				continue
			}
			if scope.Package == "" || f.pkg == scope.Package {
				values[key{f.pkg, f.fn, f.file, calleeOf(s.stack[:i]), f.line, f.start, f.inner}] += s.value
			}
			break
		}
	}
	starts := p.starts()
	lines := make([]Line, 0, len(values))
	for k, value := range values {
		start := k.start
		if k.inner {
			start = starts[[3]string{k.pkg, k.fn, k.file}]
		}
		l := Line{Package: k.pkg, Func: k.fn, File: k.file, Number: k.line, Offset: -1, Value: value, Callee: k.callee}
		if start > 0 {
			l.Offset = k.line - start
		}
		lines = append(lines, l)
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.File, b.File), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Func, b.Func), cmp.Compare(a.Callee, b.Callee))
	})
	return lines
}

// starts is the first line of every function that the profile says it of. It
// lets lines of function literals be counted from the declaration around them.
func (p *Profile) starts() map[[3]string]int {
	starts := make(map[[3]string]int)
	for _, s := range p.samples {
		for _, f := range s.stack {
			if !f.inner && f.start > 0 {
				starts[[3]string{f.pkg, f.fn, f.file}] = f.start
			}
		}
	}
	return starts
}

// calleeOf names the outermost of the frames below the module's own that is not
// the runtime's, which every allocation ends in.
func calleeOf(below []frame) string {
	for i := len(below) - 1; i >= 0; i-- {
		if f := below[i]; f.pkg != "runtime" && !strings.HasPrefix(f.pkg, "internal/runtime/") {
			return f.pkg + "." + f.fn
		}
	}
	return ""
}

// Share is value as a part of the whole profile, from 0 to 1.
func (p *Profile) Share(value int64) float64 {
	if p.Total == 0 {
		return 0
	}
	return float64(value) / float64(p.Total)
}
