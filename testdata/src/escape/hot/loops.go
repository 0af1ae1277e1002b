//govlint:hotpath

package hot

import (
	"bytes"
	"context"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

func valid(ids []string) (n int) {
	for _, id := range ids {
		re := regexp.MustCompile(`^[a-z]+$`) // want `loop-cost: regexp.MustCompile parses the pattern`
		if re.MatchString(id) {
			n++
		}
	}
	return n
}

func isDigits(id string) bool {
	return regexp.MustCompile(`^\d+$`).MatchString(id) // want `loop-cost: regexp.MustCompile .* at every call of isDigits`
}

func drain(ch <-chan order, stop <-chan struct{}) (n int) {
	for {
		select {
		case <-ch:
			n++
		case <-stop:
			return n
		case <-time.After(time.Second): // want `loop-cost: time.After makes a timer and a channel in every round`
			return -1
		}
	}
}

func lockAll(locks []*sync.Mutex) {
	for _, mu := range locks {
		mu.Lock()
		defer mu.Unlock() // want `loop-cost: defer in the loop`
	}
}

type requestID struct{}

func handleAll(ctx context.Context, ids []string, handle func(context.Context, string)) {
	for _, id := range ids {
		ctx := context.WithValue(ctx, requestID{}, id) // want `ctx-value: context.WithValue allocates a context`
		handle(ctx, id)
	}
}

func fetchAll(ctx context.Context, ids []string, fetch func(context.Context, string) error) {
	for _, id := range ids {
		c, cancel := context.WithTimeout(ctx, time.Second) // want `ctx-value: context.WithTimeout allocates a context, a timer`
		_ = fetch(c, id)
		cancel()
	}
}

func copyAll(conns []net.Conn, w io.Writer) error {
	for _, conn := range conns {
		buf := make([]byte, 4096) // want `make-in-loop: buf is made anew in every round`
		n, err := conn.Read(buf)
		if err != nil {
			return err
		}
		if _, err := w.Write(buf[:n]); err != nil {
			return err
		}
	}
	return nil
}

func publish(ch chan<- []byte, lines []string) {
	for _, line := range lines {
		buf := make([]byte, len(line)) // want `published-buffer: buf is allocated in every round .* take it from a sync.Pool`
		copy(buf, line)
		ch <- buf
	}
}

func publishSamples(ch chan<- *sample, values []float64) {
	for i, v := range values {
		s := &sample{at: int64(i), value: v} // want `published-buffer: s is allocated .* 16 bytes: send it by value`
		ch <- s
	}
}

func writeLines(w io.Writer, lines []string) {
	for _, line := range lines {
		w.Write([]byte(line)) // want `bytes-string: \[\]byte\(line\) copies line only for the call of w.Write; io.WriteString`
	}
}

// quote builds its result twice.
func quote(s string) string {
	b := make([]byte, 0, len(s)+2)
	b = append(b, '"')
	for i := range len(s) {
		b = append(b, s[i])
	}
	b = append(b, '"')
	return string(b) // want `bytes-string: string\(b\) copies what was appended to b for it`
}

// ok: somebody else adds to the bytes, or looks at them.
func okAppended(ids []int) string {
	b := make([]byte, 0, 8*len(ids))
	for _, id := range ids {
		b = strconv.AppendInt(b, int64(id), 10)
	}
	return string(b)
}

func okSeen(w io.Writer, s string) string {
	b := make([]byte, 0, len(s))
	b = append(b, s...)
	w.Write(b)
	return string(b)
}

// ok: the bytes are on the stack, the string is all there is.
func okSmall(s string) string {
	b := make([]byte, 0, 64)
	b = append(b, s...)
	return string(b)
}

// ok: compared, without a copy.
func okCompared(parts []string, with string) bool {
	b := make([]byte, 0, len(parts))
	for _, p := range parts {
		b = append(b, p...)
	}
	return string(b) == with
}

// ok: the pattern is another one each time.
func okPattern(patterns []string, id string) bool {
	for _, p := range patterns {
		if regexp.MustCompile(p).MatchString(id) {
			return true
		}
	}
	return false
}

// ok: once, and then it returns.
func okOnce(ids []string, mu *sync.Mutex) string {
	for _, id := range ids {
		if id != "" {
			mu.Lock()
			defer mu.Unlock()
			return id
		}
	}
	return ""
}

// ok: the defer is that of a function that ends with the round.
func okRound(locks []*sync.Mutex, n *int) {
	for _, mu := range locks {
		func() {
			mu.Lock()
			defer mu.Unlock()
			*n++
		}()
	}
}

// ok: before the loop.
func okBefore(ctx context.Context, ids []string, handle func(context.Context, string)) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	for _, id := range ids {
		handle(ctx, id)
	}
}

// ok: each is kept.
func okKept(conns []net.Conn) (all [][]byte) {
	all = make([][]byte, 0, len(conns))
	for _, conn := range conns {
		buf := make([]byte, 4096)
		if n, err := conn.Read(buf); err == nil {
			all = append(all, buf[:n])
		}
	}
	return all
}

// ok: on the stack.
func okStack(lines []string) (n int) {
	for _, line := range lines {
		buf := make([]byte, 16)
		n += copy(buf, line)
	}
	return n
}

// ok: the compiler makes no copy for what only looks.
func okLook(lines [][]byte, want map[string]bool) (n int) {
	for _, line := range lines {
		if want[string(line)] || bytes.Contains(line, []byte("x")) {
			n++
		}
	}
	return n
}

// ok: the string is what it wants.
func okFields(line []byte) []string { return strings.Fields(string(line)) }

type span struct{ from, to int }

//go:noinline
func newSpan(from, to int) *span {
	return &span{from, to} // want `return-pointer: newSpan returns a pointer to 16 bytes`
}

func width(from, to int) int {
	s := newSpan(from, to)
	return s.to - s.from
}

//go:noinline
func okOpenSpan(from int) *span {
	return &span{from: from}
}

// ok: a caller changes it, and others may have it.
func okMove(spans []*span) {
	s := okOpenSpan(1)
	s.to = 7
	spans[0] = s
}

var last *order

//go:noinline
func remember(o *order) { last = o }

//go:noinline
func check(o *order) bool { return o.id > 0 }

func load(id int) {
	var o order // want `param-leak: o is moved to the heap by one call, that of remember`
	o.id = id
	remember(&o)
}

type decoder interface{ Decode(v any) error }

type header struct{ size, kind int }

type source interface{ fill(h *header) error }

func readHeader(s source) (int, error) {
	var h header // want `param-leak: h is moved to the heap by one call, that of s.fill .* of which the compiler cannot know`
	err := s.fill(&h)
	return h.size, err
}

// ok: it is only looked at.
func okChecked(id int) bool {
	var o order
	o.id = id
	return check(&o)
}

// ok: two places would have to change.
func okTwice(id int, s source) {
	var h header
	if s.fill(&h) == nil {
		_ = s.fill(&h)
	}
}
