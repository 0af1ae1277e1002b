// Package types declares what the tests use of the real one.
package types

type AccAddress []byte

func (a AccAddress) String() string { return string(a) }
