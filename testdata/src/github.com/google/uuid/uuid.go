// Package uuid declares what the tests use of the real one.
package uuid

type UUID [16]byte

func NewRandom() (UUID, error) { return UUID{}, nil }

func (id UUID) String() string { return string(id[:]) }
