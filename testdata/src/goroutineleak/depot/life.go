package depot

import (
	"sync"
	"sync/atomic"
)

// Channel shakes hands once, and again when the other side asks for it.
type Channel struct {
	inMu, shakeMu sync.Mutex
	done          atomic.Bool
	n             int
}

// Shake takes the input only as long as the handshake is not done, which it cannot
// be when somebody waits in renew.
func (c *Channel) Shake() {
	c.shakeMu.Lock()
	defer c.shakeMu.Unlock()
	if c.done.Load() {
		return
	}
	c.inMu.Lock()
	defer c.inMu.Unlock()
	c.n++
	c.done.Store(true)
}

// Read shakes hands first, so that it finds it done.
func (c *Channel) Read() {
	c.Shake()
	c.inMu.Lock()
	defer c.inMu.Unlock()
	c.n++
	if c.n%10 == 0 {
		c.renew()
	}
}

func (c *Channel) renew() {
	c.shakeMu.Lock()
	defer c.shakeMu.Unlock()
	c.done.Store(false)
	c.n++
	c.done.Store(true)
}

// Parcel is handed over once.
type Parcel struct {
	wayMu, billMu sync.Mutex
	delivered     bool
	bill          int
}

// Carry is over before the parcel is delivered.
func (p *Parcel) Carry() {
	p.wayMu.Lock()
	defer p.wayMu.Unlock()
	p.charge(1)
}

func (p *Parcel) charge(n int) {
	p.billMu.Lock()
	defer p.billMu.Unlock()
	p.bill += n
}

// Deliver ends its way.
func (p *Parcel) Deliver() {
	p.billMu.Lock()
	defer p.billMu.Unlock()
	p.delivered = true
}

// Refund is for what was delivered.
func (p *Parcel) Refund() {
	p.billMu.Lock()
	defer p.billMu.Unlock()
	if p.delivered {
		p.wayMu.Lock()
		defer p.wayMu.Unlock()
		p.bill = 0
	}
}

// Send carries, and then delivers.
func (p *Parcel) Send() {
	p.Carry()
	p.Deliver()
}

// Racks replace their boxes.
type Racks struct {
	mu    sync.Mutex
	boxes map[string]*Box
}

// Box is in a rack.
type Box struct {
	mu    sync.Mutex
	racks *Racks
	n     int
}

// Count locks each box with the racks locked.
func (r *Racks) Count() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, b := range r.boxes {
		b.mu.Lock()
		n += b.n
		b.mu.Unlock()
	}
	return n
}

func (r *Racks) put(name string, b *Box) *Box {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.boxes[name]
	r.boxes[name] = b
	return old
}

// Swap locks the racks with the old box locked, which is no longer in them.
func (b *Box) Swap(name string) {
	old := b.racks.put(name, b)
	if old == nil || old == b {
		return
	}
	old.mu.Lock()
	defer old.mu.Unlock()
	b.racks.put("old", &Box{racks: b.racks, n: old.n})
}

// A source gives what is to be sent.
type source interface{ Next() int }

// outbox is read by the goroutine of its line alone; others add to it.
type outbox struct {
	urgentMu, usualMu sync.Mutex
	urgent, usual     []int
}

// Next prefers what is urgent.
func (o *outbox) Next() int {
	o.urgentMu.Lock()
	defer o.urgentMu.Unlock()
	o.usualMu.Lock()
	defer o.usualMu.Unlock()
	all := append(o.urgent, o.usual...)
	o.urgent, o.usual = nil, nil
	return len(all)
}

// Reset drops the rest.
func (o *outbox) Reset() {
	o.usualMu.Lock()
	defer o.usualMu.Unlock()
	o.urgentMu.Lock()
	defer o.urgentMu.Unlock()
	o.urgent, o.usual = nil, nil
}

// Add adds one from anywhere.
func (o *outbox) Add(n int) {
	o.usualMu.Lock()
	defer o.usualMu.Unlock()
	o.usual = append(o.usual, n)
}

// Line sends what is in its outbox.
type Line struct {
	out  *outbox
	from source
	stop chan bool
	sent int
}

// Dial starts the goroutine of a line.
func Dial() *Line {
	out := new(outbox)
	l := &Line{out: out, from: out, stop: make(chan bool)}
	go l.run()
	return l
}

// Write adds to the outbox.
func (l *Line) Write(n int) { l.out.Add(n) }

// Close ends the goroutine.
func (l *Line) Close() { close(l.stop) }

func (l *Line) run() {
	for {
		select {
		case <-l.stop:
			return
		default:
		}
		if l.sent += l.from.Next(); l.sent > 100 {
			l.out.Reset()
		}
	}
}

// Drain has the tail locked before and after what settle does.
func (q *Queue) Drain() {
	q.tailMu.Lock()
	defer q.tailMu.Unlock()
	if len(q.tail) > 5 {
		q.settle()
	}
}

func (q *Queue) settle() {
	q.tailMu.Unlock()
	q.clear()
	q.tailMu.Lock()
}

func (q *Queue) clear() {
	q.tailMu.Lock()
	q.tail = q.tail[:0]
	q.tailMu.Unlock()
	q.headMu.Lock()
	q.head = nil
	q.headMu.Unlock()
}

// Fleet has sites, and these have trucks.
type Fleet struct {
	mu    sync.Mutex
	sites map[string]*Site
}

// Site has trucks, under the lock of the fleet.
type Site struct{ trucks map[string]*Truck }

// Truck knows its fleet.
type Truck struct {
	mu    sync.Mutex
	fleet *Fleet
	load  int
}

// Load locks each truck with the fleet locked.
func (f *Fleet) Load() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sites {
		for _, t := range s.trucks {
			t.mu.Lock() // want "Fleet.Load can block for ever taking the lock Truck.mu with Fleet.mu held"
			n += t.load
			t.mu.Unlock()
		}
	}
	return n
}

// Retire locks the fleet with the truck locked.
func (t *Truck) Retire(site string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fleet.mu.Lock() // also
	t.load = len(t.fleet.sites[site].trucks)
	t.fleet.mu.Unlock()
}

// Firm has a crew, and an office that is no part of it.
type Firm struct{ crew *Crew }

// Crew has drivers.
type Crew struct {
	mu      sync.Mutex
	drivers []*Driver
}

// Driver works for a firm, in its crew or in the office.
type Driver struct {
	mu   sync.Mutex
	firm *Firm
	n    int
}

// Sum locks the drivers of the crew.
func (c *Crew) Sum() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range c.drivers {
		d.mu.Lock()
		n += d.n
		d.mu.Unlock()
	}
	return n
}

// Plan is for those in the office.
func (d *Driver) Plan() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.firm.crew.mu.Lock()
	d.n = len(d.firm.crew.drivers)
	d.firm.crew.mu.Unlock()
}
