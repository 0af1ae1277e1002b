package inventory

import (
	"time"

	"drive"
)

func init() {
	p := drive.Package("inventory")
	items := []string{"a", "b", "c"}
	later := func() int { time.Sleep(10 * time.Millisecond); return 1 }
	never := func(string) bool { return false }
	p.Leak("lock", "Shelf_Restock", func() {
		for {
			new(Shelf).Restock(items)
		}
	})
	p.Safe("Shelf_RestockOutside", func() { new(Shelf).RestockOutside(items) })
	p.Leak("lock", "Count", func() {
		for {
			Count(items)
		}
	})
	p.Safe("CountAfter", func() { CountAfter(items) })
	p.Leak("lock", "Audit", func() { Audit(items, never) })
	p.Safe("AuditAfter", func() { AuditAfter(items, never) })
	p.Leak("receive", "Notify", func() { Notify(later) })
	p.Safe("NotifyRoom", func() { NotifyRoom(later) })
	p.Safe("Offer", func() {
		for range 1000 {
			Offer(1)
		}
		time.Sleep(time.Millisecond)
	})
}
