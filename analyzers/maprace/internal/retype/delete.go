package retype

import "go/ast"

// lookThenDelete rewrites a look and the removal of what it found.
//
//	job, ok := s.jobs[id]              job, ok := s.jobs.LoadAndDelete(id)
//	if !ok {                           if !ok {
//		return nil, false              	return nil, false
//	}                                  }
//	delete(s.jobs, id)
//	return job, true                   return job, true
func (w *writer) lookThenDelete(k stepper, list []ast.Stmt, i int) bool {
	if l := w.lookup(list[i]); l != nil && i+1 < len(list) {
		if d := w.deletes(l, list[i+1]); d != nil {
			return w.deleteNow(k, l, d, list[i+1])
		}
	}
	b := w.branchAt(list, i)
	if b == nil || b.ok == nil {
		return false
	}
	switch b.test {
	case present:
		if len(b.cond.Body.List) == 0 {
			return false
		}
		d := w.deletes(b.look, b.cond.Body.List[0])
		return d != nil && w.deleteNow(k, b.look, d, b.cond.Body.List[0])
	case absent:
		if !ends(b.cond.Body.List) || b.cond.Else != nil || len(b.after) == 0 {
			return false
		}
		d := w.deletes(b.look, b.after[0])
		return d != nil && w.deleteNow(k, b.look, d, b.after[0])
	}
	return false
}

func (w *writer) deleteNow(k stepper, l *look, d *use, s ast.Stmt) bool {
	if !k.loadAndDelete(l) {
		return false
	}
	take(none, d)
	w.b.Remove(s)
	return true
}
