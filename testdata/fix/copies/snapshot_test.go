package copies_test

import (
	"strconv"
	"testing"

	"example.org/fixes/copies"
	"example.org/fixes/hammer"
)

func TestRouter(t *testing.T) {
	router := copies.NewRouter()
	hammer.Run(func(i int) {
		router.Add(strconv.Itoa(i), "there")
		for path, target := range router.Snapshot().Routes {
			if target != "there" {
				t.Errorf("%s leads to %s", path, target)
			}
		}
	})
	if got := router.Snapshot(); len(got.Routes) != hammer.Times || got.Version != hammer.Times*hammer.Goroutines {
		t.Errorf("%d routes of version %d", len(got.Routes), got.Version)
	}
}
