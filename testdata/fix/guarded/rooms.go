package guarded

import "sync"

// Rooms counts guests.
type Rooms struct {
	mu    sync.Mutex
	rooms map[string]*room
}

type room struct{ guests int }

// NewRooms returns an empty house.
func NewRooms() *Rooms { return &Rooms{rooms: make(map[string]*room)} }

func roomOf(rooms map[string]*room, name string) *room {
	r, ok := rooms[name]
	if !ok {
		r = &room{}
		rooms[name] = r
	}
	return r
}

// Enter lets a guest in.
func (s *Rooms) Enter(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	roomOf(s.rooms, name).guests++
}

// Visit lets a guest in, too.
func (s *Rooms) Visit(name string) {
	r := roomOf(s.rooms, name)
	r.guests++
}

// Guests is how many are in a room.
func (s *Rooms) Guests(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return roomOf(s.rooms, name).guests
}
