package config

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"drive"
)

func load(t *testing.T) *Settings {
	s, err := Load([]byte(`{"addr":":1"}`))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func use(s *Settings) []func() {
	return []func(){
		func() { s.Get("addr") },
		func() { s.Reload([]byte(`{"addr":":2"}`)) },
		func() { Default("addr") },
	}
}

func TestSafe_Settings(t *testing.T) {
	s, o := load(t), load(t)
	stop := make(chan struct{})
	defer close(stop)
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.ReloadOnSignal(path, stop)
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	drive.Together(append(append(use(s), use(o)...), func() { s.MergeCopy(o) })...)
	time.Sleep(20 * time.Millisecond)
}

func TestRace_Settings_Duration(t *testing.T) {
	s := load(t)
	drive.Together(func() { s.Duration("timeout") }, func() { s.Reload([]byte(`{}`)) })
}

func TestRace_Settings_Patch(t *testing.T) {
	s := load(t)
	drive.Together(append(use(s), func() { s.Patch([]byte(`{"a":"b"}`)) })...)
}

func TestRace_Settings_Merge(t *testing.T) {
	s, o := load(t), load(t)
	drive.Together(append(use(o), func() { s.Merge(o) })...)
}

func TestSafe_Flags(t *testing.T) {
	var f Flags
	stop := make(chan struct{})
	go f.Poll(func() []string { return []string{"a"} }, stop)
	drive.Together(func() { f.Enabled("a") }, func() { f.Replace("b") })
	close(stop)
}

func changes() <-chan [2]string {
	c := make(chan [2]string, 8)
	for range 8 {
		c <- [2]string{"a", "b"}
	}
	close(c)
	return c
}

func TestRace_Follow(t *testing.T) {
	drive.Together(func() { Follow(changes()) })
}

func TestSafe_Collect(t *testing.T) {
	drive.Together(func() { Collect(changes()) })
}

func TestSafe_Routes(t *testing.T) {
	var r Routes
	r.Provision(map[string]string{"a": "b"})
	drive.Together(func() { r.Target("a") }, func() { r.Empty() })
}

func TestRace_Secrets_Names(t *testing.T) {
	var s Secrets
	s.Provision([]string{"a", "b"})
	stop := make(chan struct{})
	defer close(stop)
	s.Rotate(time.Microsecond, stop)
	for range 1000 {
		s.Names()
	}
}
