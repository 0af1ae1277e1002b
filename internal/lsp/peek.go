package lsp

import "bytes"

// An envelope is what tells messages apart.
type envelope struct {
	id       string // as it stands in the JSON, "" for a notification
	method   string // "" for a response
	response bool
}

// peek reads the envelope of a message and as little else as it can: results
// are long, and nobody here wants to know what is in most of them. Of what is
// no proper message it returns the zero envelope.
func peek(body []byte) envelope {
	var e envelope
	s := scanner{data: body}
	if !s.take('{') {
		return envelope{}
	}
	for {
		key, ok := s.text()
		if !ok || !s.take(':') {
			return envelope{}
		}
		switch key {
		case "result", "error":
			e.response = true
		}
		if e.done(key) {
			return e
		}
		start := s.blank()
		if !s.skip() {
			return envelope{}
		}
		value := bytes.TrimSpace(body[start:s.at])
		switch key {
		case "id":
			e.id = string(value)
		case "method":
			e.method = string(bytes.Trim(value, `"`))
		}
		if !s.take(',') {
			return e
		}
	}
}

// done reports whether nothing that follows the key can matter.
func (e *envelope) done(key string) bool {
	switch key {
	case "result", "error":
		return e.id != ""
	case "params":
		return e.method != "" && (e.id != "" || !watched(e.method))
	}
	return false
}

// A scanner walks over JSON that a peer produced. It checks no more than it needs.
type scanner struct {
	data []byte
	at   int
}

// blank skips white space and returns where it ends.
func (s *scanner) blank() int {
	for s.at < len(s.data) && (s.data[s.at] == ' ' || s.data[s.at] == '\n' || s.data[s.at] == '\t' || s.data[s.at] == '\r') {
		s.at++
	}
	return s.at
}

// take skips c, if it comes next.
func (s *scanner) take(c byte) bool {
	if s.blank(); s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return false
}

// text reads a string without escapes, as all keys are that matter here.
func (s *scanner) text() (string, bool) {
	start := s.blank()
	if !s.skipString() {
		return "", false
	}
	return string(s.data[start+1 : s.at-1]), true
}

func (s *scanner) skipString() bool {
	if s.at >= len(s.data) || s.data[s.at] != '"' {
		return false
	}
	for i := s.at + 1; i < len(s.data); i++ {
		switch s.data[i] {
		case '\\':
			i++
		case '"':
			s.at = i + 1
			return true
		}
	}
	return false
}

// skip passes over a value.
func (s *scanner) skip() bool {
	s.blank()
	depth := 0
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case '"':
			if !s.skipString() {
				return false
			}
			if depth == 0 {
				return true
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return true // the end of what the value is in
			}
			depth--
			if depth == 0 {
				s.at++
				return true
			}
		case ',':
			if depth == 0 {
				return true
			}
		}
		s.at++
	}
	return depth == 0
}
