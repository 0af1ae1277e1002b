package labelcard

import "golang.org/x/tools/go/ssa"

// namesOf are the label names of the vector whose method is called, as far as
// its definition is seen.
func (c *checker) namesOf(common *ssa.CallCommon) []string {
	of := target(common)
	if of == nil {
		return nil
	}
	m := c.vector(of)
	if m == nil {
		return nil
	}
	return c.left(of, m.labels)
}

// target is what a call gives labels to: its receiver, or the description that
// a constant metric is made of.
func target(common *ssa.CallCommon) ssa.Value {
	if of := receiver(common); of != nil || len(common.Args) == 0 {
		return of
	}
	return common.Args[0]
}

// constants are the elements of a list of constants, nil when some are not known.
func (c *checker) constants(v ssa.Value) []string {
	v = c.bound.Single(v)
	if isLiteral(v) && len(c.bound.Elements(v)) == 0 {
		return []string{}
	}
	var out []string
	for i, el := range c.bound.Elements(v) {
		name, ok := c.bound.Text(el.Value)
		if !ok || el.Index != i {
			return nil
		}
		out = append(out, name)
	}
	return out
}

// isLiteral reports a slice of all of an array made in place.
func isLiteral(v ssa.Value) bool {
	s, ok := v.(*ssa.Slice)
	if !ok || s.Low != nil || s.High != nil {
		return false
	}
	_, ok = s.X.(*ssa.Alloc)
	return ok
}
