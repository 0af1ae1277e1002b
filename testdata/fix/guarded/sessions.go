package guarded

import "sync"

// Sessions keeps users by token.
type Sessions struct {
	mu    sync.Mutex
	users map[string]string
}

// NewSessions returns an empty table.
func NewSessions() *Sessions { return &Sessions{users: make(map[string]string)} }

// Login stores the user of a token.
func (s *Sessions) Login(token, user string) {
	s.mu.Lock()
	s.users[token] = user
	s.mu.Unlock()
}

// Logout forgets a token.
func (s *Sessions) Logout(token string) {
	s.mu.Lock()
	delete(s.users, token)
	s.mu.Unlock()
}

// User is who has the token.
func (s *Sessions) User(token string) (string, bool) {
	user, ok := s.users[token]
	return user, ok
}
