package pools

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render uses its buffer after it has given it back.
func render(v any) (string, error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if err := json.NewEncoder(b).Encode(v); err != nil {
		buffers.Put(b)
		return "", err
	}
	buffers.Put(b)
	return b.String(), nil // want `pool-use-after-put: b is used here although it was put into the pool at flow.go:24`
}

// header returns what the deferred Put takes away.
func header(name string) []byte {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	fmt.Fprintf(b, "X-%s: ", name)
	return b.Bytes() // want `pool-foreign: the memory of b is returned here and goes back to the pool at flow.go:31`
}

func release(b *bytes.Buffer) {
	b.Reset()
	buffers.Put(b)
}

// body releases by a helper, and returns after that.
func body(v any) []byte {
	b := buffers.Get().(*bytes.Buffer)
	json.NewEncoder(b).Encode(v)
	out := b.Bytes()
	release(b)
	return out // want `pool-use-after-put: b is returned here although it was put into the pool at flow.go:47`
}

// twice puts its buffer back on the error path and again when it returns.
func twice(w io.Writer, v any) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if err := json.NewEncoder(b).Encode(v); err != nil {
		buffers.Put(b) // want `pool-use-after-put: b is put back here and a second time by the call deferred at flow.go:55`
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

// again puts back twice in a row.
func again(b *bytes.Buffer, failed bool) {
	b.Reset()
	if failed {
		buffers.Put(b)
	}
	buffers.Put(b) // want `pool-use-after-put: b is put back a second time here`
}

type request struct {
	body []byte
	next *request
	tags []string
}

var requests = sync.Pool{New: func() any { return new(request) }}

// drain walks on from a request that is back in the pool.
func drain(r *request) int {
	n := 0
	for r != nil {
		n += len(r.body)
		requests.Put(r)
		r = r.next // want `pool-use-after-put: r is read here although it was put into the pool`
	}
	return n
}

// ok: the next one is read first.
func okDrain(r *request) int {
	n := 0
	for r != nil {
		next := r.next
		n += len(r.body)
		r.body, r.next = r.body[:0], nil
		requests.Put(r)
		r = next
	}
	return n
}

// A crew has workers to give jobs to; an idle one is kept for later.
type crew struct {
	idle sync.Pool
	logf func(format string, args ...any)
}

type worker struct {
	crew *crew
	jobs chan func()
	done int
}

func newCrew(logf func(string, ...any)) *crew {
	c := &crew{logf: logf}
	c.idle.New = func() any { return &worker{crew: c, jobs: make(chan func(), 1)} }
	return c
}

// ok: a worker keeps its crew for ever, and nobody writes there.
func (w *worker) okRun(job func()) {
	defer func() {
		w.crew.idle.Put(w)
		if p := recover(); p != nil {
			w.crew.logf("job failed: %v", p)
		}
	}()
	w.done++
	job()
}

// retire tells what a worker did when somebody else may have it.
func (w *worker) retire() {
	w.crew.idle.Put(w)
	w.crew.logf("%d jobs", w.done) // want `pool-use-after-put: w is read here although it was put into the pool`
}

type cache struct {
	mu   sync.Mutex
	last []byte
	all  map[string][]byte
	out  chan []byte
}

var chunks = sync.Pool{New: func() any { b := make([]byte, 0, 512); return &b }}

// remember keeps the memory that it puts back.
func (c *cache) remember(r io.Reader) {
	p := chunks.Get().(*[]byte)
	defer chunks.Put(p)
	b := (*p)[:cap(*p)]
	n, _ := r.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = b[:n] // want `pool-foreign: the memory of p is stored here and goes back to the pool at flow.go:153`
}

func (c *cache) index(key string, r io.Reader) {
	p := chunks.Get().(*[]byte)
	n, _ := r.Read(*p)
	c.mu.Lock()
	c.all[key] = (*p)[:n] // want `pool-foreign: the memory of p is stored here and goes back to the pool`
	c.mu.Unlock()
	chunks.Put(p)
}

// publish sends a buffer away and puts it back as well.
func (c *cache) publish(r io.Reader) {
	p := chunks.Get().(*[]byte)
	n, _ := r.Read(*p)
	c.out <- (*p)[:n] // want `pool-foreign: the memory of p is sent here and goes back to the pool`
	chunks.Put(p)
}

// ok: what is kept is a copy.
func (c *cache) okRemember(r io.Reader) {
	p := chunks.Get().(*[]byte)
	defer chunks.Put(p)
	n, _ := r.Read((*p)[:cap(*p)])
	c.last = append([]byte(nil), (*p)[:n]...)
	c.all["last"] = bytes.Clone((*p)[:n])
}

// ok: a string is a copy, a number is no memory.
func okString(v any) (string, int) {
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	json.NewEncoder(b).Encode(v)
	return b.String(), b.Len()
}

// ok: a new buffer each round.
func okRounds(w io.Writer, vs []any) {
	for _, v := range vs {
		b := buffers.Get().(*bytes.Buffer)
		b.Reset()
		json.NewEncoder(b).Encode(v)
		w.Write(b.Bytes())
		buffers.Put(b)
	}
}

// ok: one of two Puts.
func okBranches(w io.Writer, v any) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if err := json.NewEncoder(b).Encode(v); err != nil {
		buffers.Put(b)
		return err
	}
	_, err := w.Write(b.Bytes())
	buffers.Put(b)
	return err
}

