// Package common has the part of the real one that tests need.
package common

type Address [20]byte

func (a Address) Hex() string    { return "" }
func (a Address) String() string { return "" }

type Hash [32]byte

func (h Hash) Hex() string    { return "" }
func (h Hash) String() string { return "" }
