package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// A frame is one message as it came: the header, a blank line, the body.
type frame struct {
	raw  []byte
	body []byte // the end of raw
}

// largest is the longest body that is read. What claims more is no message.
const largest = 1 << 30

// readFrame reads one message. The error is io.EOF between two messages.
func readFrame(r *bufio.Reader) (frame, error) {
	var header []byte
	length := -1
	for {
		line, err := r.ReadSlice('\n')
		header = append(header, line...)
		if err != nil {
			if err == io.EOF && len(header) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return frame{}, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := strings.Cut(string(line), ":")
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil || length < 0 || length > largest {
				return frame{}, fmt.Errorf("bad header %q", line)
			}
		}
	}
	if length < 0 {
		return frame{}, fmt.Errorf("no Content-Length in %q", header)
	}
	raw := make([]byte, len(header)+length)
	copy(raw, header)
	body := raw[len(header):]
	if _, err := io.ReadFull(r, body); err != nil {
		return frame{}, io.ErrUnexpectedEOF
	}
	return frame{raw, body}, nil
}

// encode returns v as a message.
func encode(v any) ([]byte, error) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	body.Truncate(body.Len() - 1) // the encoder's newline
	return append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", body.Len()), body.Bytes()...), nil
}

// A writer writes whole messages, from several goroutines.
type writer struct {
	mu sync.Mutex
	w  io.Writer
}

func (w *writer) write(raw []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err := w.w.Write(raw)
	return err
}

// send writes v. What cannot be encoded or written is lost, as it is for
// anybody whose editor has gone; the reader of the same connection notices.
func (w *writer) send(v any) {
	if raw, err := encode(v); err == nil {
		_ = w.write(raw)
	}
}
