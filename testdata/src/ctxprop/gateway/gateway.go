// Package gateway has contexts at hand in many forms and loses them.
package gateway

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"
)

type store interface {
	Get(ctx context.Context, key string) (string, error)
	Put(ctx context.Context, key, value string) error
}

type gateway struct {
	store store
}

func (g *gateway) gin(c *gin.Context) {
	g.store.Get(context.Background(), "k") // want `dropped: store.Get runs under context.Background although c.Request.Context\(\) is at hand`
}

func (g *gateway) ginRight(c *gin.Context) {
	g.store.Get(c.Request.Context(), "k") // ok
}

func (g *gateway) echo(c echo.Context) error {
	_, err := g.store.Get(context.Background(), "k") // want `dropped: store.Get runs under context.Background although c.Request\(\).Context\(\)`
	return err
}

func (g *gateway) echoRight(c echo.Context) error {
	_, err := g.store.Get(c.Request().Context(), "k") // ok
	return err
}

func (g *gateway) blank(_ context.Context, key string) (string, error) {
	return g.store.Get(context.Background(), key) // want `dropped: store.Get runs under context.Background although ctx`
}

func (g *gateway) unnamed(context.Context) (string, error) {
	return g.store.Get(context.Background(), "k") // want `dropped: store.Get runs under context.Background`
}

type watchStream interface {
	Context() context.Context
	Send(msg string) error
}

func (g *gateway) watch(key string, stream watchStream) error {
	v, err := g.store.Get(context.Background(), key) // want `dropped: store.Get runs under context.Background although stream.Context\(\)`
	if err != nil {
		return err
	}
	return stream.Send(v)
}

func (g *gateway) watchRight(key string, stream watchStream) error {
	v, err := g.store.Get(stream.Context(), key) // ok
	if err != nil {
		return err
	}
	return stream.Send(v)
}

// A derived context that is made and not used.
func (g *gateway) timeout(r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if _, err := g.store.Get(ctx, "k"); err != nil {
		return err
	}
	return g.store.Put(context.Background(), "k", "v") // want `dropped: store.Put runs under context.Background although ctx`
}

// Wrapped once more, still a root.
func (g *gateway) wrapped(ctx context.Context) error {
	c, cancel := context.WithTimeout(context.Background(), time.Second) // want `dropped: store.Put runs under context.Background`
	defer cancel()
	c = context.WithValue(c, tenantKey{}, "t")
	return g.store.Put(c, "k", "v")
}

type tenantKey struct{}

func tenantOf(ctx context.Context) any { return ctx.Value(tenantKey{}) }

// A literal that runs at once has what is around it.
func (g *gateway) batch(ctx context.Context, keys []string) error {
	put := func(key string) error {
		return g.store.Put(context.Background(), key, "v") // want `dropped: store.Put runs under context.Background although ctx`
	}
	for _, key := range keys {
		if err := put(key); err != nil {
			return err
		}
	}
	return nil
}

