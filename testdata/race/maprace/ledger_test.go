package ledger

import (
	"testing"

	"drive"
)

func use(l *Ledger) []func() {
	a, b := l.Open("ann"), l.Open("bob")
	return []func(){
		func() { l.Open("cid") },
		func() { a.Deposit("EUR", 2) },
		func() { l.Pay(a, b, "EUR", 1) },
		func() { l.Total("EUR") },
		l.Invalidate,
		l.Rebuild,
		func() { l.Letter("a") },
		func() { l.Views("ann") },
		func() { l.CloseEmpty("cid") },
		func() { l.Names() },
		func() {
			for range l.Each() {
			}
		},
	}
}

func TestSafe_Ledger(t *testing.T) { drive.Together(use(New())...) }

func race(f func(l *Ledger)) {
	l := New()
	drive.Together(append(use(l), func() { f(l) })...)
}

func TestRace_Ledger_Transfer(t *testing.T) {
	race(func(l *Ledger) { l.Transfer(l.Open("ann"), l.Open("bob"), "EUR", 1) })
}

func TestRace_Ledger_Correct(t *testing.T) {
	race(func(l *Ledger) { l.Correct("ann", "EUR", 1) })
}

func TestRace_Ledger_CachedTotal(t *testing.T) {
	race(func(l *Ledger) { l.CachedTotal("EUR") })
}

func TestRace_Ledger_Reindex(t *testing.T) { race((*Ledger).Reindex) }

func TestRace_Ledger_View(t *testing.T) {
	race(func(l *Ledger) { l.View("ann", func(*Account) {}) })
}

func TestRace_Ledger_Keys(t *testing.T) {
	race(func(l *Ledger) {
		for name := range l.Keys() {
			_ = name
		}
	})
}

func TestLost_Ledger_Account(t *testing.T) {
	drive.Eventually(t, func() bool {
		l := New()
		var a, b *Account
		drive.Once(func() { a = l.Account("a") }, func() { b = l.Account("a") })
		return a != b
	})
}

func TestDeadlock_Ledger_Close(t *testing.T) {
	l := New()
	l.Open("a")
	drive.Blocks(t, func() { l.Close("a") })
}

func TestDeadlock_Ledger_Restore(t *testing.T) {
	drive.Blocks(t, func() { New().Restore([]string{"a"}) })
}
