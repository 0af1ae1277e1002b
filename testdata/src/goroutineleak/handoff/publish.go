package handoff

// Acked is told what became of a message.
type Acked func(error)

// A Publisher calls back when it has sent a message.
type Publisher interface {
	Publish(msg string, acked Acked) error
}

// PublishAll waits for the last of several messages.
func PublishAll(p Publisher, n int) error {
	all := make(chan struct{})
	left := n
	acked := func(error) {
		if left--; left == 0 {
			close(all)
		}
	}
	for range n {
		if err := p.Publish("hello", acked); err != nil {
			return err
		}
	}
	<-all
	return nil
}

// PublishBlind waits for what it gave to nobody.
func PublishBlind(p Publisher, n int) error {
	all := make(chan struct{})
	left := n
	acked := func(error) {
		if left--; left == 0 {
			close(all)
		}
	}
	for range n {
		if err := p.Publish("hello", nil); err != nil {
			acked(err)
		}
	}
	<-all // want "all"
	return nil
}
