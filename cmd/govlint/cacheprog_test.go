package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A cacheRequest is what the go command asks of the program in GOCACHEPROG, one
// JSON object each; the body of a put follows as a JSON string.
type cacheRequest struct {
	ID       int64
	Command  string
	ActionID []byte
	OutputID []byte
	BodySize int64
}

type cacheResponse struct {
	ID            int64
	Err           string     `json:",omitempty"`
	KnownCommands []string   `json:",omitempty"`
	Miss          bool       `json:",omitempty"`
	OutputID      []byte     `json:",omitempty"`
	Size          int64      `json:",omitempty"`
	Time          *time.Time `json:",omitempty"`
	DiskPath      string     `json:",omitempty"`
}

// serveCache is a small cache program. What a fleet of machines shares is the
// directory SHARED_CACHE; where a real one would talk to a server, it copies files.
// It writes down in CACHE_LOG which units of analysis were put there.
func serveCache() {
	store := cacheStore{shared: os.Getenv("SHARED_CACHE"), local: os.Getenv("LOCAL_CACHE"), log: os.Getenv("CACHE_LOG")}
	enc, dec := json.NewEncoder(os.Stdout), json.NewDecoder(os.Stdin)
	response := cacheResponse{KnownCommands: []string{"get", "put", "close"}}
	for {
		if err := enc.Encode(response); err != nil {
			return
		}
		var request cacheRequest
		if err := dec.Decode(&request); err != nil {
			return // the go command has gone
		}
		var body []byte
		if request.BodySize > 0 {
			if err := dec.Decode(&body); err != nil {
				return
			}
		}
		var err error
		switch request.Command {
		case "get":
			response, err = store.get(request)
		case "put":
			response, err = store.put(request, body)
		default:
			response = cacheResponse{}
		}
		if response.ID = request.ID; err != nil {
			response.Err = err.Error()
		}
	}
}

type cacheStore struct{ shared, local, log string }

// get looks for an action, whose file holds the id of its output.
func (s cacheStore) get(r cacheRequest) (cacheResponse, error) {
	output, err := os.ReadFile(s.action(r.ActionID))
	if os.IsNotExist(err) {
		return cacheResponse{Miss: true}, nil
	}
	if err != nil {
		return cacheResponse{}, err
	}
	data, err := os.ReadFile(filepath.Join(s.shared, "o-"+hex.EncodeToString(output)))
	if err != nil {
		return cacheResponse{Miss: true}, nil
	}
	return s.at(output, data)
}

func (s cacheStore) put(r cacheRequest, body []byte) (cacheResponse, error) {
	if err := os.WriteFile(filepath.Join(s.shared, "o-"+hex.EncodeToString(r.OutputID)), body, 0o666); err != nil {
		return cacheResponse{}, err
	}
	if err := os.WriteFile(s.action(r.ActionID), r.OutputID, 0o666); err != nil {
		return cacheResponse{}, err
	}
	if bytes.Contains(body, []byte(`"category": "unit"`)) {
		log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
		if err != nil {
			return cacheResponse{}, err
		}
		defer log.Close()
		var unit map[string]any
		if err := json.Unmarshal(body, &unit); err != nil {
			return cacheResponse{}, err
		}
		for id := range unit {
			fmt.Fprintln(log, id)
		}
	}
	return s.at(r.OutputID, body)
}

func (s cacheStore) action(id []byte) string {
	return filepath.Join(s.shared, "a-"+hex.EncodeToString(id))
}

// at keeps data on this machine and says where.
func (s cacheStore) at(output, data []byte) (cacheResponse, error) {
	path := filepath.Join(s.local, hex.EncodeToString(output))
	now := time.Now()
	return cacheResponse{OutputID: output, Size: int64(len(data)), Time: &now, DiskPath: path}, os.WriteFile(path, data, 0o666)
}

// TestSharedCache has two machines, each with nothing but a checkout and the
// shared cache: the second analyses only what is different there.
func TestSharedCache(t *testing.T) {
	shared := t.TempDir()
	checkout := writeFiles(t, map[string]string{
		"go.mod": "module example.com/fleet\n\ngo 1.24\n",
		"a/a.go": "package a\n\nvar badVarA int\n",
		"b/b.go": "package b\n\nimport _ \"example.com/fleet/a\"\n\nvar badVarB int\n",
		"c/c.go": "package c\n\nvar badVarC int\n",
		"d/d.go": "package d\n",
	})
	first, analysed := onMachine(t, shared, checkout)
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(analysed, want) {
		t.Errorf("the first machine analysed %v, want %v", analysed, want)
	}
	if strings.Count(first, "rename/ident") != 3 {
		t.Errorf("the first machine found\n%s", first)
	}
	second, analysed := onMachine(t, shared, checkout)
	if len(analysed) > 0 {
		t.Errorf("with nothing changed, the second machine analysed %v", analysed)
	}
	if second != first {
		t.Errorf("the second machine found\n%swant\n%s", second, first)
	}
	if err := os.WriteFile(filepath.Join(checkout, "c", "c.go"), []byte("package c\n\nvar badVarOther int\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	third, analysed := onMachine(t, shared, checkout)
	if want := []string{"c"}; !slices.Equal(analysed, want) {
		t.Errorf("with c changed, a machine analysed %v, want %v", analysed, want)
	}
	if want := strings.ReplaceAll(first, "VarC", "VarOther"); third != want {
		t.Errorf("with c changed, a machine found\n%swant\n%s", third, want)
	}
}

// onMachine runs govlint with no cache but the shared one, and returns what it
// prints and which packages were analysed.
func onMachine(t *testing.T, shared, checkout string) (string, []string) {
	t.Helper()
	program, err := exec.LookPath("govlintcache")
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "log")
	cmd := exec.Command("govlinttoys", "./...")
	cmd.Dir = checkout
	cmd.Env = append(os.Environ(), "GOCACHEPROG="+program, "GOCACHE="+t.TempDir(), "SHARED_CACHE="+shared,
		"LOCAL_CACHE="+t.TempDir(), "CACHE_LOG="+log, "GOWORK=off", "GOFLAGS=", "CGO_ENABLED=0")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitFindings {
		t.Fatalf("govlint: %v\n%s", err, &stderr)
	}
	var analysed []string
	file, err := os.Open(log)
	if os.IsNotExist(err) {
		return string(out), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "example.com/fleet/"); ok {
			analysed = append(analysed, name)
		}
	}
	slices.Sort(analysed)
	return string(out), analysed
}
