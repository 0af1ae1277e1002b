// Package hub keeps the connected clients of a chat service.
package hub

import "sync"

// Client is one connected browser.
type Client struct {
	ID   string
	send chan []byte
}

// NewClient returns a client with a small outbox.
func NewClient(id string) *Client {
	return &Client{ID: id, send: make(chan []byte, 4)}
}

// Hub holds the clients of one server.
type Hub struct {
	mu      sync.RWMutex
	clients map[string]*Client
	closed  bool
}

// New returns a hub with the clients that were connected before a restart.
func New(resumed ...string) *Hub {
	h := &Hub{clients: make(map[string]*Client)}
	for _, id := range resumed {
		h.clients[id] = NewClient(id)
	}
	return h
}

// Register adds a client.
func (h *Hub) Register(c *Client) {
	h.mu.Lock()
	h.clients[c.ID] = c
	h.mu.Unlock()
}

// Unregister removes a client.
func (h *Hub) Unregister(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.clients[id]; !ok {
		return
	}
	delete(h.clients, id)
}

// Broadcast sends to whoever has room.
func (h *Hub) Broadcast(msg []byte) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, c := range h.clients {
		select {
		case c.send <- msg:
		default:
		}
	}
}

// Kick drops a client that misbehaves.
func (h *Hub) Kick(id string) bool {
	c, ok := h.clients[id] // want "inconsistent-guard: map h.clients"
	if !ok {
		return false
	}
	h.mu.Lock()
	delete(h.clients, c.ID)
	h.mu.Unlock()
	return true
}

// Count tells how many clients are connected.
func (h *Hub) Count() int {
	return len(h.clients) // want "inconsistent-guard: map h.clients"
}

// Close says goodbye to everyone.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	for _, c := range h.clients { // want "inconsistent-guard: map h.clients"
		select {
		case c.send <- []byte("bye"):
		default:
		}
	}
}

// IDs returns the connected clients' names.
func (h *Hub) IDs() []string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	ids := make([]string, 0, len(h.clients))
	for id := range h.clients {
		ids = append(ids, id)
	}
	return ids
}

// Rooms holds who is in which room.
type Rooms struct {
	mu      sync.Mutex
	members map[string]map[string]*Client
}

// NewRooms returns the rooms with an empty lobby.
func NewRooms() *Rooms {
	return &Rooms{members: map[string]map[string]*Client{"lobby": {}}}
}

// Join adds a client to a room, and makes the room if it is the first.
func (r *Rooms) Join(room string, c *Client) {
	r.mu.Lock()
	defer r.mu.Unlock()
	in := r.members[room]
	if in == nil {
		in = make(map[string]*Client)
		r.members[room] = in
	}
	in[c.ID] = c
}

// Leave removes a client from a room.
func (r *Rooms) Leave(room, id string) {
	if room == "lobby" {
		delete(r.members[room], id) // want "inconsistent-guard: map r.members"
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.members[room], id)
	if len(r.members[room]) == 0 {
		delete(r.members, room)
	}
}

// Members returns a copy of who is in the room.
func (r *Rooms) Members(room string) []*Client {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*Client
	for _, c := range r.members[room] {
		out = append(out, c)
	}
	return out
}
