//go:build !unix

package main

import "os"

// polled is for systems on which Go waits for all files in the same way.
func polled(f *os.File) *os.File { return f }
