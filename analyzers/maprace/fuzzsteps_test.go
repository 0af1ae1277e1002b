package maprace_test

// A family is a type of values with the ways to change a map of them. All of a
// family commute with each other, so that the outcome is the same in whatever
// order they come, as long as each is one step. M is the map, K a key, N a
// number, V its value type, and T stands before the names of declarations.
type family struct {
	key, value string
	init       string   // entries it starts with; "nil" if it is not even made
	changes    []string // statements
	outcome    string   // the string that shows a value v
	show       string   // the string that shows a key k; "" if it is one
	nested     bool
}

var families = []family{
	{
		key: "string", value: "int", outcome: "strconv.Itoa(v)",
		changes: []string{
			"M[K]++",
			"M[K] += N",
			"M[K] = M[K] + N",
			"M[K] -= 2*N + 1",
			"v := M[K]\nM[K] = v + N",
			"v, ok := M[K]\nif !ok {\nM[K] = N\n} else {\nM[K] = v + N\n}",
			"if v, ok := M[K]; ok {\nM[K] = v + 2\n} else {\nM[K] = 2\n}",
			"for i := range 3 {\nM[K] += i\n}",
			"m := M\nm[K] += N",
			"a, b := M[K], N\nM[K] = a + b",
			"var total int\nif old, ok := M[K]; ok {\ntotal = old\n}\ntotal += N\nM[K] = total",
			"add := N\nif add > 2 {\nadd = 2\n}\nM[K] += add // at most two",
			"Tadd(M, K, N)",
			"func(k string) {\nM[k] += N\n}(K)",
			"old := M[K]\nif N%2 == 0 {\nM[K] = old + 1\n}",
			"if N > 2 {\nM[K]++\n} else if N > 1 {\nM[K] += 2\n} else {\nM[K] = M[K] + 3\n}",
			"switch old, ok := M[K]; {\ncase !ok:\nM[K] = 1\ndefault:\nM[K] = old + 1\n}",
			"M[K] = sum(M[K], N)",
			"M[twice(K)]++\nM[K]++",
		},
	},
	{
		key: "string", value: "int", outcome: "strconv.Itoa(v)",
		changes: []string{
			"if N > M[K] {\nM[K] = N\n}",
			"M[K] = max(M[K], N)",
			"if old, ok := M[K]; !ok || old < N {\nM[K] = N\n}",
			"if M[K] < N { // a new peak\nM[K] = N\n}",
			"old := M[K]\nif old >= N {\nreturn\n}\nM[K] = N",
			"best := M[K]\nfor _, x := range []int{N, N - 1} {\nif x > best {\nbest = x\n}\n}\nM[K] = best",
			"if v, ok := M[K]; ok && v >= N {\nbreak\n}\nM[K] = N",
		},
	},
	{
		key: "string", value: "bool", outcome: "strconv.FormatBool(v)",
		changes: []string{
			"M[K] = true",
			"if !M[K] {\nM[K] = true\n}",
			"if _, ok := M[K]; !ok {\nM[K] = true\n}",
			"if M[K] {\nreturn\n}\nM[K] = true",
			"if _, dup := M[K]; dup {\ncontinue\n}\nM[K] = true",
			"for _, k := range []string{K, \"z\"} {\nif M[k] {\ncontinue\n}\nM[k] = true\n}",
			"known := M[K]\nM[K] = known || N >= 0",
		},
	},
	{
		key: "string", value: "string", outcome: "v",
		changes: []string{
			"M[K] = K + \"!\"",
			"if _, ok := M[K]; !ok {\nM[K] = K + \"!\"\n}",
			"v, ok := M[K]\nif !ok {\nv = K + \"!\"\nM[K] = v\n}\n_ = v",
			"if M[K] == \"\" {\nM[K] = K + \"!\"\n}",
			"if v, ok := M[K]; ok && v != \"\" {\nreturn\n}\nM[K] = K + \"!\"",
			"v := M[K]\nif v != \"\" {\nreturn\n}\nv = K + \"!\"\nM[K] = v",
			"M[K] = bang(K)",
		},
	},
	{
		key: "string", value: "[]int", outcome: "strconv.Itoa(len(v))",
		changes: []string{
			"M[K] = append(M[K], N)",
			"M[K] = append(M[K], N, N+1)",
			"list := M[K]\nlist = append(list, N)\nM[K] = list",
			"if list, ok := M[K]; ok {\nM[K] = append(list, N)\n} else {\nM[K] = []int{N}\n}",
			"for i := range 2 {\nM[K] = append(M[K], i)\n}",
			"M[K] = append(slices.Clone(M[K]), N)",
		},
	},
	{
		key: "int", value: "int64", outcome: "strconv.FormatInt(v, 10)",
		changes: []string{
			"M[N%4] += int64(N)",
			"M[N%4]--",
			"for range 2 {\nM[len(K)]++\n}",
			"M[len(K)%4]++",
			"c := N % 4\nM[c] = M[c] + 3",
			"M[1], M[2] = M[1]+1, M[2]+2",
		},
	},
	{
		key: "string", value: "map[string]int", nested: true, outcome: "strconv.Itoa(v)",
		changes: []string{
			"if M[K] == nil {\nM[K] = make(map[string]int)\n}\nM[K][\"n\"] += N",
			"inner, ok := M[K]\nif !ok {\ninner = make(map[string]int)\nM[K] = inner\n}\ninner[\"n\"] += N",
			"inner := M[K]\nif inner == nil {\ninner = map[string]int{}\nM[K] = inner\n}\ninner[K]++",
			"if _, ok := M[K]; !ok {\nM[K] = map[string]int{}\n}\nM[K][\"n\"]++",
			"if M[K] == nil {\nM[K] = make(map[string]int)\n}\ninner := M[K]\ninner[\"n\"]++\ninner[\"x\"] += 2",
			"for _, x := range []string{\"p\", \"q\"} {\nif M[K] == nil {\nM[K] = make(map[string]int)\n}\nM[K][x]++\n}",
			"if inner, ok := M[K]; ok {\ninner[\"n\"] += N\n} else {\nM[K] = map[string]int{\"n\": N}\n}",
		},
	},
	{
		key: "string", value: "int", init: `"a": 1, "b": 2, "k1": 3, "x": 4`, outcome: "strconv.Itoa(v)",
		changes: []string{
			"delete(M, K)",
			"if _, ok := M[K]; ok {\ndelete(M, K)\n}",
			"for key := range M {\nif key == K {\ndelete(M, key)\n}\n}",
			"for key, v := range M {\nif v == N {\ndelete(M, key)\n}\n}",
			"if M[K] > N {\ndelete(M, K)\n}",
			"if v, ok := M[K]; ok && v < 9 {\ndelete(M, K)\n}",
		},
	},
	{
		key: "string", value: "Trecord", outcome: "strconv.Itoa(v.n + v.m)",
		changes: []string{
			"r := M[K]\nr.n += N\nM[K] = r",
			"M[K] = Trecord{n: M[K].n + N, m: M[K].m}",
			"r, ok := M[K]\nif !ok {\nr = Trecord{m: 7}\n} else if r.m == 0 {\nr.m = 7\n}\nr.n++\nM[K] = r",
			"r := M[K]\nr.n, r.m = r.n+N, 7\nM[K] = r",
		},
	},
	{
		key: "string", value: "*Trecord", outcome: "strconv.Itoa(v.n)",
		changes: []string{
			"r := M[K]\nif r == nil {\nr = &Trecord{}\nM[K] = r\n}\nr.n += N",
			"r, ok := M[K]\nif !ok {\nr = new(Trecord)\nM[K] = r\n}\nr.n++",
			"if r, ok := M[K]; ok {\nr.n += N\n} else {\nM[K] = &Trecord{n: N}\n}",
			"if M[K] == nil {\nM[K] = &Trecord{}\n}\nM[K].n += N",
		},
	},
	{
		key: "string", value: "*Trecord", outcome: "strconv.Itoa(v.n)",
		changes: []string{
			"if M[K] == nil {\nM[K] = &Trecord{n: len(K)}\n}",
			"if _, ok := M[K]; !ok {\nM[K] = &Trecord{n: len(K)}\n}",
			"r, ok := M[K]\nif !ok {\nr = &Trecord{n: len(K)}\nM[K] = r\n}\n_ = r.n",
			"r := M[K]\nif r != nil {\nreturn\n}\nM[K] = &Trecord{n: len(K)}",
		},
	},
}

