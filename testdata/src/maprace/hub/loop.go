package hub

// Loop is a hub whose clients belong to one goroutine.
type Loop struct {
	clients  map[*Client]bool
	join     chan *Client
	leave    chan *Client
	messages chan []byte
	counts   chan chan int
	quit     chan struct{}
}

// NewLoop starts a hub.
func NewLoop() *Loop {
	l := &Loop{
		clients:  make(map[*Client]bool),
		join:     make(chan *Client),
		leave:    make(chan *Client),
		messages: make(chan []byte),
		counts:   make(chan chan int),
		quit:     make(chan struct{}),
	}
	go l.run()
	return l
}

func (l *Loop) run() {
	for {
		select {
		case c := <-l.join:
			l.clients[c] = true
		case c := <-l.leave:
			delete(l.clients, c)
		case msg := <-l.messages:
			for c := range l.clients {
				select {
				case c.send <- msg:
				default:
					delete(l.clients, c)
				}
			}
		case answer := <-l.counts:
			answer <- len(l.clients)
		case <-l.quit:
			return
		}
	}
}

// Join hands a client to the hub.
func (l *Loop) Join(c *Client) { l.join <- c }

// Leave takes a client from the hub.
func (l *Loop) Leave(c *Client) { l.leave <- c }

// Send broadcasts a message.
func (l *Loop) Send(msg []byte) { l.messages <- msg }

// Count asks the hub how many clients it has.
func (l *Loop) Count() int {
	answer := make(chan int)
	l.counts <- answer
	return <-answer
}

// Stop ends the hub.
func (l *Loop) Stop() { close(l.quit) }

// Presence keeps who was seen last, fed by one goroutine.
type Presence struct {
	seen  map[string]int64
	beats chan string
}

// NewPresence starts to listen for heart beats.
func NewPresence() *Presence {
	p := &Presence{seen: make(map[string]int64), beats: make(chan string)}
	go p.listen()
	return p
}

func (p *Presence) listen() {
	var now int64
	for id := range p.beats {
		now++
		p.seen[id] = now // want "unguarded: map p.seen"
	}
}

// Beat reports a sign of life.
func (p *Presence) Beat(id string) { p.beats <- id }

// LastSeen tells when a client gave a sign of life.
func (p *Presence) LastSeen(id string) int64 {
	return p.seen[id]
}

// Stop ends the listening.
func (p *Presence) Stop() { close(p.beats) }
