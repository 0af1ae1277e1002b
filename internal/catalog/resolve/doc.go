// Package resolve checks the tables of package catalog against the modules they
// speak of. It is a module of its own, so that none of them becomes a
// dependency of govlint:
//
//	cd internal/catalog/resolve && GOWORK=off go test
package resolve
