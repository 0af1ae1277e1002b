// Package copied copies what must not be copied.
package copied

import (
	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/counter"
	"github.com/govlint/govlint/runtime/cowmap"
	"github.com/govlint/govlint/runtime/shardmap"
)

type service struct {
	sessions cmap.Map[string, int]
	orders   shardmap.Map[string, int]
	routes   cowmap.Map[string, int]
	statuses counter.Array
	tenants  counter.Map[string]
}

func (s *service) copies() {
	sessions := s.sessions
	orders := s.orders
	routes := s.routes
	statuses := s.statuses
	tenants := s.tenants
	_, _, _, _, _ = &sessions, &orders, &routes, &statuses, &tenants
}