func withRetry(f func() error) error {
	var err error
	for range 3 {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

// A literal that a retry runs before it returns.
func (g *gateway) retried(ctx context.Context, key string) error {
	return withRetry(func() error {
		return g.store.Put(context.Background(), key, "v") // want `dropped: store.Put runs under context.Background although ctx`
	})
}

func (g *gateway) retriedRight(ctx context.Context, key string) error {
	return withRetry(func() error {
		return g.store.Put(ctx, key, "v") // ok
	})
}

// background returns a root under another name.
func background() context.Context { return context.Background() }

func (g *gateway) helper(ctx context.Context) error {
	return g.store.Put(background(), "k", "v") // want `dropped: store.Put runs under context.Background although ctx`
}

// requestContext returns a context derived from the request.
func requestContext(w http.ResponseWriter, r *http.Request) context.Context {
	return context.WithValue(r.Context(), tenantKey{}, r.Header.Get("Tenant"))
}

func (g *gateway) derived(w http.ResponseWriter, r *http.Request) {
	ctx := requestContext(w, r)
	g.store.Get(ctx, "k") // ok: the helper's result comes from the request
}

// A context of a type of its own.
type call struct {
	context.Context
	user string
}

func (g *gateway) custom(c *call) error {
	return g.store.Put(c, "k", c.user) // ok
}

type rpcContext interface {
	context.Context
	User() string
}

func (g *gateway) extended(c rpcContext) error {
	return g.store.Put(context.Background(), "k", c.User()) // want `dropped: store.Put runs under context.Background although c`
}

// lookup lacks a parameter: all its callers have a context.
func (g *gateway) lookup(key string) (string, error) {
	return g.store.Get(context.Background(), key) // want `dropped: .*in \(\*gateway\).lookup, whose caller at gateway.go:\d+ has ctx`
}

func (g *gateway) first(ctx context.Context) (string, error)  { return g.lookup("1") }
func (g *gateway) second(ctx context.Context) (string, error) { return g.lookup("2") }

// deep is two calls away from a context.
func (g *gateway) deep(key string) (string, error) {
	return g.store.Get(context.TODO(), key) // want `dropped: .*in \(\*gateway\).deep, whose caller`
}

func (g *gateway) middle(key string) (string, error) { return g.deep(key) }

func (g *gateway) top(ctx context.Context, key string) (string, error) { return g.middle(key) }

// ok: one caller has no context, so it cannot be passed on everywhere.
func (g *gateway) warm(key string) (string, error) {
	return g.store.Get(context.Background(), key)
}

func (g *gateway) warmOne(ctx context.Context) { g.warm("1") }
func (g *gateway) loop()                       { g.warm("2") }

// ok: the callers are not known.
func (g *gateway) visit(key string) error {
	return g.store.Put(context.Background(), key, "v")
}

func (g *gateway) each(ctx context.Context, keys []string) {
	slices.ContainsFunc(keys, func(k string) bool { return g.call(k, g.visit) })
}

func (g *gateway) call(k string, f func(string) error) bool { return f(k) == nil }

// ok: Exported may be called by anyone.
func (g *gateway) Exported(key string) (string, error) {
	return g.store.Get(context.Background(), key)
}

func (g *gateway) useExported(ctx context.Context) { g.Exported("k") }

// ok: the context is only one of two that may arrive.
func (g *gateway) either(ctx context.Context, detached bool) error {
	use := ctx
	if detached {
		use = context.Background()
	}
	return g.store.Put(use, "k", "v")
}

type queue interface {
	Read() (int, context.Context, string, bool)
}

type batch struct {
	ctx  context.Context
	text string
}

// The queue hands over the context of whoever put the item in.
func (g *gateway) consume(q queue, flush func(batch)) {
	for {
		_, _, text, ok := q.Read()
		if !ok {
			return
		}
		flush(batch{ctx: context.Background(), text: text}) // want `dropped: context.Background is used in the place of the context that queue.Read returned at gateway.go:\d+`
	}
}

func (g *gateway) consumeRight(q queue, flush func(batch)) {
	for {
		_, ctx, text, ok := q.Read()
		if !ok {
			return
		}
		flush(batch{ctx: ctx, text: text}) // ok
	}
}

// ok: nothing takes the place of what is thrown away.
func (g *gateway) count(q queue) (n int) {
	for {
		if _, _, _, ok := q.Read(); !ok {
			return n
		}
		n++
	}
}

type proxy struct{ store store }

func (p *proxy) forward(key string) error {
	return p.store.Put(context.Background(), key, "v") // want `dropped: .*in \(\*proxy\).forward, whose caller at gateway.go:\d+ has stream.Context\(\)`
}

// A handler that is made in a function that starts something has a context of its own.
func (p *proxy) startProxy() func(key string, stream watchStream) error {
	return func(key string, stream watchStream) error {
		return p.forward(key)
	}
}

// A callback of a group that is waited for has what is around it.
func (g *gateway) fanOut(ctx context.Context, keys []string) error {
	eg, ctx := errgroup.WithContext(ctx)
	for _, key := range keys {
		eg.Go(func() error {
			return g.store.Put(context.Background(), key, "v") // want `dropped: store.Put runs under context.Background although ctx`
		})
	}
	return eg.Wait()
}

func (g *gateway) fanOutRight(ctx context.Context, keys []string) error {
	eg, ctx := errgroup.WithContext(ctx)
	for _, key := range keys {
		eg.Go(func() error { return g.store.Put(ctx, key, "v") }) // ok
	}
	return eg.Wait()
}

func (g *gateway) workers(r *http.Request, keys []string) {
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			g.store.Put(context.Background(), key, "v") // want `dropped: store.Put runs under context.Background although r.Context\(\)`
		}()
	}
	wg.Wait()
}

// ok: nobody waits for it.
func (g *gateway) detachedGroup(ctx context.Context, eg *errgroup.Group, key string) {
	eg.Go(func() error { return g.store.Put(context.Background(), key, "v") })
}
