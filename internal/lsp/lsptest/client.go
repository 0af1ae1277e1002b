// Package lsptest is an editor for tests: it opens and edits files, keeps the
// diagnostics it is told, and complains about answers that are lost or doubled.
package lsptest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Position is a place as editors count, in UTF-16.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// A Range is what stands between two places.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// A Diagnostic is one as the editor was told it.
type Diagnostic struct {
	Range       Range
	Severity    int
	Code        any
	Source      string
	Message     string
	Description struct{ Href string } `json:"codeDescription"`
	Related     []struct {
		Location struct {
			URI   string
			Range Range
		}
		Message string
	} `json:"relatedInformation"`
}

// Published is what was said last of a file.
type Published struct {
	Version     *int
	Diagnostics []Diagnostic
	At          time.Time
}

// A Client is one editor. Its methods may be called by several goroutines.
type Client struct {
	w  io.WriteCloser
	wm sync.Mutex

	mu        sync.Mutex
	changed   *sync.Cond
	next      int
	waiting   map[int]chan answer
	published map[string]Published // by URI
	requests  map[string]int       // of the server, by method
	notes     map[string]int       // notifications of the server, by method
	trouble   []string
	err       error
}

type answer struct {
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
}

// Connect starts to talk to a server.
func Connect(r io.Reader, w io.WriteCloser) *Client {
	c := &Client{w: w, waiting: make(map[int]chan answer), published: make(map[string]Published), requests: make(map[string]int), notes: make(map[string]int)}
	c.changed = sync.NewCond(&c.mu)
	go c.read(bufio.NewReader(r))
	return c
}

func (c *Client) read(r *bufio.Reader) {
	var err error
	for err == nil {
		var body []byte
		if body, err = readMessage(r); err == nil {
			err = c.handle(body)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
	for id, ch := range c.waiting {
		close(ch)
		delete(c.waiting, id)
	}
	c.changed.Broadcast()
}

func readMessage(r *bufio.Reader) ([]byte, error) {
	header, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return nil, err
	}
	body := make([]byte, n)
	_, err = io.ReadFull(r, body)
	return body, err
}

func (c *Client) handle(body []byte) error {
	var m struct {
		ID     json.RawMessage
		Method string
		Params json.RawMessage
		answer
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return fmt.Errorf("%v in %s", err, body)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	switch {
	case m.Method == "":
		id, _ := strconv.Atoi(string(m.ID))
		ch, ok := c.waiting[id]
		if !ok {
			c.trouble = append(c.trouble, fmt.Sprintf("an answer to no question: %.200s", body))
			return nil
		}
		delete(c.waiting, id)
		ch <- m.answer
	case m.ID != nil:
		c.requests[m.Method]++
		go c.respond(m.ID, m.Method, m.Params)
	default:
		c.notes[m.Method]++
		if m.Method == "textDocument/publishDiagnostics" {
			var p struct {
				URI string
				Published
			}
			if err := json.Unmarshal(m.Params, &p); err != nil {
				return fmt.Errorf("%v in %s", err, body)
			}
			p.Published.At = time.Now()
			c.published[p.URI] = p.Published
		}
	}
	return nil
}

// respond answers what servers ask editors.
func (c *Client) respond(id json.RawMessage, method string, params json.RawMessage) {
	var result any
	if method == "workspace/configuration" {
		var p struct{ Items []any }
		_ = json.Unmarshal(params, &p) // no items, no settings
		result = make([]any, len(p.Items))
	}
	c.send(map[string]any{"jsonrpc": "2.0", "id": id, "result": result})
}

func (c *Client) send(v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // of what this package made itself
	}
	c.wm.Lock()
	defer c.wm.Unlock()
	// A server that is gone shows where its answers are waited for.
	_, _ = c.w.Write(append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(body)), body...))
}

// Notify sends a notification.
func (c *Client) Notify(method string, params any) {
	c.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// Go sends a request and returns how to wait for its answer.
func (c *Client) Go(method string, params any) func(result any) error {
	c.mu.Lock()
	c.next++
	id, ch := c.next, make(chan answer, 1)
	if c.err != nil {
		close(ch)
	} else {
		c.waiting[id] = ch
	}
	c.mu.Unlock()
	c.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	return func(result any) error {
		select {
		case a, ok := <-ch:
			if !ok {
				return fmt.Errorf("%s: the server went away", method)
			}
			if a.Error != nil {
				return fmt.Errorf("%s: %s", method, a.Error.Message)
			}
			if result == nil {
				return nil
			}
			return json.Unmarshal(a.Result, result)
		case <-time.After(time.Minute):
			return fmt.Errorf("%s: no answer", method)
		}
	}
}

// Call sends a request and waits for its answer.
func (c *Client) Call(method string, params, result any) error { return c.Go(method, params)(result) }

// Initialize opens workspace folders as an editor that can do everything, with
// the capabilities changed by change if it is not nil.
func (c *Client) Initialize(change func(capabilities map[string]any), dirs ...string) error {
	capabilities := map[string]any{
		"workspace": map[string]any{
			"configuration": true,
			"workspaceEdit": map[string]any{"documentChanges": true},
			"diagnostics":   map[string]any{"refreshSupport": true},
		},
		"window": map[string]any{"workDoneProgress": true},
		"textDocument": map[string]any{
			"publishDiagnostics": map[string]any{"relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true},
			"codeAction":         map[string]any{"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}}}},
		},
	}
	if change != nil {
		change(capabilities)
	}
	var folders []any
	for _, dir := range dirs {
		folders = append(folders, map[string]any{"uri": URI(dir), "name": filepath.Base(dir)})
	}
	err := c.Call("initialize", map[string]any{"processId": nil, "rootUri": URI(dirs[0]), "workspaceFolders": folders, "capabilities": capabilities}, nil)
	c.Notify("initialized", map[string]any{})
	return err
}

// Open opens a file with a text.
func (c *Client) Open(path, text string) {
	c.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": URI(path), "languageId": "go", "version": 1, "text": text}})
}

// Change replaces the text of a range, or with none all of it.
func (c *Client) Change(path string, version int, at *Range, text string) {
	change := map[string]any{"text": text}
	if at != nil {
		change["range"] = at
	}
	c.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": URI(path), "version": version},
		"contentChanges": []any{change},
	})
}

// Await waits until what was published of a file is as it should be.
func (c *Client) Await(path string, limit time.Duration, good func(Published) bool) (Published, error) {
	expired := false
	timer := time.AfterFunc(limit, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		expired = true
		c.changed.Broadcast()
	})
	defer timer.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		p, ok := c.published[URI(path)]
		switch {
		case ok && good(p):
			return p, nil
		case c.err != nil:
			return p, fmt.Errorf("the server went away: %v", c.err)
		case expired:
			return p, fmt.Errorf("%s: not within %v; last: %+v", filepath.Base(path), limit, p)
		}
		c.changed.Wait()
	}
}

// Count returns how many diagnostics of a source were published last.
func (p Published) Count(source string) int {
	n := 0
	for _, d := range p.Diagnostics {
		if d.Source == source || source == "" {
			n++
		}
	}
	return n
}

// Requests returns how often the server sent a request.
func (c *Client) Requests(method string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests[method]
}

// Shutdown ends the conversation in good order. It returns what went wrong in all of it.
func (c *Client) Shutdown() error {
	err := c.Call("shutdown", nil, nil)
	c.Notify("exit", nil)
	c.w.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.trouble) > 0 {
		err = errors.Join(err, errors.New(strings.Join(c.trouble, "\n")))
	}
	return err
}

// URI returns that of a path.
func URI(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}
