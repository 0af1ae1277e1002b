package lsp

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// An Upstream is a running gopls.
type Upstream struct {
	In  io.WriteCloser // what gopls reads
	Out io.Reader      // what it writes
}

// A proxy hands messages on between an editor and gopls.
type proxy struct {
	s        *session
	client   *writer
	upstream Upstream
	observed *queue      // what the editor said, for the session
	leaving  atomic.Bool // the editor said that gopls is to exit

	mu      sync.Mutex
	pending map[string]func(frame) // requests whose response is to be changed, by id
}

// Proxy serves an editor until it or gopls closes the connection. The error is
// nil when the editor closed it.
func Proxy(ctx context.Context, opts Options, in io.Reader, out io.Writer, upstream Upstream) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := &writer{w: out}
	p := &proxy{s: newSession(ctx, opts, client), client: client, upstream: upstream, observed: newQueue(), pending: make(map[string]func(frame))}
	defer p.observed.close()
	fromEditor := make(chan error, 1)
	fromGopls := make(chan error, 1)
	go func() {
		fromEditor <- p.forward(in)
		upstream.In.Close()
	}()
	go func() { fromGopls <- p.back(upstream.Out) }()
	select {
	case err := <-fromEditor:
		// Gopls may have something left to say to an editor that closed only
		// its own side; it ends when it has read all.
		select {
		case <-fromGopls:
		case <-time.After(farewell):
		}
		return closed(err)
	case err := <-fromGopls:
		if p.leaving.Load() {
			return nil
		}
		select {
		case <-fromEditor: // both went, the editor first
			return nil
		default:
		}
		if err = closed(err); err == nil {
			err = errors.New("gopls went away")
		}
		return err
	}
}

// farewell is how long gopls may take to end.
const farewell = 5 * time.Second

func closed(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// forward hands on what the editor says. Nothing waits for the session but what needs
// to know what it knows.
func (p *proxy) forward(in io.Reader) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		f, err := readFrame(r)
		if err != nil {
			return err
		}
		e := peek(f.body)
		if e.response && strings.HasPrefix(e.id, `"`+ownPrefix) {
			continue // to a request that gopls knows nothing of
		}
		p.expect(e, f)
		if e.method == methodExit {
			p.leaving.Store(true)
		}
		if _, err := p.upstream.In.Write(f.raw); err != nil {
			return err
		}
		if e.method == methodExit {
			return io.EOF
		}
		if e.id == "" { // no request says anything that the session is to know
			p.observed.put(func() { p.s.observe(e.method, f.body) })
		}
	}
}

// expect notes what the response to a request will need.
func (p *proxy) expect(e envelope, request frame) {
	switch e.method {
	case methodInitialize:
		p.s.initialize(request.body)
		return
	case methodAction:
		p.observed.wait()
		if actions := p.s.actions(request.body); len(actions) > 0 {
			p.await(e.id, func(response frame) { p.client.send(withActions(response.body, actions)) })
		}
	case methodPull:
		p.observed.wait()
		p.s.pulled(request.body)
		p.await(e.id, func(response frame) {
			if ours := p.s.pulled(request.body); len(ours) > 0 {
				p.client.send(withItems(response.body, ours))
				return
			}
			_ = p.client.write(response.raw)
		})
	}
}

func (p *proxy) await(id string, change func(frame)) {
	if id == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending[id] = change
}

// awaited returns what to do with a response, nil for nothing.
func (p *proxy) awaited(id string) func(frame) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change := p.pending[id]
	delete(p.pending, id)
	return change
}

// back hands on what gopls says.
func (p *proxy) back(out io.Reader) error {
	r := bufio.NewReaderSize(out, 64<<10)
	for {
		f, err := readFrame(r)
		if err != nil {
			return err
		}
		e := peek(f.body)
		switch {
		case e.method == methodPublish:
			p.s.published(f)
			continue
		case e.response:
			if change := p.awaited(e.id); change != nil {
				change(f)
				continue
			}
		}
		if err := p.client.write(f.raw); err != nil {
			return err
		}
	}
}
