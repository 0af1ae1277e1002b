package guarded_test

import (
	"strconv"
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestSessions(t *testing.T) {
	s := guarded.NewSessions()
	hammer.Run(func(i int) { s.Login(strconv.Itoa(i), "ann"); s.User("1"); s.Logout("x") })
	user, _ := s.User("7")
	if got, want := user, "ann"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
