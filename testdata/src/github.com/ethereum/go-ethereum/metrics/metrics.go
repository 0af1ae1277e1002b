// Package metrics has the part of the real one that tests need.
package metrics

type Registry interface{}

type Meter struct{}

func (m *Meter) Mark(n int64) {}

func GetOrRegisterMeter(name string, r Registry) *Meter { return nil }
