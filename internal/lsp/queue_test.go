package lsp

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQueueKeepsOrder(t *testing.T) {
	q := newQueue()
	defer q.close()
	var done []int
	first := make(chan struct{})
	q.put(func() { <-first })
	for i := range 100 {
		q.put(func() { done = append(done, i) })
	}
	close(first)
	q.wait()
	require.Len(t, done, 100)
	assert.IsIncreasing(t, done)
}

// hasty is a gopls that is gone the moment it is told to exit.
type hasty struct {
	out  *io.PipeWriter
	gone chan struct{}
}

func (h *hasty) Write(p []byte) (int, error) {
	if strings.Contains(string(p), `"exit"`) {
		h.out.Close()
		close(h.gone)
		time.Sleep(time.Millisecond) // the proxy sees the end before this returns
	}
	return len(p), nil
}

func (h *hasty) Close() error { return nil }

// TestHastyExit sees that a gopls that ends at once when it is told to is not
// taken for one that went away.
func TestHastyExit(t *testing.T) {
	const exit = `{"jsonrpc":"2.0","method":"exit"}`
	out, goplsOut := io.Pipe()
	h := &hasty{goplsOut, make(chan struct{})}
	editor, in := io.Pipe()
	served := make(chan error, 1)
	go func() {
		served <- Proxy(context.Background(), Options{Log: io.Discard}, editor, io.Discard, Upstream{In: h, Out: out})
	}()
	fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(exit), exit)
	<-h.gone
	assert.NoError(t, <-served)
}
