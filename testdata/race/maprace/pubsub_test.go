package pubsub

import (
	"testing"

	"drive"
)

func use(b *Broker) []func() {
	return []func(){
		func() {
			_, stop := b.Subscribe("t")
			stop()
		},
		func() { b.Publish("t", "m") },
		func() { b.Sent("t") },
		func() { b.SubscriberIDs("t") },
	}
}

func TestSafe_Broker(t *testing.T) {
	b := NewBroker()
	drive.Together(append(use(b), b.Close)...)
}

func TestRace_Broker_Listen(t *testing.T) {
	b := NewBroker()
	drive.Together(append(use(b), func() { b.Listen("t", func(string) {})() })...)
}

func TestRace_Broker_count(t *testing.T) {
	b := NewBroker()
	ch, _ := b.Subscribe("t")
	drive.Together(func() { b.PublishCounted("t", "m") }, func() {
		select {
		case <-ch:
		default:
		}
	})
}

func TestRace_Broker_Subscribers(t *testing.T) {
	b := NewBroker()
	drive.Together(append(use(b), func() { _ = b.Subscribers("t")[1] })...)
}

func TestSafe_Listeners(t *testing.T) {
	var l Listeners
	drive.Together(
		func() { l.On("a", func(string) {}) },
		func() { l.Off("a") },
		func() { l.Emit("m") },
	)
}

func TestSafe_Inbox(t *testing.T) {
	ib := Open()
	drive.Together(func() { ib.Put("a", "m") }, func() { ib.Last("a") })
	ib.Close()
}

func TestRace_Replay(t *testing.T) {
	drive.Together(func() {
		messages := make(chan [2]string, 8)
		for range 8 {
			messages <- [2]string{"a", "m"}
		}
		close(messages)
		Replay(messages, func(string) {})
	})
}

func TestSafe_Log(t *testing.T) {
	l := NewLog()
	drive.Together(
		func() { l.Join("a", func() int { return 1 }) },
		func() { l.Leave("a") },
		func() { l.Readers() },
		func() { l.Seen("a") },
		func() { l.Forget("a") },
		func() { l.Cut().Leave("a") },
	)
	l.Readers()
}

func TestRace_Log_Fork(t *testing.T) {
	l := NewLog()
	drive.Together(func() { l.Fork().Leave("a") }, func() { l.Leave("a") })
}

func TestRace_Log_Mark(t *testing.T) {
	l := NewLog()
	drive.Together(func() { l.Mark("a", 1) }, func() { l.Seen("a") }, func() { l.Forget("a") })
}
