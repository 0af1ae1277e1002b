package comm

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// What a schedule knows of unknown values beyond single facts: what a context
// that has ended says, what a question to one string says of others, and what a
// question to an error says of the error. All of it is may: a rule only takes
// ways away that cannot be gone.

// These mark expressions by what they stand for.
const (
	tokenDone   = token.CHAN        // the channel of a context
	tokenEnded  = token.FALLTHROUGH // whether a context has ended
	tokenErr    = token.RETURN      // the error of a context that has ended
	tokenArm    = token.SELECT      // the number of the arm that a select takes; the contexts of its arms
	tokenPure   = token.FUNC        // a function of its arguments alone; the function, its arguments
	tokenPrefix = token.STRING      // whether a string begins with another one
	tokenFailed = token.DEFER       // whether an error is of a kind; the answer, the error
)

// purePackages are those of the standard library whose functions of numbers and
// strings always give the same result for the same arguments.
var purePackages = map[string]bool{
	"strings": true, "strconv": true, "unicode": true, "unicode/utf8": true, "path": true,
	"path/filepath": true, "math": true, "math/bits": true, "net/textproto": true,
}

// answer is the result of a call of obj, when something is known of it: 0 when not.
func (st *state) answer(obj *types.Func, args []val, in ssa.Instruction) val {
	v, ok := in.(ssa.Value)
	if !ok || obj == nil || obj.Pkg() == nil {
		return 0
	}
	if obj.Pkg().Path() == "context" && len(args) > 0 {
		switch st.x.m.fullName(obj) {
		case "(context.Context).Done":
			return st.x.vals.expr(tokenDone, v.Type(), args[0])
		case "(context.Context).Err", "context.Cause":
			if st.hasEnded(args[0]) {
				return st.endOf(args[0], v.Type())
			}
		}
		return 0
	}
	if err := st.deniedError(obj, args); err != 0 {
		return st.isNull(err)
	}
	if asksError(obj.Signature()) && len(args) > 0 {
		return st.askError(args)
	}
	if purePackages[obj.Pkg().Path()] && isPlain(obj.Signature()) {
		return st.pure(obj, args, v.Type())
	}
	return 0
}

// hasEnded reports whether the schedule knows that the context ctx is at its end.
func (st *state) hasEnded(ctx val) bool {
	ended, known := st.truth(st.atEnd(ctx))
	return known && ended
}

func (st *state) atEnd(ctx val) val {
	return st.x.vals.expr(tokenEnded, types.Typ[types.Bool], ctx)
}

// endOf is the error of a context that has ended, which is not nil.
func (st *state) endOf(ctx val, t types.Type) val {
	e := st.x.vals.expr(tokenErr, t, ctx)
	st.assume(st.isNull(e), false)
	return e
}

// received learns from a receive from ch that the context it belongs to has ended.
func (st *state) received(ch val) {
	if n := st.x.vals.of(ch); n.kind == kExpr && n.op == tokenDone {
		st.assume(st.atEnd(n.args[0]), true)
	}
}

// armTaken is the number of the arm that a select of no known goroutine takes.
func (st *state) armTaken(f *frame, in *ssa.Select) val {
	vs := st.x.vals
	args := []val{vs.fresh(types.Typ[types.Int])}
	for _, s := range in.States {
		ctx := vs.null()
		if n := vs.of(st.value(f, s.Chan)); s.Dir == types.RecvOnly && n.kind == kExpr && n.op == tokenDone {
			ctx = n.args[0]
		}
		args = append(args, ctx)
	}
	return vs.expr(tokenArm, types.Typ[types.Int], args...)
}

// isNeverClosed reports a channel on which package time sends, or the system its
// signals.
func isNeverClosed(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	elem := types.TypeString(ch.Elem(), nil)
	return ch.Dir() == types.RecvOnly && elem == "time.Time" || elem == "os.Signal"
}

// isPlain reports a function from numbers and strings to one of them.
func isPlain(sig *types.Signature) bool {
	if sig.Recv() != nil || sig.Results().Len() != 1 || sig.Params().Len() == 0 {
		return false
	}
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range tuple.Variables() {
			if _, ok := v.Type().Underlying().(*types.Basic); !ok {
				return false
			}
		}
	}
	return true
}

