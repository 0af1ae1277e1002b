package vetrun

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"
)

// A tree is what the tool prints of a unit: package, analyzer, and then either a
// list of diagnostics or an error. The types mirror the driver's, which are
// internal to golang.org/x/tools.
type tree map[string]map[string]json.RawMessage

type unitError struct {
	Err string `json:"error"`
}

type diagnostic struct {
	Category string    `json:"category,omitempty"`
	Posn     string    `json:"posn"`
	End      string    `json:"end"`
	Message  string    `json:"message"`
	Fixes    []fix     `json:"suggested_fixes,omitempty"`
	Related  []related `json:"related,omitempty"`
}

type related struct {
	Posn    string `json:"posn"`
	End     string `json:"end"`
	Message string `json:"message"`
}

type fix struct {
	Message string     `json:"message"`
	Edits   []textEdit `json:"edits"`
}

type textEdit struct {
	Filename string `json:"filename"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	New      string `json:"new"`
}

// A unit is the decoded output for one package variant.
type unit struct {
	id          string
	record      unitRecord
	diagnostics map[string][]diagnostic // by analyzer
	errors      map[string]string       // by analyzer
	partial     bool                    // there is no record, and nothing but errors
}

// decodeUnits reads the output of one go vet and calls each for every unit.
// Panics are printed ahead of their unit and join it. Those on a dependency,
// which prints nothing else, make a unit without record in the end.
func decodeUnits(r io.Reader, each func(*unit)) error {
	dec := json.NewDecoder(r)
	early := make(map[string]*unit)
	for {
		var t tree
		if err := dec.Decode(&t); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		for id, results := range t {
			u, err := decodeUnit(id, results)
			if err != nil {
				return err
			}
			if before := early[id]; before != nil {
				maps.Copy(u.errors, before.errors)
				delete(early, id)
			}
			if u.partial {
				early[id] = u
				continue
			}
			each(u)
		}
	}
	for _, u := range early {
		each(u)
	}
	return nil
}

func decodeUnit(id string, results map[string]json.RawMessage) (*unit, error) {
	_, described := results[unitName]
	u := &unit{id: id, partial: !described, diagnostics: make(map[string][]diagnostic), errors: make(map[string]string)}
	for analyzer, raw := range results {
		if raw[0] == '{' {
			var failure unitError
			if err := json.Unmarshal(raw, &failure); err != nil {
				return nil, fmt.Errorf("%s: %s: %v", id, analyzer, err)
			}
			u.errors[analyzer] = failure.Err
			continue
		}
		var list []diagnostic
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("%s: %s: %v", id, analyzer, err)
		}
		if analyzer != unitName {
			u.diagnostics[analyzer] = list
			continue
		}
		if len(list) != 1 {
			return nil, fmt.Errorf("%s: %d records of one unit", id, len(list))
		}
		if err := json.Unmarshal([]byte(list[0].Message), &u.record); err != nil {
			return nil, fmt.Errorf("%s: record: %v", id, err)
		}
	}
	return u, nil
}

// splitPosn takes apart "file:line:column"; what is missing is zero.
func splitPosn(s string) (file string, line, column int) {
	file, last := cutNumber(s)
	if last < 0 {
		return s, 0, 0
	}
	shorter, first := cutNumber(file)
	if first < 0 {
		return file, last, 0
	}
	return shorter, first, last
}

func cutNumber(s string) (string, int) {
	colon := strings.LastIndexByte(s, ':')
	if colon < 0 {
		return s, -1
	}
	n, err := strconv.Atoi(s[colon+1:])
	if err != nil {
		return s, -1
	}
	return s[:colon], n
}
