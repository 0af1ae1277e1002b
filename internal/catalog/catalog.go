// Package catalog holds knowledge of the APIs of other packages as data.
// Functions are named as by types.Func.FullName, types as by types.TypeString.
package catalog

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed spawners.tsv
var spawnersTSV string

//go:embed handlers.tsv
var handlersTSV string

//go:embed mapcalls.tsv
var mapCallsTSV string

//go:embed ctxcarriers.tsv
var ctxCarriersTSV string

//go:embed ctxvariants.tsv
var ctxVariantsTSV string

// All is the argument index that stands for every argument.
const All = -1

// A Runs tells how a function value is run.
type Runs string

const (
	Goroutine Runs = "goroutine" // in a new goroutine, once a call
	Many      Runs = "many"      // by several goroutines at once
	Handler   Runs = "handler"   // one goroutine a request or event
	Callback  Runs = "callback"  // by one goroutine of a library, at each event
	Blocking  Runs = "blocking"  // by several goroutines, all ended when the call returns
)

// A Spawner runs its argument number Arg in another goroutine.
type Spawner struct {
	Arg  int
	Runs Runs
}

// A MapCall touches the map in its argument number Arg, or in All.
type MapCall struct {
	Arg int
	Op  string // read, write or iterate
}

// Spawners is the table of functions that run a function value elsewhere.
var Spawners = sync.OnceValue(func() map[string]Spawner {
	out := make(map[string]Spawner)
	for _, row := range rows(spawnersTSV, 3) {
		out[row[0]] = Spawner{argument(row[1]), Runs(row[2])}
	}
	return out
})

// Handlers is the table of parameter lists of functions that a server calls,
// with the words for who calls.
var Handlers = sync.OnceValue(func() map[string]string {
	out := make(map[string]string)
	for _, row := range rows(handlersTSV, 2) {
		out[row[0]] = row[1]
	}
	return out
})

// MapCalls is the table of functions that touch a map they are given.
var MapCalls = sync.OnceValue(func() map[string][]MapCall {
	out := make(map[string][]MapCall)
	for _, row := range rows(mapCallsTSV, 3) {
		out[row[0]] = append(out[row[0]], MapCall{argument(row[1]), row[2]})
	}
	return out
})

// CtxCarriers is the table of types out of which a context is to be had, with
// the expression that does it.
var CtxCarriers = sync.OnceValue(func() map[string]string { return pairs(ctxCarriersTSV) })

// CtxVariants is the table of blocking functions whose counterpart with a
// context is not found by its name. What does not wait, as net.Listen, has no row.
var CtxVariants = sync.OnceValue(func() map[string]string { return pairs(ctxVariantsTSV) })

func pairs(tsv string) map[string]string {
	out := make(map[string]string)
	for _, row := range rows(tsv, 2) {
		out[row[0]] = row[1]
	}
	return out
}

func rows(tsv string, columns int) [][]string {
	var out [][]string
	for line := range strings.Lines(tsv) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			panic("catalog: want " + strconv.Itoa(columns) + " columns: " + line)
		}
		out = append(out, row)
	}
	return out
}

func argument(s string) int {
	if s == "*" {
		return All
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("catalog: bad argument index: " + s)
	}
	return n
}
