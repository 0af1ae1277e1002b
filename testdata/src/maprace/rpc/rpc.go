// Package rpc serves quotes over gRPC.
package rpc

import (
	"context"
	"errors"
	"sync"

	"google.golang.org/grpc"
)

// QuoteRequest asks for a quote.
type QuoteRequest struct{ Symbol string }

// QuoteReply is a quote.
type QuoteReply struct{ Cents int64 }

// QuotesServer is the service.
type QuotesServer interface {
	Get(context.Context, *QuoteRequest) (*QuoteReply, error)
	Put(context.Context, *QuoteRequest) (*QuoteReply, error)
}

// RegisterQuotesServer adds the service to a server.
func RegisterQuotesServer(s grpc.ServiceRegistrar, srv QuotesServer) {
	s.RegisterService(&quotesDesc, srv)
}

func getHandler(srv any, ctx context.Context, dec func(any) error, interceptor grpc.UnaryServerInterceptor) (any, error) {
	in := new(QuoteRequest)
	if err := dec(in); err != nil {
		return nil, err
	}
	if interceptor == nil {
		return srv.(QuotesServer).Get(ctx, in)
	}
	info := &grpc.UnaryServerInfo{Server: srv, FullMethod: "/Quotes/Get"}
	return interceptor(ctx, in, info, func(ctx context.Context, req any) (any, error) {
		return srv.(QuotesServer).Get(ctx, req.(*QuoteRequest))
	})
}

func putHandler(srv any, ctx context.Context, dec func(any) error, interceptor grpc.UnaryServerInterceptor) (any, error) {
	in := new(QuoteRequest)
	if err := dec(in); err != nil {
		return nil, err
	}
	if interceptor == nil {
		return srv.(QuotesServer).Put(ctx, in)
	}
	info := &grpc.UnaryServerInfo{Server: srv, FullMethod: "/Quotes/Put"}
	return interceptor(ctx, in, info, func(ctx context.Context, req any) (any, error) {
		return srv.(QuotesServer).Put(ctx, req.(*QuoteRequest))
	})
}

var quotesDesc = grpc.ServiceDesc{
	ServiceName: "Quotes",
	HandlerType: (*QuotesServer)(nil),
	Methods: []grpc.MethodDesc{
		{MethodName: "Get", Handler: getHandler},
		{MethodName: "Put", Handler: putHandler},
	},
}

// Server keeps quotes in memory.
type Server struct {
	quotes map[string]int64
	asked  map[string]int
	names  map[string]string
	mu     sync.Mutex
}

// Start adds a server of quotes.
func Start(gs *grpc.Server, names map[string]string) *Server {
	s := &Server{quotes: make(map[string]int64), asked: make(map[string]int), names: make(map[string]string)}
	for symbol, name := range names {
		s.names[symbol] = name
	}
	RegisterQuotesServer(gs, s)
	return s
}

// Get returns a quote and counts who was asked for.
func (s *Server) Get(_ context.Context, in *QuoteRequest) (*QuoteReply, error) {
	if s.names[in.Symbol] == "" {
		return nil, errors.New("no such symbol")
	}
	s.asked[in.Symbol]++ // want "unguarded: map s.asked"
	s.mu.Lock()
	defer s.mu.Unlock()
	return &QuoteReply{Cents: s.quotes[in.Symbol]}, nil
}

// Put raises a quote.
func (s *Server) Put(_ context.Context, in *QuoteRequest) (*QuoteReply, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quotes[in.Symbol]++
	return &QuoteReply{Cents: s.quotes[in.Symbol]}, nil
}

// Counted returns an interceptor that counts calls.
func Counted(add func(method string, n int)) grpc.UnaryServerInterceptor {
	var mu sync.Mutex
	calls := make(map[string]int)
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		mu.Lock()
		calls[info.FullMethod]++
		n := calls[info.FullMethod]
		mu.Unlock()
		add(info.FullMethod, n)
		return handler(ctx, req)
	}
}