// ok: the flag says whether it is back.
func okFlag(w io.Writer, keep bool) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if !keep {
		buffers.Put(b)
	}
	w.Write(nil)
	if keep {
		w.Write(b.Bytes())
	}
}

// ok: the name is another buffer after the Put.
func okRenewed(w io.Writer) {
	b := buffers.Get().(*bytes.Buffer)
	w.Write(b.Bytes())
	buffers.Put(b)
	b = new(bytes.Buffer)
	b.WriteString("done")
	w.Write(b.Bytes())
}

// ok: who gets the buffer puts it back.
func okHandedOut() *bytes.Buffer {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

// ok: a nil check reads nothing of the buffer.
func okNil(b *bytes.Buffer) bool {
	release(b)
	return b != nil
}

// names are never emptied: each page begins with those before it.
var names = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func page(users []string) string {
	b := names.Get().(*bytes.Buffer)
	for _, u := range users {
		b.WriteString(u)
	}
	s := b.String()
	names.Put(b) // want `pool-no-reset: the \*bytes.Buffer goes back to the pool with all that was added at flow.go`
	return s
}

// digests go on where the last one stopped.
type signer struct{ digests sync.Pool }

func (s *signer) sign(msg []byte) []byte {
	h := s.digests.Get().(hash.Hash)
	defer s.digests.Put(h) // want `pool-no-reset: the hash.Hash goes back to the pool with all that was added`
	h.Write(msg)
	return h.Sum(nil)
}

// rows grow for ever.
var rowsPool = sync.Pool{New: func() any { r := make([]string, 0, 64); return &r }}

func export(w io.Writer, lines []string) {
	rows := rowsPool.Get().(*[]string)
	for _, l := range lines {
		*rows = append(*rows, strings.TrimSpace(l))
	}
	for _, r := range *rows {
		io.WriteString(w, r)
	}
	rowsPool.Put(rows) // want `pool-no-reset: the \*\[\]string goes back to the pool with all that was added`
}

// seen keeps the keys of those before.
var seen = sync.Pool{New: func() any { return make(map[string]bool) }}

func distinct(w io.Writer, ids []string) {
	m := seen.Get().(map[string]bool)
	for _, id := range ids {
		m[id] = true
	}
	for id := range m {
		fmt.Fprintln(w, id)
	}
	seen.Put(m) // want `pool-no-reset: the map\[string\]bool goes back to the pool with all that was added`
}

// tagged requests keep their tags.
var tagged = sync.Pool{New: func() any { return new(request) }}

func tag(ts []string) string {
	r := tagged.Get().(*request)
	for _, t := range ts {
		r.tags = append(r.tags, t)
	}
	s := strings.Join(r.tags, ",")
	tagged.Put(r) // want `pool-no-reset: the \*request goes back to the pool with all that was appended to its tags at flow.go`
	return s
}

// ok: emptied when it comes out.
var okNames = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func okPage(users []string) string {
	b := okNames.Get().(*bytes.Buffer)
	b.Reset()
	for _, u := range users {
		b.WriteString(u)
	}
	defer okNames.Put(b)
	return b.String()
}

// ok: emptied by who gives it back.
type okSigner struct{ digests sync.Pool }

func (s *okSigner) free(h hash.Hash) {
	h.Reset()
	s.digests.Put(h)
}

func (s *okSigner) sign(msg []byte) []byte {
	h := s.digests.Get().(hash.Hash)
	defer s.free(h)
	h.Write(msg)
	return h.Sum(nil)
}

// ok: cut before it is used.
var okRows = sync.Pool{New: func() any { r := make([]string, 0, 64); return &r }}

func okExport(w io.Writer, lines []string) {
	rows := okRows.Get().(*[]string)
	out := (*rows)[:0]
	for _, l := range lines {
		out = append(out, l)
	}
	for _, r := range out {
		io.WriteString(w, r)
	}
	*rows = out
	okRows.Put(rows)
}

// ok: cleared.
var okSeen = sync.Pool{New: func() any { return make(map[string]bool) }}

func okDistinct(w io.Writer, ids []string) {
	m := okSeen.Get().(map[string]bool)
	defer func() {
		clear(m)
		okSeen.Put(m)
	}()
	for _, id := range ids {
		m[id] = true
	}
	for id := range m {
		fmt.Fprintln(w, id)
	}
}

// ok: all of it is set anew.
var okTagged = sync.Pool{New: func() any { return new(request) }}

func okTag(ts []string) string {
	r := okTagged.Get().(*request)
	*r = request{tags: r.tags[:0]}
	r.tags = append(r.tags, ts...)
	s := strings.Join(r.tags, ",")
	okTagged.Put(r)
	return s
}

// ok: written out, which empties it.
var okDrained = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func okSend(w io.Writer, v any) error {
	b := okDrained.Get().(*bytes.Buffer)
	defer okDrained.Put(b)
	json.NewEncoder(b).Encode(v)
	w.Write([]byte(fmt.Sprint(b.Len())))
	_, err := b.WriteTo(w)
	return err
}

// ok: a fixed size, overwritten by each reader.
func okFixed(r io.Reader, w io.Writer) {
	p := packets.Get().(*[]byte)
	defer packets.Put(p)
	io.CopyBuffer(w, r, *p)
}

// upload keeps the largest body that it has ever seen.
func upload(w http.ResponseWriter, r *http.Request) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b) // want `pool-foreign: b goes back to the pool however large it has become: it was filled without a limit at flow.go`
	if _, err := b.ReadFrom(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Write([]byte(strings.ToUpper(b.String())))
}

