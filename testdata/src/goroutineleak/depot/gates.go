package depot

import "sync"

// Batch is locked around all that it does: Unlock is called with the lock held.
type Batch struct {
	mu           sync.Mutex
	viewMu, dbMu sync.Mutex
	pending, n   int
}

// Lock begins.
func (b *Batch) Lock() { b.mu.Lock() }

// Unlock writes what there is before it lets go.
func (b *Batch) Unlock() {
	if b.pending > 10 {
		b.commit()
	}
	b.mu.Unlock()
}

// Put adds one.
func (b *Batch) Put() {
	b.Lock()
	b.pending++
	b.Unlock()
}

func (b *Batch) commit() {
	b.viewMu.Lock()
	defer b.viewMu.Unlock()
	b.dbMu.Lock()
	defer b.dbMu.Unlock()
	b.n += b.pending
	b.pending = 0
}

// Compact keeps the batch locked.
func (b *Batch) Compact() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dbMu.Lock()
	defer b.dbMu.Unlock()
	b.viewMu.Lock()
	defer b.viewMu.Unlock()
	b.n = 0
}

// Views looks from anywhere.
func (b *Batch) Views() int {
	b.viewMu.Lock()
	defer b.viewMu.Unlock()
	return b.n
}

// overheats is for tests, which set it.
var overheats bool

// Plant heats and cools.
type Plant struct {
	heatMu, coolMu sync.Mutex
	degrees        int
}

// Heat takes both.
func (p *Plant) Heat() {
	p.heatMu.Lock()
	defer p.heatMu.Unlock()
	p.coolMu.Lock()
	defer p.coolMu.Unlock()
	p.degrees++
}

// Cool takes both in the other order only in tests.
func (p *Plant) Cool() {
	p.coolMu.Lock()
	defer p.coolMu.Unlock()
	if overheats {
		p.heatMu.Lock()
		defer p.heatMu.Unlock()
	}
	p.degrees--
}

// Folder is a tree that is locked downwards and upwards.
type Folder struct {
	mu     sync.Mutex
	parent *Folder
	inside map[string]*Folder
	size   int
}

// Make adds a folder.
func (f *Folder) Make(name string) *Folder {
	in := &Folder{parent: f, inside: make(map[string]*Folder)}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inside[name] = in
	return in
}

// Size keeps each folder locked as it goes down.
func (f *Folder) Size() int {
	f.mu.Lock() // want "Folder.(Size|Grow) can block for ever taking the lock Folder.mu"
	defer f.mu.Unlock()
	n := f.size
	for _, in := range f.inside {
		n += in.Size()
	}
	return n
}

// Grow keeps each folder locked as it goes up.
func (f *Folder) Grow(n int) {
	f.mu.Lock() // also
	defer f.mu.Unlock()
	f.size += n
	if f.parent != nil {
		f.parent.Grow(n)
	}
}

// Branch is a tree whose leaves know the root, and lock it alone.
type Branch struct {
	mu    sync.Mutex
	root  *Branch
	twigs map[string]*Branch
	n     int
}

// Grow adds a twig.
func (b *Branch) Grow(name string) *Branch {
	t := &Branch{root: b.root, twigs: make(map[string]*Branch)}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.twigs[name] = t
	return t
}

// Sum goes down, from any branch but the root.
func (b *Branch) Sum() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.n
	for _, t := range b.twigs {
		n += t.Sum()
	}
	return n
}

// Report locks the root with the branch locked.
func (b *Branch) Report() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.root.mu.Lock()
	b.root.n += b.n
	b.root.mu.Unlock()
}

// Disk locks its files under its own lock.
type Disk struct {
	mu    sync.RWMutex
	names map[string]*File
}

// File is on a disk as long as somebody uses it.
type File struct {
	mu   sync.Mutex
	disk *Disk
	refs int
	n    int
}

// Read has the disk and then the file locked.
func (f *File) Read() int {
	f.disk.mu.RLock()
	defer f.disk.mu.RUnlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// Rename has both locked, and its caller uses the file: release does not lock.
func (d *Disk) Rename(f *File, name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refs++
	d.names[name] = f
	f.release()
}

func (f *File) release() {
	if f.refs--; f.refs == 0 {
		f.disk.mu.Lock()
		f.n = 0
		f.disk.mu.Unlock()
	}
}
