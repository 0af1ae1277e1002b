// Package quic declares what rows of the tables use of the real one, of which
// under this path no version compiles with Go 1.20 or newer.
package quic

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
)

type Config struct{}

type EarlySession interface {
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
}

type EarlyListener interface {
	Close() error
	Addr() net.Addr
	Accept(context.Context) (EarlySession, error)
}

// ListenAddrEarly never listens: the stand-in is there to be analysed against.
func ListenAddrEarly(addr string, tlsConf *tls.Config, config *Config) (EarlyListener, error) {
	return nil, errors.New("quic: not implemented")
}
