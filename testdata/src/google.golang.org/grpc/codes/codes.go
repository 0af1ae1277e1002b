// Package codes is a stand-in with the surface of google.golang.org/grpc/codes.
package codes

// Code is a status code.
type Code uint32

const (
	OK       Code = 0
	NotFound Code = 5
	Internal Code = 13
)
