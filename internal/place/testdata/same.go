package p

type Cache struct {
	m    map[string]int
	next *Cache
}

func here(m any) {}

func sameField(c *Cache) {
	here(c.m)
	here(c.m)
}

func sameAlias(c *Cache) {
	m := c.m
	here(m)
	here(c.m)
}

func sameCaptured(c *Cache) {
	here(c.m)
	go func() { here(c.m) }()
}

func sameLocal() {
	m := make(map[string]int)
	here(m)
	func() { here(m) }()
}

func sameDeep(c *Cache) {
	here(c.next.next.m)
	n := c.next
	here(n.next.m)
}

func diffOwner(c, d *Cache) {
	here(c.m)
	here(d.m)
}

func diffField(c *Cache) {
	here(c.m)
	here(c.next.m)
}

func diffLocal() {
	here(make(map[string]int))
	here(make(map[string]int))
}

func diffCall(make func() *Cache) {
	here(make().m)
	here(make().m)
}
