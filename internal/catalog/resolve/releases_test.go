package resolve

import (
	"go/types"
	"go/version"
	"strconv"
	"strings"
	"testing"
)

func (apis api) releases(t *testing.T) {
	for _, row := range table(t, "releases.tsv", 6) {
		sig, err := apis.function(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		i, err := strconv.Atoi(row[1])
		if err != nil || i < 0 || i >= sig.Results().Len() {
			t.Errorf("%s: it has %d results, the table says number %s", row[0], sig.Results().Len(), row[1])
			continue
		}
		released := sig.Results().At(i).Type()
		if row[2] != "-" {
			obj, _, _ := types.LookupFieldOrMethod(released, true, nil, row[2])
			field, ok := obj.(*types.Var)
			if !ok {
				t.Errorf("%s: its result has no field %s", row[0], row[2])
				continue
			}
			released = field.Type()
		}
		for by := range strings.SplitSeq(row[3], ",") {
			checkMethod(t, row[0], released, by)
		}
		if row[4] != "-" && !version.IsValid(row[4]) {
			t.Errorf("%s: %q is no language version", row[0], row[4])
		}
		if row[5] == "" {
			t.Errorf("%s: what stays?", row[0])
		}
	}
}

// checkMethod looks for the method that a release names; one with =false must
// report a bool.
func checkMethod(t *testing.T, function string, of types.Type, by string) {
	t.Helper()
	name, reports := strings.CutSuffix(by, "=false")
	obj, _, _ := types.LookupFieldOrMethod(of, true, nil, name)
	method, ok := obj.(*types.Func)
	if !ok {
		t.Errorf("%s: %s has no method %s", function, of, name)
		return
	}
	results := method.Signature().Results()
	if reports && (results.Len() != 1 || !types.Identical(results.At(0).Type(), types.Typ[types.Bool])) {
		t.Errorf("%s: %s does not report a bool", function, name)
	}
}
