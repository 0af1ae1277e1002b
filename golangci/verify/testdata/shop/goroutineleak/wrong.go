// Package goroutineleak asks suppliers for prices.
package goroutineleak

import (
	"errors"
	"time"
)

// Price asks a supplier, who may be slow.
func Price(ask func() int) (int, error) {
	answer := make(chan int)
	go func() {
		answer <- ask()
	}()
	select {
	case price := <-answer:
		return price, nil
	case <-time.After(time.Second):
		return 0, errors.New("the supplier does not answer")
	}
}
