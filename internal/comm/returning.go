package comm

import "golang.org/x/tools/go/ssa"

// returns notes that the explored function returns, or one that it calls and that has
// started a goroutine, before the first of what it put off.
func (st *state) returns(t *thread, f *frame, in *ssa.Return) {
	pos := in.Pos()
	switch {
	case len(t.frames) > 1:
		if f.starts && pos.IsValid() {
			st.note(t, pos, "returns from "+f.fn.fn.Name(), none)
		}
		f.starts = false
	case t.id == 0 && !st.returned.IsValid():
		if !pos.IsValid() {
			pos = st.x.endPos()
		}
		st.returned = pos
		st.note(t, pos, "returns", none)
	}
}