// A pair changes two maps of ints, M and O, at once. What the two hold together
// is the outcome.
var pairs = []string{
	"for key, v := range M {\nO[key] += v\ndelete(M, key)\n}",
	"v := M[K]\ndelete(M, K)\nO[K] += v",
	"M[K]++\nO[K] += N",
	"if v, ok := M[K]; ok {\nO[K] += v\ndelete(M, K)\n}",
	"M[K] += N\nif M[K] > 5 {\nO[K] += M[K]\nM[K] = 0\n}",
	"O[K]++",
	"M[K] += N",
	"if N > 3 {\nM[K]++\n} else {\nO[K]++\n}",
}

// whole are ways of looking at all of a map; what they return does not depend
// on the order.
var whole = []string{
	"sum := 0\nfor k := range M {\nsum += len(k)\n}\nreturn sum",
	"n := 0\nfor key := range M {\nif key == \"b\" {\ncontinue\n}\nn++\n}\nreturn n",
	"if _, ok := M[\"a\"]; ok {\nreturn 1\n}\nreturn len(M)",
	"if len(M) == 0 {\nreturn -1\n}\nreturn len(M)",
	"found := 0\nouter:\nfor _, want := range []string{\"x\", \"a\", \"b\"} {\nfor key := range M {\nif key == want {\nfound = len(want)\nbreak outer\n}\n}\n}\nreturn found",
	"switch _, ok := M[\"b\"]; ok {\ncase true:\nreturn 2\n}\nreturn 0",
	"n := 0\nfor _, k := range slices.Sorted(maps.Keys(M)) {\nn = n*31 + len(k)\n}\nreturn n",
	"c := maps.Clone(M)\nreturn len(c)",
	"if M == nil {\nreturn -7\n}\nreturn len(M)",
}

// around are the places in which a change may stand.
var around = []string{
	"{\nDO\n}",
	"if n%3 != 1 {\nDO\n}",
	"for range 1 + n%2 {\nDO\n}",
	"switch n % 3 {\ncase 0, 1:\nDO\n}",
	"func() {\nDO\n}()",
	"defer func() {\nDO\n}()",
	"outerID:\nfor i := range 3 {\nfor j := range 2 {\nif i+j > n%4 {\ncontinue outerID\n}\nDO\n}\n}",
	"outerID:\nfor i := range 3 {\nfor range 2 {\nif i > n%4 {\nbreak outerID\n}\nDO\n}\n}",
	"do := func() {\nDO\n}\ndo()",
	"var wg sync.WaitGroup\nwg.Add(1)\ngo func() {\ndefer wg.Done()\nDO\n}()\nwg.Wait()",
	"ready := make(chan int, 1)\nready <- n\nif <-ready > 1 {\nDO\n}",
	"s.note(n)\n{\nDO\n}\ns.note(n)",
	"if n > 4 {\ns.note(n)\n} else {\nDO\n}",
}
