package comm

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A state is one moment of a schedule. States share what they have in common:
// objects and frames belong to the state whose epoch they carry.
type state struct {
	x        *explorer
	epoch    int64
	threads  []*thread
	objs     []*object
	facts    []fact
	ownFacts int64 // the epoch to which the array of facts belongs
	mats     []mat
	next     int32 // number of the next thread
	hist     *event
	called   *called
	returned token.Pos // where the explored function returned
	headers  bool      // it has asked for the headers of something
	over     bool      // a thread left what can be followed, or ended the process
	last     [2]int32  // the threads of the last move
	changes  int       // how often another thread went on although these could
	moved    int       // moves so far
	joined   bool      // the thread that runs is where branches meet
}

// A mat says which object an unknown pointer points to.
type mat struct {
	sym val
	obj int32
}

// A called is a method that the schedule has called, and those before it.
type called struct {
	prev *called
	fn   *ssa.Function
}

// An event is one step of the schedule that led to a state.
type event struct {
	prev   *event
	thread int32
	pos    token.Pos
	text   string
	about  int32 // the primitive, or none
	starts int32 // the thread that it starts, or none
	makes  bool  // it makes the primitive
	depth  int
}

// A thread is a goroutine; number 0 runs the function that is explored.
type thread struct {
	epoch  int64
	id     int32
	start  ssa.Instruction // what started it; nil for number 0
	via    []*ssa.Call     // the calls on the stack of what started it
	frames []*frame
	op     *op   // what it does next; nil while it runs
	group  int32 // wait group that counts it, or none
	asked  bool  // it waits for the write lock, and readers wait for it
	waits  uint8 // on a condition: 1 for the signal, 2 for the lock
}

type frame struct {
	epoch  int64
	fn     *function
	regs   []val
	block  *ssa.BasicBlock
	index  int
	defers []val   // tuples of the number of the defer statement, callee and arguments
	counts []uint8 // how often a branch was decided without knowing, by block, or a step taken; nil for never

	starts bool // it has started a goroutine, and its return is yet to be noted

	// Of a function that is known by its steps, instead of fn and block:
	acts   *Acts
	in     ssa.Instruction // the call
	result val             // of the step, when it is done
	back   bool            // a deferred step was done
}

func (st *state) clone() *state {
	st.x.epochs++
	st.x.budget -= 10 + len(st.objs)/4
	c := *st
	c.epoch = st.x.epochs
	c.threads = append([]*thread(nil), st.threads...)
	c.objs = append(make([]*object, 0, len(st.objs)+4), st.objs...)
	c.mats = st.mats[:len(st.mats):len(st.mats)]
	// The original goes on, too: what both hold belongs to neither.
	st.x.epochs++
	st.epoch = st.x.epochs
	return &c
}

// thread is thread number id for writing, or nil when it has ended.
func (st *state) thread(id int32) *thread {
	for i, t := range st.threads {
		if t.id != id {
			continue
		}
		if t.epoch == st.epoch {
			return t
		}
		c := *t
		c.epoch = st.epoch
		c.frames = append([]*frame(nil), t.frames...)
		st.threads[i] = &c
		return &c
	}
	return nil
}

// top is the frame that t runs, for writing.
func (st *state) top(t *thread) *frame {
	i := len(t.frames) - 1
	f := t.frames[i]
	if f.epoch == st.epoch {
		return f
	}
	c := *f
	c.epoch = st.epoch
	c.regs = append([]val(nil), f.regs...)
	c.defers = f.defers[:len(f.defers):len(f.defers)]
	c.counts = slices.Clone(f.counts)
	t.frames[i] = &c
	return &c
}

func (st *state) note(t *thread, pos token.Pos, text string, about int32) {
	e := &event{prev: st.hist, thread: t.id, pos: pos, text: text, about: about, starts: none}
	if st.hist != nil {
		e.depth = st.hist.depth + 1
	}
	st.hist = e
}

// unknown is a new unknown value.
func (st *state) unknown(t types.Type) val { return st.x.vals.fresh(t) }

// materialise finds, or makes, the object that an unknown pointer to a t
// points to. It belongs to code outside.
func (st *state) materialise(p val, t types.Type) (int32, bool) {
	n := st.x.vals.of(p)
	if n.kind != kSym && n.kind != kExpr {
		return 0, false
	}
	for _, m := range st.mats {
		if m.sym == p {
			return m.obj, true
		}
	}
	if t == nil {
		return 0, false
	}
	id := st.alloc(t, token.NoPos, true)
	st.mats = append(st.mats, mat{p, id})
	if n.op == token.LBRACK {
		st.withoutError(id)
	}
	return id, true
}

// wasUsed reports an unknown pointer that led to something: it was not nil.
func (st *state) wasUsed(p val) bool {
	_, ok := st.materialise(p, nil)
	return ok
}

// withoutError says that an element of a container from outside carries no error:
// what failed is reported where it failed, and not among what there is.
func (st *state) withoutError(id int32) {
	o := st.change(id)
	if !nested(o.typ) {
		return
	}
	for i := range o.cells {
		if o.partType(int32(i)) == errorType {
			o.cells[i] = st.x.vals.null()
		}
	}
}

// target is the object p points to, made up when it is not known.
func (st *state) target(p val, t types.Type) (int32, bool) {
	n := st.x.vals.of(p)
	if n.kind == kPtr && n.field < 0 {
		return n.obj, true
	}
	if n.kind == kPtr {
		return 0, false
	}
	return st.materialise(p, t)
}

// escape hands everything that v leads to to code that is not modelled; code
// tells that it goes there inside a function, which may do anything with it.
func (st *state) escape(v val, code bool) {
	st.forgetWritten(v)
	st.walk(v, func(id int32) bool {
		o := st.objs[id]
		if o.env && (o.given || !code) {
			return false
		}
		o = st.change(id)
		if !o.env {
			st.forgetCells(o)
		}
		o.env = true
		o.given = o.given || code
		return true
	})
}

// roots visits the values that thread t can still use.
func (st *state) roots(t *thread, visit func(val)) {
	for i, f := range t.frames {
		if f.acts != nil {
			for _, v := range f.regs {
				visit(v)
			}
			continue
		}
		if f.block == nil {
			continue
		}
		at := f.index
		if i < len(t.frames)-1 {
			at++ // the call itself is done with its operands
		}
		for _, r := range f.fn.liveAt(f.block, at) {
			visit(f.regs[r])
		}
		for _, d := range f.defers {
			visit(d)
		}
	}
	if t.op != nil {
		for _, a := range t.op.arms {
			visit(a.value)
			if a.obj >= 0 {
				visit(st.x.vals.ptr(a.obj, -1))
			}
		}
	}
	if t.group >= 0 {
		visit(st.x.vals.ptr(t.group, -1))
	}
}
