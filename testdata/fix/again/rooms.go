package again

import "sync"

// A Room counts who enters it.
type Room struct {
	mu     sync.Mutex
	guests int
}

// Enter counts a guest.
func (r *Room) Enter() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.guests++
}

// Guests is how many have entered.
func (r *Room) Guests() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.guests
}

// Rooms opens a room for the first who asks.
type Rooms struct {
	mu    sync.RWMutex
	rooms map[string]*Room
}

// NewRooms returns none.
func NewRooms() *Rooms { return &Rooms{rooms: make(map[string]*Room)} }

// Get is the room of that name.
func (h *Rooms) Get(name string) *Room {
	h.mu.RLock()
	room, ok := h.rooms[name]
	h.mu.RUnlock()
	if ok {
		return room
	}
	room = &Room{}
	h.mu.Lock()
	h.rooms[name] = room // open from now on
	h.mu.Unlock()
	return room
}
