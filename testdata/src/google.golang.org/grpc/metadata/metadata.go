// Package metadata is a stand-in with the surface of google.golang.org/grpc/metadata.
package metadata

import "context"

// MD maps keys to values.
type MD map[string][]string

// Pairs returns an MD of keys and values.
func Pairs(kv ...string) MD { return MD{} }

// Get returns the values of a key.
func (md MD) Get(k string) []string { return md[k] }

type outgoing struct{}

// NewOutgoingContext returns a context with md for outgoing calls.
func NewOutgoingContext(ctx context.Context, md MD) context.Context {
	return context.WithValue(ctx, outgoing{}, md)
}

// AppendToOutgoingContext returns a context with more metadata for outgoing calls.
func AppendToOutgoingContext(ctx context.Context, kv ...string) context.Context {
	return context.WithValue(ctx, outgoing{}, kv)
}

// FromIncomingContext returns the metadata of the call being served.
func FromIncomingContext(ctx context.Context) (MD, bool) { return nil, false }
