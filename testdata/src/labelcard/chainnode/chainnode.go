// Package chainnode makes meters by name, as nodes of blockchains do.
package chainnode

import (
	"fmt"
	"net/http"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/metrics"
)

func perAccount(from common.Address) {
	metrics.GetOrRegisterMeter("txpool/from/"+from.Hex(), nil).Mark(1) // want `dynamic-name: the name of a metric is made with the address of an account`
}

func perPath(r *http.Request) {
	metrics.GetOrRegisterMeter(fmt.Sprintf("rpc%s/requests", r.URL.Path), nil).Mark(1) // want `dynamic-name: the name of a metric is made with the request URL`
}

func perShelf(slots []uint32) {
	for _, slot := range slots {
		metrics.GetOrRegisterMeter(fmt.Sprintf("blobs/shelf_%d/used", slot/4096), nil).Mark(1) // ok: who knows, sizes
	}
}

var methods = map[string]func(){"eth_call": nil}

func perMethod(r *http.Request) {
	method := r.FormValue("method")
	run := methods[method]
	if run == nil {
		return
	}
	run()
	metrics.GetOrRegisterMeter("rpc/"+method+"/requests", nil).Mark(1) // ok: a method that is there
}

func perKind(private bool) {
	kind := "public"
	if private {
		kind = "private"
	}
	metrics.GetOrRegisterMeter("txpool/"+kind, nil).Mark(1) // ok: two
}
