package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestReadFrame(t *testing.T) {
	const stream = "Content-Length: 2\r\n\r\n{}" +
		"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:  4 \r\n\r\n[\"é\"" + "Content-Length: 0\r\n\r\n"
	r := bufio.NewReader(strings.NewReader(stream))
	var raw []byte
	for _, want := range []string{"{}", "[\"\xc3\xa9"} {
		f, err := readFrame(r)
		if err != nil || string(f.body) != want {
			t.Fatalf("body %q, %v, want %q", f.body, err, want)
		}
		raw = append(raw, f.raw...)
	}
	if !strings.HasPrefix(stream, string(raw)) {
		t.Errorf("not byte for byte: %q", raw)
	}
	for _, bad := range []string{"Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "\r\n", "Content-Length: 5\r\n\r\n{}", "Content"} {
		if f, err := readFrame(bufio.NewReader(strings.NewReader(bad))); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("%q: body %q, %v", bad, f.body, err)
		}
	}
}

func TestPeek(t *testing.T) {
	for body, want := range map[string]envelope{
		`{"jsonrpc":"2.0","id":7,"method":"textDocument/codeAction","params":{"id":1}}`:                       {"7", "textDocument/codeAction", false},
		`{"params":{"a":[1,{"method":"no"}],"b":"}\""}, "method" : "textDocument/codeAction","id": "x" }`:     {`"x"`, "textDocument/codeAction", false},
		`{"jsonrpc":"2.0","result":{"id":3},"id":12}`:                                                         {"12", "", true},
		`{"jsonrpc":"2.0","id":12,"result":null}`:                                                             {"12", "", true},
		`{"id":1,"error":{"code":-1}}`:                                                                        {"1", "", true},
		`{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"\\","diagnostics":[]}}`: {"", "textDocument/publishDiagnostics", false},
		"{\n  \"method\": \"initialized\",\n  \"params\": {}\n}":                                              {"", "initialized", false},
		`[]`:             {},
		``:               {},
		`{"method":"x`:   {},
		`{"result":[[[`:  {},
		`{"id":1,"x":}}`: {"1", "", false},
	} {
		if got := peek([]byte(body)); got != want {
			t.Errorf("%s: %+v, want %+v", body, got, want)
		}
	}
}

// Whatever comes, peek ends, and says of JSON what a full decoder says.
func FuzzPeek(f *testing.F) {
	f.Add([]byte(`{"id":1,"result":{"a":["]","}"]},"method":"m"}`))
	f.Add([]byte(`{"a":"\\","id":"é"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got := peek(body)
		var m map[string]json.RawMessage
		if json.Unmarshal(body, &m) != nil || bytes.Contains(body, []byte(`\`)) {
			return
		}
		if got.id != "" && bytes.Count(body, []byte(`"id"`)) == 1 && got.id != string(m["id"]) {
			t.Errorf("id %q, want %q", got.id, m["id"])
		}
	})
}

// The text after random changes is what an editor that counts in UTF-16 has.
func TestApply(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", "😀", "\n", "x y", "ключ\n", "", "\t", "}\n\n"}
	text := []byte("package p\n")
	model := utf16.Encode([]rune(string(text)))
	for range 5000 {
		start, end := rng.IntN(len(model)+1), rng.IntN(len(model)+1)
		if start > end {
			start, end = end, start
		}
		if end-start > 20 {
			end = start + 20
		}
		start, end = whole(model, start), whole(model, end)
		insert := pieces[rng.IntN(len(pieces))] + pieces[rng.IntN(len(pieces))]
		change := contentChange{Range: &span{placeIn(model, start), placeIn(model, end)}, Text: insert}
		text = apply(text, change)
		tail := append(utf16.Encode([]rune(insert)), model[end:]...)
		model = append(model[:start:start], tail...)
		if want := string(utf16.Decode(model)); string(text) != want {
			t.Fatalf("after %+v: %q, want %q", change, text, want)
		}
	}
}

// whole moves a place out of the middle of a surrogate pair.
func whole(model []uint16, at int) int {
	if at < len(model) && at > 0 && utf16.IsSurrogate(rune(model[at])) && model[at] >= 0xdc00 {
		return at - 1
	}
	return at
}

func placeIn(model []uint16, at int) position {
	var p position
	for _, unit := range model[:at] {
		p.Character++
		if unit == '\n' {
			p = position{p.Line + 1, 0}
		}
	}
	return p
}

func TestApplyOutside(t *testing.T) {
	for _, test := range []struct {
		from, to position
		want     string
	}{
		{position{9, 9}, position{9, 9}, "ab\ncX"},
		{position{0, 99}, position{0, 99}, "abX\nc"},
		{position{1, 0}, position{0, 0}, "ab\nXc"},
	} {
		got := apply([]byte("ab\nc"), contentChange{Range: &span{test.from, test.to}, Text: "X"})
		if string(got) != test.want {
			t.Errorf("from %v to %v: %q, want %q", test.from, test.to, got, test.want)
		}
	}
}

func TestWantsFixes(t *testing.T) {
	for _, test := range []struct {
		only string
		want bool
	}{
		{"", true}, {"quickfix", true}, {"refactor,quickfix", true},
		{"refactor", false}, {"source.organizeImports", false}, {"quick", false}, {"quickfix.other", false},
	} {
		only := strings.FieldsFunc(test.only, func(r rune) bool { return r == ',' })
		if got := wantsFixes(only); got != test.want {
			t.Errorf("only %q: %v", test.only, got)
		}
	}
}

func TestPathAndURI(t *testing.T) {
	for _, path := range []string{"/a b/ключ/c.go", "/x/%41#?.go"} {
		if got := pathOf(uriOf(path)); got != path {
			t.Errorf("%q comes back as %q", path, got)
		}
	}
	if got := pathOf("untitled:Untitled-1"); got != "" {
		t.Errorf("an untitled buffer is file %q", got)
	}
}
