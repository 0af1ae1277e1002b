// Package identities counts by ids, of which there is always one more.
package identities

import (
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/ethereum/go-ethereum/common"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/prometheus/client_golang/prometheus"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

var events = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "events_total"}, []string{"by"})

func connected(id peer.ID) {
	events.WithLabelValues(id.String()).Inc()                // want `unbounded: metric label by takes the id of a peer`
	events.WithLabelValues("peer-" + id.ShortString()).Inc() // want `unbounded: metric label by takes the id of a peer`
	events.WithLabelValues(fmt.Sprint(id)).Inc()             // want `unbounded: metric label by takes the id of a peer`
}

func trusted(id peer.ID) bool { return false }

func reported(id peer.ID) {
	by := "other"
	if trusted(id) {
		by = "trusted"
	}
	events.WithLabelValues(by).Inc() // ok: two constants
}

func paid(from, to common.Address, tx common.Hash) {
	events.WithLabelValues(from.Hex()).Inc()                 // want `unbounded: metric label by takes the address of an account`
	events.WithLabelValues(fmt.Sprintf("to %s", to)).Inc()   // want `unbounded: metric label by takes the address of an account`
	events.WithLabelValues(tx.String()).Inc()                // want `unbounded: metric label by takes the hash`
	events.WithLabelValues(fmt.Sprintf("%d", len(tx))).Inc() // ok: a length
}

var treasury = common.Address{}

func failed(err error) {
	events.WithLabelValues(fmt.Sprint(err)).Inc()                           // want `unbounded: metric label by takes the error text`
	events.WithLabelValues(fmt.Sprintf("failed: %v", err)).Inc()            // want `unbounded: metric label by takes the error text`
	events.WithLabelValues(fmt.Sprint(io.EOF)).Inc()                        // ok: an error that is made once
	events.WithLabelValues(fmt.Sprintf("%t", errors.Is(err, io.EOF))).Inc() // ok: two
	events.WithLabelValues(fmt.Sprintf("%T", err)).Inc()                    // ok: as many as there are types
}

func dialled(conn net.Conn) {
	events.WithLabelValues(fmt.Sprint(conn.RemoteAddr())).Inc() // want `unbounded: metric label by takes the network address`
	events.WithLabelValues(conn.RemoteAddr().Network()).Inc()   // ok: tcp, unix and the like
}

func reconciled(key types.NamespacedName, ref *corev1.ObjectReference) {
	events.WithLabelValues(key.Name).Inc()        // want `object: metric label by takes the name of a Kubernetes object`
	events.WithLabelValues(ref.Name).Inc()        // want `object: metric label by takes the name of a Kubernetes object`
	events.WithLabelValues(string(ref.UID)).Inc() // want `unbounded: metric label by takes the UID of a Kubernetes object`
	events.WithLabelValues(ref.Kind).Inc()        // ok: one of the kinds
}

type (
	RequestID string
	ShardID   string
	TraceID   struct{ high, low uint64 }
	Address   [20]byte
	Street    struct{ address [20]byte }
	UUID      string
)

// MessageID is one of a few.
type MessageID string

const (
	hello   MessageID = "hello"
	goodbye MessageID = "goodbye"
)

func (id TraceID) String() string { return fmt.Sprint(id.high, id.low) }
func (a Address) String() string  { return string(a[:]) }
func (s *Street) String() string  { return string(s.address[:]) }
func known(id RequestID) bool     { return id == "health" }
func own() UUID                   { return "5c8a" }

func byType(request RequestID, shard ShardID, trace TraceID, a Address, s *Street, m MessageID) {
	events.WithLabelValues(string(request)).Inc() // want `unbounded: metric label by takes the id of a request`
	events.WithLabelValues(string(shard)).Inc()   // ok: shards are few
	events.WithLabelValues(trace.String()).Inc()  // want `unbounded: metric label by takes the trace id`
	events.WithLabelValues(a.String()).Inc()      // want `unbounded: metric label by takes the address of an account`
	events.WithLabelValues(s.String()).Inc()      // ok: no account
	events.WithLabelValues(string(m)).Inc()       // ok: two constants
	events.WithLabelValues(string(own())).Inc()   // ok: a constant
	if known(request) {
		events.WithLabelValues(string(request)).Inc() // ok: one of those that are known
	}
}
