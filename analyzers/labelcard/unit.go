package labelcard

import (
	"fmt"
	"go/token"
	"go/types"
	"math"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// operate looks at what a metric is fed with.
func (c *checker) operate(call ssa.CallInstruction, op catalog.MetricOp) {
	of := receiver(call.Common())
	if of == nil {
		return
	}
	m := c.vector(of)
	if m == nil {
		return
	}
	var v ssa.Value
	if op.Arg != catalog.NoArgument {
		v = argument(call.Common(), op.Arg)
	}
	switch op.Op {
	case "set":
		c.checkSetTotal(call, m)
		c.checkUnit(call, m, v)
	case "observe":
		c.checkUnit(call, m, v)
		if v != nil {
			c.checkObserved(call, m, v)
		}
	case "add":
		c.checkUnit(call, m, v)
	}
}

// Units of time that the names of metrics end in, in seconds.
var timeUnits = []struct {
	suffix, words string
	seconds       float64
}{
	{"_milliseconds", "milliseconds", 1e-3}, {"_millis", "milliseconds", 1e-3}, {"_ms", "milliseconds", 1e-3},
	{"_microseconds", "microseconds", 1e-6}, {"_nanoseconds", "nanoseconds", 1e-9},
	{"_seconds", "seconds", 1}, {".seconds", "seconds", 1},
}

// checkUnit compares the unit in the name of a metric with that of the value.
func (c *checker) checkUnit(call ssa.CallInstruction, m *metric, v ssa.Value) {
	if v == nil {
		return
	}
	name := strings.TrimSuffix(m.name, "_total")
	for _, unit := range timeUnits {
		if !strings.HasSuffix(name, unit.suffix) {
			continue
		}
		got, pos, ok := c.seconds(v, 0)
		if ok && math.Abs(got/unit.seconds-1) > 1e-6 {
			c.reportUnit(call, m, pos, unit.words, words(got))
		}
		return
	}
	if strings.HasSuffix(name, "_bytes") {
		if got, pos, ok := c.kibibytes(v); ok {
			c.reportUnit(call, m, pos, "bytes", got)
		}
	}
}

func (c *checker) reportUnit(call ssa.CallInstruction, m *metric, pos token.Pos, want, got string) {
	if !pos.IsValid() {
		pos = call.Pos()
	}
	report.Report(c.pass, report.Finding{
		Kind: "unit", Pos: call.Pos(),
		Message: fmt.Sprintf("%s %s, in %s by its name, is given %s; every graph and alert on it is off by that factor; give it %s, or rename it",
			m.kind, m.name, want, got, want),
		Witness: []report.Step{
			{Pos: m.pos, Text: fmt.Sprintf("%s %s is made", m.kind, m.name)},
			{Pos: pos, Text: "the value is in " + got},
		},
	})
}

func words(seconds float64) string {
	switch {
	case near(seconds, 1):
		return "seconds"
	case near(seconds, 1e-3):
		return "milliseconds"
	case near(seconds, 1e-6):
		return "microseconds"
	case near(seconds, 1e-9):
		return "nanoseconds"
	}
	return fmt.Sprintf("units of %s seconds", number(seconds))
}

func near(a, b float64) bool { return math.Abs(a/b-1) < 1e-6 }

// seconds is how many seconds a unit of v stands for, where v comes from a
// duration, and where that is read.
func (c *checker) seconds(v ssa.Value, depth int) (float64, token.Pos, bool) {
	v = c.bound.Single(v)
	if depth > maxSteps {
		return 0, token.NoPos, false
	}
	switch v := v.(type) {
	case *ssa.Convert:
		if isDuration(v.X.Type()) {
			if op, ok := c.bound.Single(v.X).(*ssa.BinOp); ok {
				return c.scaled(op, depth+1)
			}
			return 1e-9, v.Pos(), true
		}
		return c.seconds(v.X, depth+1)
	case *ssa.BinOp:
		return c.scaled(v, depth+1)
	case *ssa.Call:
		return c.readUnit(v)
	}
	return 0, token.NoPos, false
}

// scaled is the unit of x/k and x*k.
func (c *checker) scaled(op *ssa.BinOp, depth int) (float64, token.Pos, bool) {
	x, k := op.X, op.Y
	if op.Op == token.MUL {
		if _, ok := c.bound.Number(x); ok {
			x, k = k, x
		}
	}
	factor, ok := c.bound.Number(k)
	if !ok || factor <= 0 || op.Op != token.MUL && op.Op != token.QUO {
		if isDuration(op.Type()) && (op.Op == token.ADD || op.Op == token.SUB) {
			return 1e-9, op.Pos(), true
		}
		return 0, token.NoPos, false
	}
	unit, pos, ok := c.seconds(x, depth+1)
	if !ok && isDuration(x.Type()) {
		unit, pos, ok = 1e-9, op.Pos(), true
	}
	if op.Op == token.MUL {
		return unit / factor, pos, ok
	}
	return unit * factor, pos, ok
}

// readUnit is the unit that a method of a duration or time reads it in.
func (c *checker) readUnit(call *ssa.Call) (float64, token.Pos, bool) {
	callee := bound.Callee(call.Common())
	if callee == nil {
		return 0, token.NoPos, false
	}
	unit, ok := map[string]float64{
		"(time.Duration).Seconds":      1,
		"(time.Duration).Milliseconds": 1e-3,
		"(time.Duration).Microseconds": 1e-6,
		"(time.Duration).Nanoseconds":  1e-9,
		"(time.Duration).Minutes":      60,
		"(time.Duration).Hours":        3600,
		"(time.Time).Unix":             1,
		"(time.Time).UnixMilli":        1e-3,
		"(time.Time).UnixMicro":        1e-6,
		"(time.Time).UnixNano":         1e-9,
	}[callee.FullName()]
	return unit, call.Pos(), ok
}

func isDuration(t types.Type) bool {
	return types.TypeString(types.Unalias(t), nil) == "time.Duration"
}

// kibibytes reports a value that is divided by 1024, or a power of it.
func (c *checker) kibibytes(v ssa.Value) (string, token.Pos, bool) {
	v = c.bound.Single(v)
	if conv, ok := v.(*ssa.Convert); ok {
		v = c.bound.Single(conv.X)
	}
	op, ok := v.(*ssa.BinOp)
	if !ok || scaledUp(op.X) {
		return "", token.NoPos, false
	}
	k, ok := c.bound.Number(op.Y)
	if !ok {
		return "", token.NoPos, false
	}
	if op.Op == token.SHR && k < 64 {
		k = math.Pow(2, k)
	} else if op.Op != token.QUO {
		return "", token.NoPos, false
	}
	switch k {
	case 1 << 10:
		return "KiB", op.Pos(), true
	case 1 << 20:
		return "MiB", op.Pos(), true
	case 1 << 30:
		return "GiB", op.Pos(), true
	}
	return "", token.NoPos, false
}

// scaledUp reports a product, which may be in another unit.
func scaledUp(v ssa.Value) bool {
	if conv, ok := v.(*ssa.Convert); ok {
		v = conv.X
	}
	op, ok := v.(*ssa.BinOp)
	return ok && (op.Op == token.MUL || op.Op == token.SHL)
}

// checkSetTotal reports a gauge that is named like a counter and set.
func (c *checker) checkSetTotal(call ssa.CallInstruction, m *metric) {
	if !strings.HasSuffix(m.name, "_total") || m.kind != "gauge" || c.setTotal[m] {
		return
	}
	c.setTotal[m] = true
	report.Report(c.pass, report.Finding{
		Kind: "unit", Pos: call.Pos(),
		Message: fmt.Sprintf("gauge %s is set, and its name ends in _total, which says that it only grows; rate() takes every fall for a restart; make it a counter, or take _total off its name", m.name),
		Witness: []report.Step{{Pos: m.pos, Text: "the gauge " + m.name + " is made"}},
	})
}
