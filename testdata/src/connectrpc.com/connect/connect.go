// Package connect has the part of the real one that tests need.
package connect

type Peer struct{ Addr, Protocol string }

type Spec struct{ Procedure string }

type AnyRequest interface {
	Peer() Peer
	Spec() Spec
}
