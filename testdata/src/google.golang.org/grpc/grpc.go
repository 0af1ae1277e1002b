// Package grpc is a stand-in with the surface of google.golang.org/grpc.
package grpc

import "context"

// ServiceRegistrar takes services.
type ServiceRegistrar interface {
	RegisterService(desc *ServiceDesc, impl any)
}

// ServiceDesc describes a service.
type ServiceDesc struct {
	ServiceName string
	HandlerType any
	Methods     []MethodDesc
}

// MethodDesc describes a method.
type MethodDesc struct {
	MethodName string
	Handler    func(srv any, ctx context.Context, dec func(any) error, interceptor UnaryServerInterceptor) (any, error)
}

// UnaryServerInfo tells an interceptor of the call.
type UnaryServerInfo struct {
	Server     any
	FullMethod string
}

// UnaryHandler completes a call.
type UnaryHandler func(ctx context.Context, req any) (any, error)

// UnaryServerInterceptor wraps a call.
type UnaryServerInterceptor func(ctx context.Context, req any, info *UnaryServerInfo, handler UnaryHandler) (any, error)

// ServerOption changes a server.
type ServerOption func(*Server)

// Server serves calls, each in a goroutine of its own.
type Server struct {
	descs       []*ServiceDesc
	impls       []any
	interceptor UnaryServerInterceptor
}

// NewServer returns a server without services.
func NewServer(opts ...ServerOption) *Server {
	s := &Server{}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// UnaryInterceptor sets the interceptor.
func UnaryInterceptor(i UnaryServerInterceptor) ServerOption {
	return func(s *Server) { s.interceptor = i }
}

// RegisterService adds a service.
func (s *Server) RegisterService(desc *ServiceDesc, impl any) {
	s.descs, s.impls = append(s.descs, desc), append(s.impls, impl)
}

// Call stands for a call over the network.
func (s *Server) Call(ctx context.Context, method string, dec func(any) error) (any, error) {
	for i, desc := range s.descs {
		for _, m := range desc.Methods {
			if m.MethodName == method {
				return m.Handler(s.impls[i], ctx, dec, s.interceptor)
			}
		}
	}
	return nil, nil
}
