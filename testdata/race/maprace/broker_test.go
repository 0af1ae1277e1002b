package broker

import (
	"testing"

	"drive"
)

func TestSafe_Manager(t *testing.T) {
	m := NewManager()
	drive.Together(
		func() { m.Subscribe(m.Find("a"), "x", "y") },
		func() { m.Unsubscribe(m.Find("a"), "x") },
		func() { m.Reset(m.Find("a")) },
	)
}

func TestSafe_Group(t *testing.T) {
	old := []*Group{NewGroup(), NewGroup()}
	drive.Once(func() { old[0].Fire("a") }, func() { old[1].Firing("a") })
	for _, g := range Replace(Replace(old)) {
		g.stop()
	}
}

func TestSafe_Router(t *testing.T) {
	drive.Together(func() {
		var r Router
		r.Start([]string{"a", "b"}, []string{"b", "c", "d"})
		r.Owns("a")
		r.Wait()
	})
}

func useQueue(q *Queue) []func() {
	return []func(){
		func() { q.Push(1, "a") },
		func() { q.Done(1) },
		func() { q.Drop() },
	}
}

func TestSafe_Queue(t *testing.T) {
	drive.Together(useQueue(NewQueue())...)
}

func TestRace_Queue_Pending(t *testing.T) {
	q := NewQueue()
	drive.Together(append(useQueue(q), func() { q.Pending() })...)
}

func TestRace_Queue_leave(t *testing.T) {
	q := NewQueue()
	drive.Together(append(useQueue(q), q.Flush)...)
}

func useTopic(topic *Topic) []func() {
	return []func(){
		func() { topic.Publish("a") },
		func() { topic.Publishers() },
	}
}

func TestSafe_Topic(t *testing.T) {
	drive.Together(useTopic(NewTopic())...)
}

func TestRace_Topic_Seal(t *testing.T) {
	topic := NewTopic()
	drive.Together(append(useTopic(topic), func() { topic.Seal(func() {}) })...)
}
