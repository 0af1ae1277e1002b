// Package status is a stand-in with the surface of google.golang.org/grpc/status.
package status

import "google.golang.org/grpc/codes"

type statusError struct{ text string }

func (e *statusError) Error() string { return e.text }

// Error returns an error with a code.
func Error(c codes.Code, msg string) error { return &statusError{msg} }

// Errorf returns an error with a code.
func Errorf(c codes.Code, format string, a ...any) error { return &statusError{format} }

// Code returns the code of err.
func Code(err error) codes.Code { return codes.OK }
