// Package attribute declares what the tests use of the real one.
package attribute

type Key string

func (k Key) String(v string) KeyValue { return KeyValue{k, v} }

type KeyValue struct {
	Key   Key
	Value any
}

func String(k, v string) KeyValue  { return KeyValue{Key(k), v} }
func Int(k string, v int) KeyValue { return KeyValue{Key(k), v} }