func fetch(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	_, err = io.Copy(b, resp.Body)
	s := b.String()
	buffers.Put(b) // want `pool-foreign: b goes back to the pool however large it has become`
	return s, err
}

// ok: no more than a megabyte.
func okUpload(w http.ResponseWriter, r *http.Request) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if _, err := b.ReadFrom(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func okLimited(r *http.Request) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	io.Copy(b, io.LimitReader(r.Body, 1<<20))
}

// ok: large ones are dropped.
func okDropped(r *http.Request) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.ReadFrom(r.Body)
	if b.Cap() < 64<<10 {
		buffers.Put(b)
	}
}

// encoders hold what New makes, and what is put back.
type codec struct{ encoders sync.Pool }

func newCodec() *codec {
	c := &codec{}
	c.encoders.New = func() any { return strings.Builder{} } // want `pool-foreign: strings.Builder gets into the pool here, but Get at flow.go:\d+ takes out \*strings.Builder: its type assertion panics`
	return c
}

func (c *codec) encode(parts []string) string {
	b := c.encoders.Get().(*strings.Builder)
	b.Reset()
	for _, p := range parts {
		b.WriteString(p)
	}
	s := b.String()
	c.encoders.Put(b)
	return s
}

func (c *codec) scrap(b *bytes.Buffer) {
	c.encoders.Put(b) // want `pool-foreign: \*bytes.Buffer gets into the pool here, but Get at flow.go:\d+ takes out \*strings.Builder`
}

// ok: Get asks first.
type okCodec struct{ any sync.Pool }

func (c *okCodec) take() *strings.Builder {
	if b, ok := c.any.Get().(*strings.Builder); ok {
		return b
	}
	return new(strings.Builder)
}

func (c *okCodec) give(b *bytes.Buffer) { c.any.Put(b) }

// ok: both are writers.
type okWriters struct{ ws sync.Pool }

func (p *okWriters) take() io.Writer      { return p.ws.Get().(io.Writer) }
func (p *okWriters) give(b *bytes.Buffer) { p.ws.Put(b) }

// ok: taken back before the Put.
type okCall struct{ done chan error }

var okDone = sync.Pool{New: func() any { return make(chan error, 1) }}

func (c *okCall) wait(start func(*okCall)) error {
	done := okDone.Get().(chan error)
	c.done = done
	start(c)
	err := <-done
	c.done = nil
	okDone.Put(done)
	return err
}
