package copies_test

import (
	"strconv"
	"testing"

	"example.org/fixes/copies"
	"example.org/fixes/hammer"
)

func TestAgents(t *testing.T) {
	agents := copies.NewAgents(map[string]string{"zone": "z"})
	hammer.Run(func(i int) {
		name := strconv.Itoa(i)
		agents.SetLabel("rack", "r")
		if labels := agents.Start(name); labels["agent"] != name || labels["zone"] != "z" || labels["rack"] != "r" {
			t.Errorf("labels %v of agent %s", labels, name)
		}
	})
}
