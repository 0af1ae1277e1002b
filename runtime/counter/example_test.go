package counter_test

import (
	"fmt"

	"github.com/govlint/govlint/runtime/counter"
)

type metrics struct {
	statuses counter.Array       // by status code
	routes   counter.Map[string] // by route template
}

func (m *metrics) observe(route string, status int) {
	m.routes.Inc(route)
	m.statuses.Inc(status)
}

func Example() {
	var m metrics
	m.observe("/users/{id}", 200)
	m.observe("/users/{id}", 404)
	m.observe("/health", 200)
	fmt.Println(m.statuses.Load(200), &m.statuses)
	fmt.Println(m.routes.Load("/users/{id}"), m.routes.Sum(), &m.routes)
	// Output:
	// 2 map[200:2 404:1]
	// 2 3 map[/health:1 /users/{id}:2]
}