// pure is the result of a function of its arguments alone.
func (st *state) pure(obj *types.Func, args []val, t types.Type) val {
	vs := st.x.vals
	if st.x.m.fullName(obj) == "strings.HasPrefix" && len(args) == 2 {
		s, ok1 := vs.constString(args[0])
		prefix, ok2 := vs.constString(args[1])
		if ok1 && ok2 {
			return vs.bool(strings.HasPrefix(s, prefix))
		}
		return vs.expr(tokenPrefix, t, args...)
	}
	name := vs.constant(constant.MakeString(st.x.m.fullName(obj)))
	return vs.expr(tokenPure, t, append([]val{name}, args...)...)
}

func (vs *values) constString(v val) (string, bool) {
	n := vs.of(v)
	if n.kind != kConst || n.c == nil || n.c.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(n.c), true
}

// A guess is a question to a string that may be answered by those to the same
// string: whether it is, or begins with, a constant.
type guess struct {
	of     val
	text   string
	prefix bool
}

func (st *state) guess(cond val) (guess, bool) {
	vs := st.x.vals
	n := vs.of(cond)
	if n.kind != kExpr || len(n.args) != 2 || n.op != tokenPrefix && n.op != token.EQL {
		return guess{}, false
	}
	x, y := n.args[0], n.args[1]
	if _, ok := vs.constString(x); ok && n.op == token.EQL {
		x, y = y, x
	}
	text, ok := vs.constString(y)
	return guess{x, text, n.op == tokenPrefix}, ok
}

// guessed decides a question to a string by those that were answered.
func (st *state) guessed(cond val) (value, known bool) {
	asked, ok := st.guess(cond)
	if !ok {
		return false, false
	}
	for _, f := range st.facts {
		if f.truth == 0 {
			continue
		}
		was, ok := st.guess(f.of)
		if !ok || was.of != asked.of {
			continue
		}
		if value, known := asked.follows(was, f.truth == 1); known {
			return value, true
		}
	}
	return false, false
}

// follows is the answer to g after that to the other question about the same string.
func (g guess) follows(was guess, answer bool) (value, known bool) {
	switch {
	case answer && !was.prefix && !g.prefix:
		return was.text == g.text, true
	case answer && !was.prefix:
		return strings.HasPrefix(was.text, g.text), true
	case answer && g.prefix && strings.HasPrefix(was.text, g.text):
		return true, true
	case answer && !strings.HasPrefix(g.text, was.text):
		return false, true
	case !answer && was.prefix && strings.HasPrefix(g.text, was.text):
		return false, true
	}
	return false, false
}

// asksError reports a function that answers a question to an error, as errors.Is
// and its like: the first parameter is the error, and the result a bool.
func asksError(sig *types.Signature) bool {
	return sig.Recv() == nil && sig.Params().Len() > 0 && isError(sig.Params().At(0).Type()) &&
		sig.Results().Len() == 1 && isBool(sig.Results().At(0).Type())
}

// deniedError is the argument of a function that reports whether there is no error,
// as assertions do by this name; 0 for any other function.
func (st *state) deniedError(obj *types.Func, args []val) val {
	results := obj.Signature().Results()
	if obj.Name() != "NoError" || results.Len() != 1 || !isBool(results.At(0).Type()) {
		return 0
	}
	params := obj.Signature().Params()
	for i := range params.Len() {
		if isError(params.At(i).Type()) {
			return args[len(args)-params.Len()+i]
		}
	}
	return 0
}

// askError is the answer of such a function: no error is of no kind.
func (st *state) askError(args []val) val {
	vs := st.x.vals
	if null, known := st.truth(st.isNull(args[0])); known && null {
		return vs.bool(false)
	}
	return vs.expr(tokenFailed, types.Typ[types.Bool], vs.fresh(types.Typ[types.Bool]), args[0])
}

// consequences learns what follows from a condition that is taken to be true.
func (st *state) consequences(cond val) {
	if n := st.x.vals.of(cond); n.kind == kExpr && n.op == tokenFailed {
		st.assume(st.isNull(n.args[1]), false)
	}
}

// tookArm learns from the arm that a select took, if base is the number of one.
func (st *state) tookArm(base val, arm int64) {
	n := st.x.vals.of(base)
	if n.kind != kExpr || n.op != tokenArm || arm < 0 || int(arm)+1 >= len(n.args) {
		return
	}
	if ctx := n.args[arm+1]; !st.x.vals.isNull(ctx) {
		st.assume(st.atEnd(ctx), true)
	}
}
