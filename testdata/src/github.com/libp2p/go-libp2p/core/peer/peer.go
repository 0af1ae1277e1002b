// Package peer has the part of the real one that tests need.
package peer

type ID string

func (id ID) String() string      { return string(id) }
func (id ID) ShortString() string { return string(id) }
