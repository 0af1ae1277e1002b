// Package depot has objects with two locks each, which their methods take.
package depot

import "sync"

// Depot counts its stock and its orders.
type Depot struct {
	stockMu, orderMu sync.Mutex
	stock, orders    int
}

// Reserve notes the order with the stock locked.
func (d *Depot) Reserve(n int) bool {
	d.stockMu.Lock()
	defer d.stockMu.Unlock()
	if d.stock < n {
		return false
	}
	d.stock -= n
	d.note(n)
	return true
}

func (d *Depot) note(n int) {
	d.orderMu.Lock() // want "Depot.Reserve can block for ever taking the lock Depot.orderMu with Depot.stockMu held"
	defer d.orderMu.Unlock()
	d.orders += n
}

// Cancel puts it back with the orders locked.
func (d *Depot) Cancel(n int) {
	d.orderMu.Lock()
	defer d.orderMu.Unlock()
	d.orders -= n
	d.fill(n)
}

func (d *Depot) fill(n int) {
	d.stockMu.Lock() // also
	defer d.stockMu.Unlock()
	d.stock += n
}

// Index reads the one and writes the other.
type Index struct {
	docs, terms sync.RWMutex
	byDoc       map[int]string
	byTerm      map[string]int
}

// Find reads both.
func (x *Index) Find(doc int) int {
	x.docs.RLock()
	defer x.docs.RUnlock()
	x.terms.RLock() // want "terms"
	defer x.terms.RUnlock()
	return x.byTerm[x.byDoc[doc]]
}

// Drop writes both.
func (x *Index) Drop(term string) {
	x.terms.Lock()
	defer x.terms.Unlock()
	x.docs.Lock() // also
	defer x.docs.Unlock()
	delete(x.byDoc, x.byTerm[term])
	delete(x.byTerm, term)
}

// Prices reads both in both orders, and writes each alone.
type Prices struct {
	rateMu, feeMu sync.RWMutex
	rate, fee     int
}

// Quote reads the rate and then the fee.
func (p *Prices) Quote(n int) int {
	p.rateMu.RLock()
	defer p.rateMu.RUnlock()
	p.feeMu.RLock() // want "SetFee|feeMu"
	defer p.feeMu.RUnlock()
	return n*p.rate + p.fee
}

// Refund reads the fee and then the rate.
func (p *Prices) Refund(n int) int {
	p.feeMu.RLock()
	defer p.feeMu.RUnlock()
	p.rateMu.RLock() // also
	defer p.rateMu.RUnlock()
	return n*p.rate - p.fee
}

// SetRate writes the rate.
func (p *Prices) SetRate(rate int) {
	p.rateMu.Lock() // also
	defer p.rateMu.Unlock()
	p.rate = rate
}

// SetFee writes the fee.
func (p *Prices) SetFee(fee int) {
	p.feeMu.Lock() // also
	defer p.feeMu.Unlock()
	p.fee = fee
}

// Taxes reads both in both orders, and who writes keeps the readers out of both.
type Taxes struct {
	stateMu, cityMu sync.RWMutex
	state, city     int
}

// Sum reads the state and then the city.
func (t *Taxes) Sum() int {
	t.stateMu.RLock()
	defer t.stateMu.RUnlock()
	t.cityMu.RLock()
	defer t.cityMu.RUnlock()
	return t.state + t.city
}

// Difference reads the city and then the state.
func (t *Taxes) Difference() int {
	t.cityMu.RLock()
	defer t.cityMu.RUnlock()
	t.stateMu.RLock()
	defer t.stateMu.RUnlock()
	return t.city - t.state
}

// NewTaxes writes before anybody reads.
func NewTaxes(state, city int) *Taxes {
	t := &Taxes{}
	t.stateMu.Lock()
	t.state = state
	t.stateMu.Unlock()
	t.cityMu.Lock()
	t.city = city
	t.cityMu.Unlock()
	return t
}

// Journal has a goroutine that flushes.
type Journal struct {
	queueMu, diskMu sync.Mutex
	queue, disk     []string
}

// Start starts the goroutine.
func (j *Journal) Start() { go j.flush() }

func (j *Journal) flush() {
	for {
		j.queueMu.Lock()
		if len(j.queue) > 100 {
			j.queueMu.Unlock()
			return
		}
		j.diskMu.Lock() // want "diskMu"
		j.disk = append(j.disk[:0], j.queue...)
		j.diskMu.Unlock()
		j.queueMu.Unlock()
	}
}

// Append locks the disk to find out whether there is room in the queue.
func (j *Journal) Append(line string) {
	j.diskMu.Lock()
	defer j.diskMu.Unlock()
	if len(j.disk) < 100 {
		j.queueMu.Lock() // also
		j.queue = append(j.queue[:0], line)
		j.queueMu.Unlock()
	}
}

// Vault has methods for its locks.
type Vault struct {
	doorMu, boxMu sync.Mutex
	boxes         map[string]int
	visits        int
}

func (v *Vault) enter() {
	v.doorMu.Lock() // want "Vault.Count can block for ever taking the lock Vault.doorMu with Vault.boxMu held"
	v.visits++
}

func (v *Vault) leave() { v.doorMu.Unlock() }

// Deposit enters and then opens the box.
func (v *Vault) Deposit(box string, n int) {
	v.enter()
	defer v.leave()
	v.boxMu.Lock() // also
	defer v.boxMu.Unlock()
	v.boxes[box] += n
}

// Count opens the boxes and then enters.
func (v *Vault) Count() (n int) {
	v.boxMu.Lock()
	defer v.boxMu.Unlock()
	v.enter()
	defer v.leave()
	for _, b := range v.boxes {
		n += b
	}
	return n / v.visits
}
