// Package grpc is a stand-in with the surface of google.golang.org/grpc.
package grpc

// CallOption changes a call of a client.
type CallOption interface{ before() }
