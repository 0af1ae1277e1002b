package shapes_test

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestJobs(t *testing.T) {
	jobs := shapes.NewJobs()
	hammer.Run(func(i int) {
		jobs.ServeHTTP(nil, httptest.NewRequest("GET", "/?job=j"+strconv.Itoa(i), nil))
		jobs.List(httptest.NewRecorder(), nil)
		jobs.First([]string{"x", "j"})
	})
	if got := jobs.Len(); got != hammer.Times {
		t.Errorf("%d jobs, want %d", got, hammer.Times)
	}
	if got := jobs.Sum(10); got != 10 {
		t.Errorf("sum %d, want 10", got)
	}
	if got := jobs.Sum(1000); got != 2*hammer.Times {
		t.Errorf("sum %d, want %d", got, 2*hammer.Times)
	}
	if got := jobs.First([]string{"x", "j49"}); got != "j49" {
		t.Errorf("first %q, want j49", got)
	}
	jobs.Prune("j4", 2)
	if got := jobs.Len(); got != hammer.Times-11 {
		t.Errorf("%d jobs, want %d", got, hammer.Times-11)
	}
	jobs.Prune("x", 1)
	if got := jobs.Len(); got != 0 {
		t.Errorf("%d jobs are left", got)
	}
	hammer.Run(func(i int) { jobs.ServeHTTP(nil, httptest.NewRequest("GET", "/?job=j", nil)); jobs.Wipe() })
	jobs.Drop()
	if got := jobs.Len(); got != 0 {
		t.Errorf("%d jobs are left", got)
	}
}
