// Package dns declares what the tests use of the real one.
package dns

import "net"

type Question struct {
	Name  string
	Qtype uint16
}

type Msg struct{ Question []Question }

type ResponseWriter interface{ RemoteAddr() net.Addr }

var TypeToString = map[uint16]string{}
