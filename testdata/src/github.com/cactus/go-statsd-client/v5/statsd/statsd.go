// Package statsd declares what the tests use of the real one.
package statsd

type Tag [2]string

type StatSender interface {
	Inc(stat string, value int64, rate float32, tags ...Tag) error
	Timing(stat string, delta int64, rate float32, tags ...Tag) error
}
