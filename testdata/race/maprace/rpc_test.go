package rpc

import (
	"context"
	"testing"

	"drive"
	"google.golang.org/grpc"
)

func call(gs *grpc.Server, method, symbol string) func() {
	return func() {
		gs.Call(context.Background(), method, func(in any) error {
			in.(*QuoteRequest).Symbol = symbol
			return nil
		})
	}
}

func TestSafe_Server(t *testing.T) {
	gs := grpc.NewServer(grpc.UnaryInterceptor(Counted(func(string, int) {})))
	Start(gs, map[string]string{"A": "Acme"})
	drive.Together(call(gs, "Put", "A"), call(gs, "Get", "unknown"))
}

func TestRace_Server_Get(t *testing.T) {
	gs := grpc.NewServer()
	Start(gs, map[string]string{"A": "Acme"})
	drive.Together(call(gs, "Get", "A"))
}
