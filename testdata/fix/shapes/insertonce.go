package shapes

import "net/http"

type room struct {
	name string
}

// Rooms opens each room once.
type Rooms struct {
	rooms map[string]*room
	names map[string]bool
	ids   map[string]int
}

// NewRooms returns none.
func NewRooms() *Rooms {
	return &Rooms{rooms: make(map[string]*room), names: make(map[string]bool), ids: make(map[string]int)}
}

// ServeHTTP opens a room.
func (s *Rooms) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("room")
	got, ok := s.rooms[name]
	if !ok {
		got = &room{name: name}
		s.rooms[name] = got
	}
	w.Write([]byte(got.name))
}

// Mark reports whether the name is new.
func (s *Rooms) Mark(w http.ResponseWriter, r *http.Request) {
	if !s.names[r.URL.Path] {
		s.names[r.URL.Path] = true
		w.WriteHeader(http.StatusCreated)
	}
}

// Fresh is Mark the other way round.
func (s *Rooms) Fresh(w http.ResponseWriter, r *http.Request) {
	if s.names[r.URL.Path] {
		return
	}
	s.names[r.URL.Path] = true
	w.WriteHeader(http.StatusCreated)
}

// Default gives a room a number.
func (s *Rooms) Default(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.ids[r.URL.Path]; !ok {
		s.ids[r.URL.Path] = len(r.URL.Path)
	}
}

// ID is the number.
func (s *Rooms) ID(w http.ResponseWriter, r *http.Request) {
	if id, ok := s.ids[r.URL.Path]; ok {
		w.WriteHeader(200 + id)
		return
	}
	s.ids[r.URL.Path] = 7
	w.WriteHeader(207)
}

// Open counts the rooms.
func (s *Rooms) Open() int { return len(s.rooms) }
