// Package headers hands on what requests carry.
package headers

import (
	"context"
	"fmt"
	"net/http"
	"net/textproto"

	"go.opentelemetry.io/otel/propagation"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

const traceHeader = "X-B3-TraceId"

var _ grpc.ServerOption

func read(r *http.Request) []string {
	a := r.Header["X-Trace-ID"]     // want `carrier: the header "X-Trace-ID" is never found under this key: net/http keeps it as "X-Trace-Id"`
	b := r.Header[traceHeader]      // want `carrier: the header "X-B3-TraceId" is never found`
	c := r.Header["etag"]           // want `carrier: the header "etag" is never found`
	d := r.Header["X-Trace-Id"]     // ok
	e := r.Header.Values("x-trace") // ok: a method
	return append(a, append(b, append(c, append(d, e...)...)...)...)
}

func write(h http.Header, m textproto.MIMEHeader, id string) {
	h["x-request-id"] = []string{id} // want `carrier: the header "x-request-id" is stored under a key that Get does not find`
	h["X-Request-Id"] = []string{id} // ok
	h.Set("x-request-id", id)        // ok
	m["traceparent"] = []string{id}  // want `carrier: the header "traceparent" is stored under`
	h["x-legacy"] = []string{id}     // ok: some servers tell the case apart
}

func plain(m map[string][]string) []string {
	return m["x-trace-id"] // ok: no header map
}

func outgoing(ctx context.Context, id string, call func(context.Context) error) error {
	metadata.NewOutgoingContext(ctx, metadata.Pairs("trace", id)) // want `carrier: the context that metadata.NewOutgoingContext returns is not used`
	return call(ctx)
}

func appended(ctx context.Context, id string, call func(context.Context) error) error {
	_ = metadata.AppendToOutgoingContext(ctx, "trace", id) // want `carrier: the context that metadata.AppendToOutgoingContext returns is not used`
	return call(ctx)
}

func outgoingRight(ctx context.Context, id string, call func(context.Context) error) error {
	ctx = metadata.AppendToOutgoingContext(ctx, "trace", id)
	return call(ctx) // ok
}

func inject(ctx context.Context, p propagation.TextMapPropagator, req *http.Request) {
	p.Inject(ctx, propagation.MapCarrier{})              // want `carrier: the trace headers are written into a map that nothing sends`
	p.Inject(ctx, propagation.HeaderCarrier(req.Header)) // ok
}

func injectKept(ctx context.Context, p propagation.TextMapPropagator) map[string]string {
	m := propagation.MapCarrier{}
	p.Inject(ctx, m) // ok: returned
	return m
}

// Request and Response are messages.
type Request struct{ ID string }
type Response struct{}

type backend interface {
	Find(ctx context.Context, in *Request, opts ...grpc.CallOption) (*Response, error)
}

type front struct{ backend backend }

// Flat loses the code.
func (f *front) Flat(ctx context.Context, in *Request) (*Response, error) {
	out, err := f.backend.Find(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("find %s: %v", in.ID, err) // want `carrier: the gRPC code of the error from headers.go:\d+ is lost behind %v`
	}
	return out, nil
}

// Wrapped keeps the code.
func (f *front) Wrapped(ctx context.Context, in *Request) (*Response, error) {
	out, err := f.backend.Find(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", in.ID, err) // ok
	}
	return out, nil
}

// Own flattens an error of this package.
func (f *front) Own(ctx context.Context, in *Request) (*Response, error) {
	if in.ID == "" {
		err := status.Error(codes.NotFound, "no id")
		return nil, fmt.Errorf("own: %s", err) // want `carrier: the gRPC code of the error from headers.go:\d+ is lost behind %s`
	}
	return &Response{}, nil
}

// Local flattens an error without a code.
func (f *front) Local(ctx context.Context, in *Request) (*Response, error) {
	if err := check(in); err != nil {
		return nil, fmt.Errorf("local: %v", err) // ok
	}
	return &Response{}, nil
}

func check(in *Request) error { return nil }

// Forgetful logs the request's id and does not send it on.
func (f *front) Forgetful(ctx context.Context, in *Request) (*Response, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	fmt.Println("find", md.Get("x-request-id"))
	return f.backend.Find(ctx, in) // want `carrier: backend.Find does not send on the "x-request-id" that came in`
}

// ForgetfulIndex looks into the map.
func (f *front) ForgetfulIndex(ctx context.Context, in *Request) (*Response, error) {
	if md, ok := metadata.FromIncomingContext(ctx); ok && len(md["x-trace-id"]) > 0 {
		in.ID = md["x-trace-id"][0]
	}
	return f.backend.Find(ctx, in) // want `carrier: backend.Find does not send on the "x-trace-id" that came in`
}

// Direct reads without asking whether there is any.
func (f *front) Direct(ctx context.Context, in *Request) (*Response, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	in.ID = fmt.Sprint(md["x-trace-id"])
	return f.backend.Find(ctx, in) // want `carrier: backend.Find does not send on the "x-trace-id" that came in`
}

// Mindful sends it on.
func (f *front) Mindful(ctx context.Context, in *Request) (*Response, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	for _, id := range md.Get("x-request-id") {
		ctx = metadata.AppendToOutgoingContext(ctx, "x-request-id", id)
	}
	return f.backend.Find(ctx, in) // ok
}

// Tenant reads what is meant for it alone.
func (f *front) Tenant(ctx context.Context, in *Request) (*Response, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	in.ID = fmt.Sprint(md.Get("tenant"))
	return f.backend.Find(ctx, in) // ok: no trace
}

type idKey struct{}

// Kept puts it where an interceptor of the client may look.
func (f *front) Kept(ctx context.Context, in *Request) (*Response, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	ctx = context.WithValue(ctx, idKey{}, md.Get("x-request-id"))
	return f.backend.Find(ctx, in) // ok
}

func idOf(ctx context.Context) any { return ctx.Value(idKey{}) }
