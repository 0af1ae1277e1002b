package copies

import "sync"

type config struct {
	name   string
	labels map[string]string
}

// Agents have a configuration each, made from a common one.
type Agents struct {
	mu   sync.RWMutex
	base config
}

// NewAgents returns agents with these labels.
func NewAgents(labels map[string]string) *Agents {
	a := &Agents{base: config{labels: make(map[string]string)}}
	for k, v := range labels {
		a.base.labels[k] = v
	}
	return a
}

// SetLabel changes a label of all agents.
func (a *Agents) SetLabel(key, value string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.base.labels[key] = value
}

// Start returns the labels of an agent.
func (a *Agents) Start(name string) map[string]string {
	a.mu.RLock()
	cfg := a.base
	a.mu.RUnlock()
	cfg.name = name
	cfg.labels["agent"] = cfg.name
	return cfg.labels
}
