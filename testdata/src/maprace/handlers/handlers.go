// Package handlers serves a small shop over net/http.
package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// prices are fixed when the program is built.
var prices = map[string]int{
	"tea":    3,
	"coffee": 4,
}

// countries is filled before main runs and only read afterwards.
var countries = make(map[string]string)

func init() {
	for _, line := range strings.Split("de=Germany fr=France", " ") {
		code, name, _ := strings.Cut(line, "=")
		countries[code] = name
	}
}

// rendered keeps pages that were made before.
var rendered = make(map[string]string)

var (
	stockMu sync.Mutex
	stock   = map[string]int{"tea": 10, "coffee": 10}
)

var (
	taxOnce sync.Once
	tax     map[string]float64
)

// Price answers with the price of a product.
func Price(w http.ResponseWriter, r *http.Request) {
	cents, ok := prices[r.URL.Query().Get("product")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, cents)
}

// Country answers with the name of a country.
func Country(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, countries[r.URL.Query().Get("code")])
}

// Page answers with a page that is rendered once.
func Page(w http.ResponseWriter, r *http.Request) {
	page, ok := rendered[r.URL.Path]
	if !ok {
		page = "<h1>" + r.URL.Path + "</h1>"
		rendered[r.URL.Path] = page // want "unguarded: map rendered"
	}
	fmt.Fprint(w, page)
}

// Order takes products from the stock.
func Order(w http.ResponseWriter, r *http.Request) {
	product := r.URL.Query().Get("product")
	stockMu.Lock()
	left := stock[product]
	if left > 0 {
		stock[product] = left - 1
	}
	stockMu.Unlock()
	if left == 0 {
		http.Error(w, "sold out", http.StatusConflict)
	}
}

// Restock adds to the stock.
func Restock(w http.ResponseWriter, r *http.Request) {
	var delivery map[string]int
	if err := json.NewDecoder(r.Body).Decode(&delivery); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	stockMu.Lock()
	defer stockMu.Unlock()
	for product, n := range delivery {
		stock[product] += n
	}
}

// Stock shows the stock.
func Stock(w http.ResponseWriter, _ *http.Request) {
	_ = json.NewEncoder(w).Encode(stock) // want "inconsistent-guard: map stock"
}

func loadTax() {
	tax = make(map[string]float64)
	for code := range countries {
		tax[code] = 0.2
	}
}

// Tax answers with a country's tax, from a table that the first request fills.
func Tax(w http.ResponseWriter, r *http.Request) {
	taxOnce.Do(loadTax)
	fmt.Fprintln(w, tax[r.URL.Query().Get("code")])
}

// Cart is the handler of a shopping cart.
type Cart struct {
	items map[string]int
}

// NewCart returns an empty cart.
func NewCart() *Cart { return &Cart{items: make(map[string]int)} }

// ServeHTTP adds a product to the cart.
func (c *Cart) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.items[r.URL.Query().Get("product")]++ // want "unguarded: map c.items"
	w.WriteHeader(http.StatusNoContent)
}

// Echo is the handler that answers with the parameters of the request.
type Echo struct{}

// ServeHTTP answers with the parameters, upper case.
func (Echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := make(map[string]string)
	for name, values := range r.URL.Query() {
		out[name] = strings.ToUpper(values[0])
	}
	_ = json.NewEncoder(w).Encode(out)
}

// Routes returns the shop with a counter of its visits.
func Routes() http.Handler {
	visits := make(map[string]int)
	mux := http.NewServeMux()
	mux.HandleFunc("/visit", func(w http.ResponseWriter, r *http.Request) {
		visits[r.RemoteAddr]++ // want "unguarded: map visits"
	})
	mux.HandleFunc("/price", Price)
	mux.HandleFunc("/country", Country)
	mux.HandleFunc("/tax", Tax)
	mux.HandleFunc("/page", Page)
	mux.HandleFunc("/order", Order)
	mux.HandleFunc("/restock", Restock)
	mux.HandleFunc("/stock", Stock)
	mux.Handle("/cart", NewCart())
	mux.Handle("/echo", Echo{})
	return mux
}

// Votes returns the routes of a poll.
func Votes() http.Handler {
	var mu sync.RWMutex
	votes := make(map[string]int)
	mux := http.NewServeMux()
	mux.HandleFunc("/vote", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		votes[r.FormValue("for")]++
	})
	mux.HandleFunc("/result", func(w http.ResponseWriter, r *http.Request) {
		mu.RLock()
		defer mu.RUnlock()
		fmt.Fprintln(w, votes)
	})
	return mux
}

// Polls returns the routes of a poll whose result is printed for the log.
func Polls(log func(string)) http.Handler {
	var mu sync.RWMutex
	votes := make(map[string]int)
	mux := http.NewServeMux()
	mux.HandleFunc("/vote", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		votes[r.FormValue("for")]++
		mu.Unlock()
		log(fmt.Sprint(votes)) // want "(inconsistent-guard|unguarded): map votes"
	})
	return mux
}

// Methods answers with the routes it was built with.
func Methods(patterns ...string) http.HandlerFunc {
	known := make(map[string]bool, len(patterns))
	for _, p := range patterns {
		known[p] = true
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if !known[r.URL.Path] {
			http.NotFound(w, r)
		}
	}
}

// Greylist returns a middleware that lets a peer in at its second try.
func Greylist(next http.Handler) http.Handler {
	seen := make(map[string]bool)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !seen[r.RemoteAddr] {
			seen[r.RemoteAddr] = true // want "unguarded: map seen"
			http.Error(w, "try again", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}
