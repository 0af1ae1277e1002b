package depot

import (
	"sync"

	"drive"
)

// often calls functions at once, again and again, until they meet.
func often(fs ...func()) {
	for _, f := range fs {
		go func() {
			for {
				f()
			}
		}()
	}
}

// together calls functions at once a thousand times, and waits for them.
func together(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			for range 1000 {
				f()
			}
		})
	}
	wg.Wait()
}

func init() {
	p := drive.Package("depot")
	p.Leak("lock", "Depot_note", func() {
		d := &Depot{stock: 1 << 60}
		often(func() { d.Reserve(1) }, func() { d.Cancel(1) })
	})
	p.Leak("lock", "Index_Find", func() {
		x := &Index{byDoc: make(map[int]string), byTerm: make(map[string]int)}
		often(func() { x.Find(1) }, func() { x.Drop("a") })
	})
	p.Leak("lock", "Prices_Quote", func() {
		prices := new(Prices)
		often(func() { prices.Quote(1) }, func() { prices.Refund(1) },
			func() { prices.SetRate(1) }, func() { prices.SetFee(1) })
	})
	p.Safe("Taxes_Sum", func() {
		t := NewTaxes(1, 2)
		together(func() { t.Sum() }, func() { t.Difference() })
	})
	p.Leak("lock", "Journal_flush", func() {
		j := new(Journal)
		j.Start()
		often(func() { j.Append("line") })
	})
	p.Leak("lock", "Vault_enter", func() {
		v := &Vault{boxes: make(map[string]int), visits: 1}
		often(func() { v.Deposit("a", 1) }, func() { v.Count() })
	})
	p.Safe("Yard_Cars", func() {
		y := new(Yard)
		together(y.Cars, y.Buses)
	})
	p.Safe("Shelf_Find", func() {
		bottom := &Shelf{name: "c"}
		middle := &Shelf{name: "b", below: map[string]*Shelf{"c": bottom}}
		top := &Shelf{name: "a", below: map[string]*Shelf{"b": middle}}
		bottom.parent, middle.parent = middle, top
		together(func() { top.Find("b", "c") }, func() { bottom.Path() })
	})
	p.Safe("Ledger_Add", func() {
		l := NewLedger([]int{1, 2})
		together(func() { l.Add(1) }, func() { l.Add(2) })
	})
	p.Safe("Store_Warm", func() {
		s := &Store{file: map[string]string{"a": "b"}, cache: make(map[string]string)}
		together(func() { s.Get("a") }, func() { s.Warm("a") }, func() { s.Audit("a") })
	})
	p.Safe("Queue_Trim", func() {
		q := new(Queue)
		together(func() { q.Push(1) }, q.Trim)
	})
	p.Safe("Loop_State", func() {
		l := NewLoop()
		together(func() { l.Do(true) }, func() { l.Do(false) }, func() { l.State() })
		l.Stop()
	})
	p.Safe("Link_Handle", func() {
		in, out := &Link{kind: Inbound}, &Link{kind: Outbound}
		together(in.Handle, out.Handle, in.Handle, out.Handle)
	})
	p.Safe("Patient_Down", func() {
		patient := new(Patient)
		together(patient.Up, patient.Down)
	})
	p.Safe("Replica_Sync", func() {
		first := new(Replica)
		second := &Replica{source: first}
		third := &Replica{source: second}
		together(first.Sync, second.Sync, third.Sync)
	})
	p.Safe("Channel_Read", func() {
		c := new(Channel)
		together(c.Shake, c.Read)
	})
	p.Safe("Parcel_Send", func() {
		parcel := new(Parcel)
		parcel.Send()
		together(parcel.Refund, parcel.Refund)
	})
	p.Safe("Box_Swap", func() {
		r := &Racks{boxes: make(map[string]*Box)}
		together(func() { r.Count() }, func() { (&Box{racks: r, n: 1}).Swap("a") })
	})
	p.Safe("Line_Write", func() {
		l := Dial()
		together(func() { l.Write(1) }, func() { l.Write(2) })
		l.Close()
	})
	p.Safe("Queue_Drain", func() {
		q := new(Queue)
		together(func() { q.Push(1) }, q.Drain)
	})
	p.Leak("lock", "Fleet_Load", func() {
		f := new(Fleet)
		t := &Truck{fleet: f}
		f.sites = map[string]*Site{"a": {trucks: map[string]*Truck{"t": t}}}
		often(func() { f.Load() }, func() { t.Retire("a") })
	})
	p.Safe("Crew_Sum", func() {
		firm := &Firm{crew: new(Crew)}
		firm.crew.drivers = []*Driver{{firm: firm}, {firm: firm}}
		office := &Driver{firm: firm}
		together(func() { firm.crew.Sum() }, office.Plan)
	})
	p.Safe("Batch_Put", func() {
		b := new(Batch)
		together(b.Put, b.Compact, func() { b.Views() })
	})
	p.Safe("Plant_Heat", func() {
		plant := new(Plant)
		together(plant.Heat, plant.Cool)
	})
	p.Leak("lock", "Folder_Size", func() {
		top := &Folder{inside: make(map[string]*Folder)}
		in := top.Make("in")
		often(func() { top.Size() }, func() { in.Grow(1) })
	})
	p.Safe("Branch_Sum", func() {
		root := &Branch{twigs: make(map[string]*Branch)}
		root.root = root
		low := root.Grow("low")
		high := low.Grow("high")
		together(func() { low.Sum() }, func() { high.Report() })
	})
	p.Safe("Disk_Rename", func() {
		d := &Disk{names: make(map[string]*File)}
		f := &File{disk: d, refs: 1}
		together(func() { f.Read() }, func() { d.Rename(f, "a") })
	})
}
