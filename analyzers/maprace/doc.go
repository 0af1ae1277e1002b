// Package maprace defines an Analyzer that finds maps which two goroutines can
// access at once.
//
// # Analyzer maprace
//
// maprace: find map accesses that two goroutines can make at once
//
// A Go map that is written while another goroutine reads or writes it ends the
// process with "fatal error: concurrent map writes", which no recover stops.
//
// Every finding names the map, both accesses, and how each gets to run: the go
// statement, the handler that runs once a request, the function that a library
// calls in a goroutine of its own. Two accesses are reported only when neither
// a lock, nor a channel, a wait or a sync.Once, nor the order in which goroutines
// are started and joined keeps them apart.
//
// # How it decides
//
// A lock is taken for the guard of a map when it lies beside the map, or in the
// one struct that holds all structs of the map's type; when the fewest accesses
// do without it, at least two surely hold it, one of them a write, and no more
// do without it than hold it. An access counts as guarded when the lock may be held there,
// on any way on which the function is reached; so a lock taken under a
// condition that cannot be judged keeps the tool silent. A set into which a
// goroutine puts a key under a mutex, having looked that it is absent, and from
// which it deletes the key when done, is a lock as well.
//
// How the package itself calls an exported function tells how it is meant: only
// while it is initialised, or only after the goroutines of the object have ended.
//
// What it takes on trust: a comment that says that the caller holds the lock, or
// at the access why it is safe without; a name that ends in Locked; exported
// methods called Init, Open, Start and the like run before an object is shared,
// Close and Stop after; an object that a function made, or got over a channel,
// is its own.
//
// What it cannot see: which of several elements of one container is meant (two
// shards of one slice are one); a map taken out of a slice of maps under a
// lock and written outside; scratch maps that a request carries in its context;
// who calls an exported method of a type with no lock; what code of other modules
// does with a map it was given, other than what facts and the catalog tell.
//
// What stays wrong at times: an exported function that in truth runs only
// before the object is used, under another name than those above, above all when
// another package calls it; phases of one run that are divided by a call into
// another package; a map that a helper swapped for a new one two calls away. A
// len without the lock is reported: it is a data race and never ends the process.
//
// # How it fixes
//
// A fix takes the lock that guards the map elsewhere, or adds one beside a map
// that has none and puts every access of the package under it; it takes the write
// lock where a write is made under the read lock. A look and the write that it
// decides stay in one section, and so do the uses of what is taken out of the map,
// if goroutines share that. Code
// that may block, call back or take a lock never comes under a lock that was not
// there before: then the look is taken ahead of it, or there is no fix. Nor is
// there one for a map that is passed on, for a struct that is copied, or for
// values that are changed when they have left the map.
//
// A map that leaves its critical section, is sent, or came along when a struct
// was copied is cloned there, unless maps lie in it. Where a look was made in an
// earlier section, the key is looked for again; a Store of a sync.Map that rests
// on a Load becomes a LoadOrStore or a loop around CompareAndSwap. The value that
// comes too late is forgotten, so making it must leave nothing behind.
//
// The second fix makes the map one of github.com/govlint/govlint/runtime and
// rewrites every use of it in the package: a cmap.Map, or a cowmap.Map where it is
// replaced as a whole, a counter.Array where it counts by small integers, a
// shardmap.Map where maps lie in it or large values are mostly written; the
// message says why. It is for maps that nobody outside the package can name. A use
// that is not understood, and there is no such fix; nor where a look decides a
// change and the two cannot become one step, since each use is a step of its own
// then. -maprace.fix=runtime offers it first, -maprace.fix=syncmap a sync.Map
// instead, which needs no module.
//
// ## unguarded (error)
//
// two accesses can run at once, one of them a write, with no common lock
//
// Wrong:
//
//	hits := make(map[string]int)
//	for _, page := range pages {
//		go func() { hits[page]++ }()
//	}
//
// Right, with a lock, or with a result per goroutine that one of them puts
// together:
//
//	for _, page := range pages {
//		go func() {
//			mu.Lock()
//			defer mu.Unlock()
//			hits[page]++
//		}()
//	}
//
// ## inconsistent-guard (error)
//
// a map that is kept under a lock everywhere else is accessed without it
//
// It is mostly one branch, one fast path or one helper that forgot the lock, or
// that runs after the lock was released.
//
// Wrong:
//
//	func (s *store) resolve(code string) string {
//		s.mu.RLock()
//		url := s.links[code]
//		s.mu.RUnlock()
//		s.hits[code]++ // elsewhere always under s.mu
//		return url
//	}
//
// Right:
//
//	func (s *store) resolve(code string) string {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		s.hits[code]++
//		return s.links[code]
//	}
//
// ## rlock-write (error)
//
// a map is written while only the read lock is held
//
// Any number of goroutines hold a read lock at once.
//
// Wrong:
//
//	s.mu.RLock()
//	defer s.mu.RUnlock()
//	s.seen[id] = now
//
// Right:
//
//	s.mu.Lock()
//	defer s.mu.Unlock()
//	s.seen[id] = now
//
// ## leaked-ref (error)
//
// a guarded map, not a copy of it, leaves the section that guards it
//
// Whoever receives the map reads it without the lock while others write it.
//
// Wrong:
//
//	func (r *registry) Services() map[string]Service {
//		r.mu.RLock()
//		defer r.mu.RUnlock()
//		return r.services
//	}
//
// Right:
//
//	func (r *registry) Services() map[string]Service {
//		r.mu.RLock()
//		defer r.mu.RUnlock()
//		return maps.Clone(r.services)
//	}
//
// ## lock-upgrade (error)
//
// a goroutine that holds the read lock asks for the write lock of the same mutex
//
// Lock waits until all readers are gone. This one waits for itself, and every
// reader that comes later waits behind it.
//
// Wrong:
//
//	c.mu.RLock()
//	defer c.mu.RUnlock()
//	if _, ok := c.m[k]; !ok {
//		c.mu.Lock() // never returns
//		c.m[k] = v
//		c.mu.Unlock()
//	}
//
// Right:
//
//	c.mu.RLock()
//	_, ok := c.m[k]
//	c.mu.RUnlock()
//	if !ok {
//		c.mu.Lock()
//		if _, ok := c.m[k]; !ok { // someone may have been faster
//			c.m[k] = v
//		}
//		c.mu.Unlock()
//	}
//
// ## check-then-act (warning)
//
// a key is looked up in one critical section and inserted in another, without looking again
//
// Two goroutines can both find the key missing. Each goes on with a value of its
// own, and one of the two is lost. The same holds for Load and then Store on a
// sync.Map.
//
// Wrong:
//
//	h.mu.RLock()
//	room, ok := h.rooms[name]
//	h.mu.RUnlock()
//	if !ok {
//		room = newRoom()
//		h.mu.Lock()
//		h.rooms[name] = room
//		h.mu.Unlock()
//	}
//
// Right:
//
//	h.mu.Lock()
//	room, ok := h.rooms[name]
//	if !ok {
//		room = newRoom()
//		h.rooms[name] = room
//	}
//	h.mu.Unlock()
//
// or, with a sync.Map, LoadOrStore.
package maprace
