package resolve

import (
	"fmt"
	"go/types"
	"strings"
	"testing"
)

func (apis api) metrics(t *testing.T) {
	for _, row := range table(t, "metrics.tsv", 3) {
		sig, err := apis.function(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		p, err := parameter(sig, row[2])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
		} else if !holdsLabels(p, row[1]) {
			t.Errorf("%s: parameter %s has type %s, which holds no %s", row[0], row[2], p, row[1])
		}
	}
}

// holdsLabels reports whether a parameter of type t can have the role that
// metrics.tsv gives it.
func holdsLabels(t types.Type, role string) bool {
	elem := func() types.Type {
		s, ok := t.Underlying().(*types.Slice)
		if !ok {
			return types.Typ[types.Invalid]
		}
		return s.Elem()
	}
	role, fields, _ := strings.Cut(role, " ")
	switch role {
	case "struct":
		for field := range strings.FieldsSeq(fields) {
			name, label, ok := strings.Cut(field, "=")
			v, err := fieldOf(t, name)
			if !ok || label == "" || err != nil || !isString(v) {
				return false
			}
		}
		return fields != ""
	case "values", "pairs", "tags", "names":
		return isString(elem())
	case "map":
		m, ok := t.Underlying().(*types.Map)
		return ok && isString(m.Key()) && isString(m.Elem())
	case "fields", "attrs":
		switch u := elem().Underlying().(type) {
		case *types.Struct:
			return u.NumFields() == 2
		case *types.Array:
			return u.Len() == 2 && isString(u.Elem())
		}
		return strings.HasSuffix(t.String(), "attribute.Set")
	case "value":
		return isString(t)
	case "name":
		return isString(t) || isString(elem())
	}
	return false
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func (apis api) newMetrics(t *testing.T) {
	for _, row := range table(t, "newmetrics.tsv", 3) {
		sig, err := apis.function(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		for part := range strings.FieldsSeq(row[2]) {
			key, where, _ := strings.Cut(part, "=")
			arg, field, _ := strings.Cut(where, ".")
			p, err := parameter(sig, arg)
			if err == nil && field != "" {
				p, err = fieldOf(p, field)
			}
			if err == nil && !fits(p, key) {
				err = fmt.Errorf("%s has type %s", part, p)
			}
			if err != nil {
				t.Errorf("%s: %s: %v", row[0], part, err)
			}
		}
	}
}

func fieldOf(t types.Type, name string) (types.Type, error) {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	v, ok := obj.(*types.Var)
	if !ok {
		return nil, fmt.Errorf("%s has no field %s", t, name)
	}
	return v.Type(), nil
}

// fits reports whether a value of type t can be that part of a definition.
func fits(t types.Type, part string) bool {
	switch part {
	case "name", "namespace", "subsystem":
		return isString(t)
	case "labels":
		return holdsLabels(t, "names")
	case "const":
		return holdsLabels(t, "map")
	case "buckets", "quantiles":
		_, slice := t.Underlying().(*types.Slice)
		_, iface := t.Underlying().(*types.Interface)
		return slice || iface
	case "objectives":
		_, ok := t.Underlying().(*types.Map)
		return ok
	case "native", "start", "width", "factor", "min", "max", "count":
		return isNumber(t)
	}
	return false
}

func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

func (apis api) metricOps(t *testing.T) {
	for _, row := range table(t, "metricops.tsv", 3) {
		sig, err := apis.function(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		switch row[1] {
		case "observe", "set", "add", "sub", "inc", "dec", "now", "seconds", "delete", "reset", "const":
		default:
			t.Errorf("%s: operation %q", row[0], row[1])
		}
		if row[2] == "-" {
			continue
		}
		p, err := parameter(sig, row[2])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
		} else if !isNumber(p) {
			t.Errorf("%s: parameter %s has type %s, which is no number", row[0], row[2], p)
		}
	}
}

func (apis api) sources(t *testing.T) {
	for _, row := range table(t, "sources.tsv", 3) {
		kind, detail, _ := strings.Cut(row[1], " ")
		sig, err := apis.function(row[0])
		switch {
		case row[0] == "(error).Error":
		case kind == "pass" && err != nil:
			t.Errorf("%s: %v", row[0], err)
		case kind == "pass":
			checkOperands(t, row[0], sig, detail)
		case err != nil && apis.field(row[0]) != nil:
			t.Errorf("%s: no function (%v) and no field (%v)", row[0], err, apis.field(row[0]))
		}
		switch kind {
		case "unbounded", "bounded", "pass", "object", "param", "unknown":
		default:
			t.Errorf("%s: kind %q", row[0], kind)
		}
	}
}

// checkOperands checks indexes that count a receiver as operand 0.
func checkOperands(t *testing.T, name string, sig *types.Signature, indexes string) {
	n := sig.Params().Len()
	if sig.Recv() != nil {
		n++
	}
	for index := range strings.FieldsSeq(indexes) {
		var i int
		if _, err := fmt.Sscan(index, &i); err != nil || i < 0 || i >= n {
			t.Errorf("%s has %d operands, the table says number %s", name, n, index)
		}
	}
}

// field returns why "type.field" does not exist.
func (apis api) field(name string) error {
	dot := strings.LastIndexByte(name, '.')
	typ, err := apis.typeNamed(name[:dot])
	if err != nil {
		return err
	}
	_, err = fieldOf(typ, name[dot+1:])
	return err
}

func (apis api) defaults(t *testing.T) {
	for _, row := range table(t, "defaults.tsv", 4) {
		sig, err := apis.function(row[0])
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		when, detail, _ := strings.Cut(row[1], " ")
		arg, field, _ := strings.Cut(detail, ".")
		switch when {
		case "empty":
			p, err := parameter(sig, arg)
			if err != nil || !isString(p) {
				t.Errorf("%s: argument %s is no string: %v", row[0], arg, err)
			}
		case "unset":
			p, err := parameter(sig, arg)
			if err == nil {
				_, err = fieldOf(p, field)
			}
			if err != nil {
				t.Errorf("%s: %v", row[0], err)
			}
		case "unassigned":
			if _, err := fieldOf(sig.Results().At(0).Type(), detail); err != nil {
				t.Errorf("%s: %v", row[0], err)
			}
		}
	}
}
