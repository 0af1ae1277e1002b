package again

import "sync"

var spent sync.Map // of int64, by user

// Spend adds to what a user has spent, the first time with a fee.
func Spend(user string, cents int64) {
	if before, ok := spent.Load(user); ok {
		sum := before.(int64) + cents // no fee
		spent.Store(user, sum)
	} else {
		spent.Store(user, cents+100)
	}
}

// Spent is how much that is.
func Spent(user string) int64 {
	if cents, ok := spent.Load(user); ok {
		return cents.(int64)
	}
	return 0
}
