// Package profile reads pprof profiles and says which lines of a package they
// weigh.
//
// A sample belongs to the deepest frame of its stack that lies in the module:
// what the standard library and dependencies allocate is put down to the line
// that called them. Lines are kept by function and by the distance from its
// first line, so that edits elsewhere in the file do not make a profile useless.
package profile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/google/pprof/profile"
)

// A Profile is the samples of one kind of a pprof profile.
type Profile struct {
	Type  string // "alloc_objects"
	Total int64  // of all samples, those outside the module too

	samples []sample
}

// A sample is one stack, leaf first, with inlined frames taken apart.
type sample struct {
	value int64
	stack []frame
}

type frame struct {
	pkg   string // import path, "main" of a program
	fn    string // as Key has it
	file  string
	line  int
	start int // the first line of the function, 0 if the profile does not know
	inner bool
}

// preferred are the kinds of sample in the order in which one is taken.
var preferred = [...]string{"alloc_objects", "alloc_space", "cpu", "samples"}

// Read reads the profile in ref, a file name that may be followed by "#" and the
// digest that [Ref] gave it. The kind is one that the profile has, or "" for the
// most telling of them.
func Read(ref, kind string) (*Profile, error) {
	name, want, fixed := strings.Cut(ref, digestMark)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if fixed && digest(data) != want {
		return nil, fmt.Errorf("%s changed while it was in use", name)
	}
	p, err := Parse(data, kind)
	if err != nil {
		return nil, fmt.Errorf("%s: %v", name, err)
	}
	return p, nil
}

const digestMark = "#sha256="

// Ref is the name of a file with a digest of what is in it. As a flag of a vet
// tool it makes the go command's cache see that the file changed.
func Ref(name string) (string, error) {
	if strings.Contains(name, digestMark) {
		return name, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	return name + digestMark + digest(data), nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

// Parse decodes a profile.
func Parse(data []byte, kind string) (*Profile, error) {
	raw, err := profile.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("not a pprof profile: %v", err)
	}
	at, name, err := choose(raw.SampleType, kind)
	if err != nil {
		return nil, err
	}
	p := &Profile{Type: name}
	frames := make(map[*profile.Location][]frame)
	for _, s := range raw.Sample {
		value := s.Value[at]
		if value <= 0 {
			continue
		}
		p.Total += value
		p.samples = append(p.samples, sample{value, stackOf(s, frames)})
	}
	return p, nil
}

func choose(types []*profile.ValueType, kind string) (int, string, error) {
	var names []string
	for _, t := range types {
		names = append(names, t.Type)
	}
	wanted := preferred[:]
	if kind != "" {
		wanted = []string{kind}
	}
	for _, name := range wanted {
		if at := slices.Index(names, name); at >= 0 {
			return at, name, nil
		}
	}
	if kind != "" {
		return 0, "", fmt.Errorf("it has %s, not %s", strings.Join(names, ", "), kind)
	}
	return 0, "", errors.New("it is neither of allocations nor of CPU time: it has " + strings.Join(names, ", "))
}

func stackOf(s *profile.Sample, known map[*profile.Location][]frame) []frame {
	var stack []frame
	for _, loc := range s.Location {
		frames, ok := known[loc]
		if !ok {
			for _, l := range loc.Line {
				if l.Function == nil {
					continue
				}
				pkg, symbol := splitSymbol(l.Function.Name)
				key, inner := keyOf(symbol)
				frames = append(frames, frame{pkg, key, l.Function.Filename, int(l.Line), int(l.Function.StartLine), inner})
			}
			known[loc] = frames
		}
		stack = append(stack, frames...)
	}
	return stack
}
