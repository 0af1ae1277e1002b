package ledger

import "drive"

func init() {
	p := drive.Package("ledger")
	p.Leak("lock", "Accounts_Deposit", func() {
		a := &Accounts{balances: map[string]int{"a": 1}}
		_ = a.Deposit("b", 1)
		_ = a.Deposit("a", 1)
	})
	savings := func() *Savings { return &Savings{balances: map[string]int{"a": 1, "c": 2}} }
	p.Safe("Savings_Deposit", func() {
		s := savings()
		_ = s.Deposit("b", 1)
		_ = s.Deposit("a", 1)
	})
	p.Safe("Savings_Balance", func() { s := savings(); _, _ = s.Balance("b"); _, _ = s.Balance("a") })
	p.Safe("Savings_Close", func() { s := savings(); s.Close("a"); s.Close("a") })
	p.Safe("Savings_Rename", func() {
		s := savings()
		s.Rename("a", "b", func() bool { _, err := s.Balance("a"); return err == nil })
		s.Close("b")
	})
	p.Safe("Savings_Reserve", func() { s := savings(); s.Reserve("a"); s.Reserve("a") })
	p.Safe("Savings_Audit", func() {
		s := savings()
		s.balances["bad"] = -1
		for range 2 {
			func() {
				defer func() { _ = recover() }()
				s.Audit()
			}()
		}
	})
	p.Safe("Savings_Sync", func() { s := savings(); s.Sync(true); s.Sync(false); s.Sync(true) })
	p.Leak("lock", "Journal_Len", func() { new(Journal).Append("x") })
	p.Safe("Log_Len", func() { l := new(Log); l.Append("x"); l.Len() })
	p.Safe("Log_AppendOutside", func() { new(Log).AppendOutside("x") })
	p.Leak("lock", "Settle", func() { Settle([]int{1, -1, 2}) })
	p.Safe("SettleAll", func() { SettleAll([]int{1, -1, 2}) })
	p.Safe("Guarded_With", func() {
		g := new(Guarded)
		for range 2 {
			g.With(func(_ int, release func()) { release() })
		}
	})
	p.Safe("Guarded_Begin", func() { g := new(Guarded); g.Begin()(1); g.Begin()(2) })
	p.Safe("Guarded_Later", func() {
		g := new(Guarded)
		g.Later(func(n int) int { return n + 1 })
		g.Later(func(n int) int { return n + 1 })
	})
	p.Safe("Book_Add", func() { b := new(Book); b.Add(1); b.Add(2) })
	p.Safe("Tree_Weigh", func() { (&Tree{children: []*Tree{{weight: 1}, {weight: 2}}}).Weigh() })
	p.Leak("lock", "Vault_Take", func() {
		v := &Vault{state: "new"}
		_, _ = v.Take()
		_, _ = v.Take()
	})
}
