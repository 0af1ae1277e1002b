package shapes_test

import (
	"strings"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestResolve(t *testing.T) {
	hammer.Run(func(int) {
		versions := make(chan string)
		go func() {
			for _, v := range []string{"1", "2", "3"} {
				versions <- v
			}
			close(versions)
		}()
		found := shapes.Resolve([]string{"x", "z", "y", "x"}, versions)
		if hosts := strings.NewReplacer("0", "", "1", "", "2", "", "3", "").Replace(strings.Join(found, "")); hosts != "xyxx" {
			t.Errorf("found %v", found)
		}
		if got := found[len(found)-1]; got != "x3" {
			t.Errorf("the last is %s, want x3", got)
		}
	})
}
