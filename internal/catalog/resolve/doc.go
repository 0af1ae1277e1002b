// Package resolve checks the tables of package catalog against the modules they
// speak of. It is a module of its own, so that none of them becomes a
// dependency of govlint. The go command does not see the tables change, hence -count=1:
//
//	cd internal/catalog/resolve && GOWORK=off go test -count=1
package resolve
