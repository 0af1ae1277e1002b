package p

type Index struct {
	names map[string]int
	inner *Shard
	rows  []Shard
	byKey map[string]map[string]int
}

type Shard struct {
	m map[string]int
}

type Server struct {
	*Index
	name string
}

var table map[string]int

func here(m any) {}

func (x *Index) direct() {
	here(x.names)      // place: x.names, field names
	here(x.inner.m)    // place: x.inner.m, field m
	here(x.rows[3].m)  // place: x.rows[...].m, field m
	here(x.byKey["a"]) // place: x.byKey[...], field byKey
	here(table)        // place: table, variable table
}

func (s *Server) embedded() {
	here(s.names) // place: s.Index.names, field names
}

func alias(x *Index) {
	m := x.names
	here(m) // place: x.names, field names
	sh := x.inner
	here(sh.m) // place: x.inner.m, field m
}

func literal(x *Index) func() {
	return func() {
		here(x.names) // place: x.names, field names
	}
}

func (x *Index) get() map[string]int { return x.names }

func getter(x *Index) {
	here(x.get()) // place: x.names, field names
}

func local() {
	m := make(map[string]int)
	here(m) // place: map[string]int
}

func asserted(v any) {
	here(v.(map[string]int)) // place: v
}

func ranged(x *Index) {
	for i := range x.rows {
		here(x.rows[i].m) // place: x.rows[...].m, field m
	}
}

func chosen(x, y *Index, first bool) {
	z := x
	if !first {
		z = y
	}
	here(z.names) // place: z.names, field names
}
