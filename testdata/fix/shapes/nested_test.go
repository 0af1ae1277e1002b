package shapes_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestMatrix(t *testing.T) {
	matrix := shapes.NewMatrix()
	ask := func(f http.HandlerFunc, query string) {
		f(httptest.NewRecorder(), httptest.NewRequest("GET", "/?"+query, nil))
	}
	hammer.Run(func(i int) {
		ask(matrix.ServeHTTP, "row=r&col="+strconv.Itoa(i%5))
		ask(matrix.ServeHTTP, "row=gone&col=a")
		ask(matrix.Remove, "row=gone&col=a")
	})
	if got, want := matrix.Sum("r"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("sum %d, want %d", got, want)
	}
	if n, ok := matrix.Cell("r", "3"); n != hammer.Goroutines*hammer.Times/5 || !ok {
		t.Errorf("cell %d, %t", n, ok)
	}
	if got := matrix.Rows(); got != 1 {
		t.Errorf("%d rows, want 1", got)
	}
}
