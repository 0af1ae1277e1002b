package maprace_test

import "slices"

// wideFamilies are the families that programs of seeds from firstWide on draw
// from: those of families, most of them with more ways to make their changes,
// and more types of values.
var wideFamilies = []family{
	more(families[0], // sums
		"M[K], M[\"z\"] = M[K]+N, M[\"z\"]+1",
		"if v, limit := M[K], 1<<40; v < limit {\nM[K] = v + 1\n}",
		"for i := 0; i < 2; i++ {\nM[K]++\n}",
		"switch {\ncase N > 3:\nM[K] += 2\ncase N > 1:\nM[K]++\n}",
		"switch v := M[K]; N % 2 {\ncase 0:\nM[K] = v + 1\ndefault:\nM[K] = v + N\n}",
		"M[K] = func(old int) int { return old + N }(M[K])",
		"(M)[(K)] += N",
		"table := M\nfor range 2 {\ntable[K]++\n}",
		"M[K] = Tget(M, K) + N",
		"if Tsize(M) < 1<<20 {\nM[K] += N\n}",
		"Tbump(M, K, N, 2)",
		"maps.Copy(M, map[string]int{K: M[K] + N})",
		"var v int\nv = M[K]\nv += N\nM[K] = v",
		"v, _ := M[K]\nM[K] = v + N",
		"if _, ok := M[K]; !ok {\nM[K] = 0\n}\nM[K] += N",
		"before := M[K]\nM[K]++\nif M[K] != before+1 {\npanic(\"lost\")\n}",
		"next := maps.Clone(M)\nnext[K] += N\nM = next",
		"next := make(map[string]int, len(M)+1)\nfor each, v := range M {\nnext[each] = v\n}\nnext[K] += N\nM = next",
		"defer func() { M[K] -= 1 }()\nM[K] += N",
		"if M == nil {\nM = make(map[string]int)\n}\nM[K] += N",
		"M[K] += len(K) // by the name\nM[K]-- // but one",
	),
	more(families[1], // maxima
		"M[K] = max(M[K], N, 1)",
		"if v := M[K]; v < N {\nM[K] = v + (N - v)\n}",
		"M[K] = Tmost(M, K, N)",
		"switch v, ok := M[K]; {\ncase ok && v >= N:\ndefault:\nM[K] = N\n}",
		"for each, v := range M {\nif each == K && v < N {\nM[each] = N\n}\n}\nif M[K] < N {\nM[K] = N\n}",
		"v, ok := M[K]\nif ok && v > N {\nreturn\n}\nM[K] = N\ns.note(v)",
	),
	more(families[2], // sets
		"maps.Copy(M, map[string]bool{K: true})",
		"M[K] = M[K] || N >= 0",
		"if ok := M[K]; !ok {\nM[K] = !ok\n}",
		"for !M[K] {\nM[K] = true\n}",
		"switch M[K] {\ncase true:\nreturn\n}\nM[K] = true",
		"next := maps.Clone(M)\nnext[K] = true\nM = next",
	),
	{
		key: "string", value: "struct{}", outcome: "strconv.Itoa(len([]struct{}{v}))",
		changes: []string{
			"M[K] = struct{}{}",
			"if _, ok := M[K]; !ok {\nM[K] = struct{}{}\n}",
			"if _, ok := M[K]; ok {\nreturn\n}\nM[K] = struct{}{}",
			"maps.Copy(M, map[string]struct{}{K: {}})",
			"for _, each := range []string{K, \"z\"} {\nM[each] = struct{}{}\n}",
			"size := len(M)\nM[K] = struct{}{}\nif len(M) < size {\npanic(\"lost\")\n}",
			"if _, ok := M[K]; !ok && N > 1 {\nM[K] = struct{}{}\n}",
		},
	},
	more(families[3], // values made of the key
		"v, ok := M[K]\nif !ok {\nv = bang(K)\nM[K] = v\n}\ns.note(len(v))",
		"if v, ok := M[K]; !ok {\nM[K] = K + \"!\"\n} else if v != K+\"!\" {\npanic(\"changed\")\n}",
		"for {\nif _, ok := M[K]; ok {\nbreak\n}\nM[K] = K + \"!\"\n}",
		"v := func() string {\nif v, ok := M[K]; ok {\nreturn v\n}\nM[K] = K + \"!\"\nreturn M[K]\n}()\ns.note(len(v))",
		"if v := M[K]; v == \"\" {\nv = bang(K)\nM[K] = v\ns.note(len(v))\n}",
	),
	more(families[4], // lists
		"M[K] = append(M[K], []int{N, 1}...)",
		"if len(M[K]) < 1<<20 {\nM[K] = append(M[K], N)\n}",
		"list, ok := M[K]\nif !ok {\nlist = make([]int, 0, 4)\n}\nM[K] = append(list, N)",
		"M[K] = slices.Concat(M[K], []int{N})",
		"list := append(M[K], N)\nM[K] = list",
		"if N > 2 {\nM[K] = append(M[K], N)\nM[K] = append(M[K], 1)\n}",
		"var list []int\nif old, ok := M[K]; ok {\nlist = old\n}\nM[K] = append(list, N)",
	),
	more(families[5], // dense counters
		"M[0]++\nM[3] += 2",
		"if N%2 == 0 {\nM[2]++\n} else {\nM[3]++\n}",
		"for i := range 4 {\nM[i]++\n}",
		"M[N&3] += int64(len(K))",
		"if v, ok := M[N%4]; ok {\nM[N%4] = v + 1\n} else {\nM[N%4] = 1\n}",
	),
	more(families[6], // maps of maps
		"inner, ok := M[K]\nif !ok {\ninner = make(map[string]int)\n}\ninner[\"n\"]++\nM[K] = inner",
		"if M[K] == nil {\nM[K] = map[string]int{}\n}\nfor _, x := range []string{\"n\", \"m\"} {\nM[K][x] += N\n}",
		"if _, ok := M[K]; !ok {\nM[K] = make(map[string]int)\n}\nif v, ok := M[K][\"n\"]; ok {\nM[K][\"n\"] = v + 1\n} else {\nM[K][\"n\"] = 1\n}",
		"if inner, ok := M[K]; ok {\ndelete(inner, \"gone\")\n}",
		"if M[K] == nil {\nM[K] = make(map[string]int)\n}\nfor name, inner := range M {\nif name == K {\ninner[\"n\"] += N\n}\n}",
		"if M[K] == nil {\nM[K] = make(map[string]int)\n}\nTadd(M[K], \"n\", N)",
	),
	{
		key: "string", value: "map[string]bool", nested: true, outcome: "strconv.FormatBool(v)",
		changes: []string{
			"set := M[K]\nif set == nil {\nset = make(map[string]bool)\nM[K] = set\n}\nset[\"n\"] = true",
			"if _, ok := M[K]; !ok {\nM[K] = make(map[string]bool)\n}\nM[K][\"n\"] = true",
			"if set, ok := M[K]; ok && set[\"n\"] {\nreturn\n}\nif M[K] == nil {\nM[K] = map[string]bool{}\n}\nM[K][\"n\"] = true",
			"if M[K] == nil {\nM[K] = map[string]bool{\"n\": true}\n} else {\nM[K][\"n\"] = true\n}",
		},
	},
	more(families[7], // deletes
		"clear(M)",
		"if len(M) > 3 {\nclear(M)\n}\ndelete(M, K)\ndelete(M, \"x\")",
		"maps.DeleteFunc(M, func(_ string, v int) bool { return v == N })",
		"for each := range M {\nif each != K {\ncontinue\n}\ndelete(M, each)\nbreak\n}",
		"outerID:\nfor _, want := range []string{K, \"q\"} {\nfor each := range M {\nif each == want {\ndelete(M, each)\ncontinue outerID\n}\n}\n}",
		"outerID:\nfor each, v := range M {\nfor i := range 3 {\nif v == i {\ncontinue outerID\n}\n}\nif each == K {\ndelete(M, each)\n}\n}",
		"if v := M[K]; v > 0 {\ndelete(M, K)\n}",
		"var gone []string\nfor each := range M {\nif each == K {\ngone = append(gone, each)\n}\n}\nfor _, each := range gone {\ndelete(M, each)\n}",
		"for _, each := range slices.Collect(maps.Keys(M)) {\nif each == K {\ndelete(M, each)\n}\n}",
		"size := len(M)\ndelete(M, K)\nif len(M) > size {\npanic(\"grew\")\n}",
		"for each, v := range M {\nswitch {\ncase v > N:\ncontinue\ncase each == \"q\":\nbreak\n}\ndelete(M, each)\n}",
	),
	{ // each entry is taken out once, and counted
		key: "string", value: "int", init: `"a": 10, "b": 200, "k1": 3000, "x": 40000`, outcome: "strconv.Itoa(v)",
		changes: []string{
			"if v, ok := M[K]; ok {\ndelete(M, K)\ns.take(v)\n}",
			"v := M[K]\ndelete(M, K)\ns.take(v)",
			"v, ok := M[K]\nif !ok {\nreturn\n}\ndelete(M, K)\ns.take(v)",
			"v, ok := M[K]\ndelete(M, K)\nif ok {\ns.take(v)\n}",
			"for each, v := range M {\nif each == K {\ns.take(v)\ndelete(M, each)\n}\n}",
			"for each, v := range M {\ns.take(v)\ndelete(M, each)\n}",
			"for each, v := range M {\nif v > 100 {\ndelete(M, each)\ns.take(v)\n}\n}",
			"for _, v := range M {\ns.take(v)\n}\nclear(M)",
			"old := M\nM = make(map[string]int)\nfor _, v := range old {\ns.take(v)\n}",
		},
	},
	more(families[8], // records
		"if r, ok := M[K]; ok {\nr.n += N\nM[K] = r\n} else {\nM[K] = Trecord{n: N}\n}",
		"r := Trecord{n: N}\nif old, ok := M[K]; ok {\nr.n += old.n\nr.m = old.m\n}\nM[K] = r",
		"if M[K].m == 0 {\nr := M[K]\nr.m = 7\nM[K] = r\n}",
	),
	more(families[9], // pointers to what changes
		"r := M[K]\nif r == nil {\nr = &Trecord{n: N}\nM[K] = r\n} else {\nr.n += N\n}",
		"Tgrow(M, K).n += N",
		"r := Tgrow(M, K)\nr.n++",
		"for each, r := range M {\nif each == K {\nr.m++\n}\n}",
	),
	more(families[10], // pointers made once
		"if r, ok := M[K]; !ok {\nr = &Trecord{n: len(K)}\nM[K] = r\ns.note(r.n)\n}",
		"if M[K] != nil {\nreturn\n}\nr := &Trecord{n: len(K)}\nM[K] = r",
		"r := M[K]\nif r == nil {\nr = &Trecord{n: len(K)}\nM[K] = r\n}\ns.note(r.n)",
	),
	{
		key: "string", value: "[2]int", outcome: "strconv.Itoa(v[0]*1000 + v[1])",
		changes: []string{
			"a := M[K]\na[0] += N\nM[K] = a",
			"M[K] = [2]int{M[K][0] + N, M[K][1] + 1}",
			"if a, ok := M[K]; ok {\na[1] += 2\nM[K] = a\n} else {\nM[K] = [2]int{0, 2}\n}",
		},
	},
	{
		key: "string", value: "any", outcome: "v.(string)",
		changes: []string{
			"M[K] = K",
			"if M[K] == nil {\nM[K] = K\n}",
			"if v, ok := M[K].(string); !ok || v == \"\" {\nM[K] = K\n}",
			"if _, ok := M[K]; !ok {\nM[K] = any(K)\n}",
			"switch M[K].(type) {\ncase string:\ndefault:\nM[K] = K\n}",
		},
	},
	{
		key: "string", value: "float64", outcome: "strconv.FormatFloat(v, 'g', -1, 64)",
		changes: []string{
			"M[K] += float64(N)",
			"M[K]++",
			"M[K] = M[K] - 0.5",
			"if v, ok := M[K]; ok {\nM[K] = v + 0.25\n} else {\nM[K] = 0.25\n}",
		},
	},
	{
		key: "string", value: "uint", outcome: "strconv.FormatUint(uint64(v), 2)",
		changes: []string{
			"M[K] |= 1 << (N % 8)",
			"M[K] = M[K] | 4",
			"if M[K]&2 == 0 {\nM[K] |= 2\n}",
			"v := M[K]\nif v&16 != 0 {\nreturn\n}\nM[K] = v | 16",
		},
	},
	{
		key: "Tpair", value: "int", outcome: "strconv.Itoa(v)", show: "k.name + strconv.Itoa(k.n)",
		changes: []string{
			"M[Tpair{K, N % 3}]++",
			"p := Tpair{name: K, n: N % 3}\nM[p] = M[p] + N",
			"p := Tpair{K, 1}\nif v, ok := M[p]; ok {\nM[p] = v + 1\n} else {\nM[p] = 1\n}",
			"for each := range M {\nif each.n == 7 {\ndelete(M, each)\n}\n}",
		},
	},
	{ // the keys stay
		key: "string", value: "int", init: `"a": 1, "b": 2, "k1": 3, "x": 4`, outcome: "strconv.Itoa(v)",
		changes: []string{
			"for each, v := range M {\nM[each] = v + N\n}",
			"for each := range M {\nM[each]++\n}",
			"for each := range M {\nif each == K {\nM[each] += N\nbreak\n}\n}",
			"if _, ok := M[K]; ok {\nM[K] += N\n}",
			"if v, ok := M[K]; ok && N > 1 {\nM[K] = v + 1\n}",
			"if n := len(M); n > 0 {\nM[\"a\"] += n\n}",
			"for each, v := range M {\nswitch {\ncase each == K:\nM[each] = v + 2\ncase each == \"q\":\nreturn\n}\n}",
			"for _, each := range slices.Sorted(maps.Keys(M)) {\nM[each]++\n}",
		},
	},
	{ // replaced as a whole
		key: "string", value: "int", init: `"a": 0, "b": 7`, outcome: "strconv.Itoa(v)",
		changes: []string{
			"M = map[string]int{\"a\": 1, \"b\": 2}",
			"next := make(map[string]int, 2)\nnext[\"a\"] = 1\nnext[\"b\"] = 2\nM = next",
			"if M[\"a\"] != 1 {\nM = map[string]int{\"a\": 1, \"b\": 2}\n}",
			"M = Tdefaults()\nif v, ok := M[K]; ok {\ns.note(v)\n}",
			"fresh := map[string]int{}\nfor i, each := range []string{\"a\", \"b\"} {\nfresh[each] = i + 1\n}\nM = fresh",
			"for _, v := range M {\ns.note(v)\n}\nM = Tdefaults()",
			"if len(M) != 2 {\npanic(\"half a map\")\n}",
		},
	},
	{ // made when it is first needed
		key: "string", value: "int", init: "nil", outcome: "strconv.Itoa(v)",
		changes: []string{
			"if M == nil {\nM = make(map[string]int)\n}\nM[K] += N",
			"if M == nil {\nM = map[string]int{}\n}\nif _, ok := M[K]; !ok {\nM[K] = N\n} else {\nM[K] += N\n}",
			"if len(M) == 0 {\nM = make(map[string]int)\n}\nM[K]++",
			"if M == nil {\nM = make(map[string]int, 8)\n}\nv, ok := M[K]\nif !ok {\nv = 0\n}\nM[K] = v + 1",
			"if M != nil {\ndelete(M, \"gone\")\n}",
		},
	},
}

// more is f with more changes.
func more(f family, changes ...string) family {
	f.changes = slices.Concat(f.changes, changes)
	return f
}

var widePairs = slices.Concat(pairs, []string{
	"for each, v := range M {\nO[each] += v\n}\nclear(M)",
	"M, O = O, M",
	"if len(M) > 2 {\nfor each, v := range M {\nO[each] += v\n}\nM = make(map[string]int)\n}",
	"for each := range M {\nif v, ok := O[each]; ok {\nM[each] += v\ndelete(O, each)\n}\n}",
	"M[K] -= N\nO[K] += 2 * N",
})

var wideWhole = slices.Concat(whole, []string{
	"n := 0\nfor range M {\nn++\n}\nreturn n",
	"keys := make([]string, 0, len(M))\nfor k := range M {\nkeys = append(keys, k)\n}\nslices.Sort(keys)\nreturn len(strings.Join(keys, \"\"))",
	"out := make(map[string]bool, len(M))\nfor k := range M {\nout[k] = true\n}\nreturn len(out)",
	"if _, ok := M[\"a\"]; !ok {\nreturn 0\n}\nif _, ok := M[\"b\"]; !ok {\nreturn 1\n}\nreturn 2",
	"_, a := M[\"a\"]\n_, b := M[\"b\"]\nif a && b {\nreturn 2\n}\nreturn len(M)",
	"return len(slices.Collect(maps.Values(M)))",
	"n := 0\nfor k := range maps.Keys(M) {\nn += len(k)\n}\nreturn n",
	"for k := range M {\nif k == \"a\" {\nreturn 1\n}\n}\nreturn 0",
	"n := 0\nfor k := range M {\nswitch {\ncase k == \"a\":\nn += 2\ncase k < \"b\":\nbreak\ndefault:\nn++\n}\n}\nreturn n",
	"copied := make(map[string]VALUE, len(M))\nmaps.Copy(copied, M)\nreturn len(copied)",
	"copied := make(map[string]VALUE)\nfor k, v := range M {\ncopied[k] = v\n}\nreturn len(copied)",
	"if M != nil && len(M) > 0 {\nreturn len(M)\n}\nreturn 0",
	"m := M\nreturn len(m)",
	"best := \"\"\nfor k := range M {\nif k > best {\nbest = k\n}\n}\nreturn len(best)",
	"n := 0\nouter:\nfor k := range M {\nfor _, skip := range []string{\"b\", \"x\"} {\nif k == skip {\ncontinue outer\n}\n}\nn += len(k)\n}\nreturn n",
})

var wideAround = slices.Concat(around, []string{
	"for i := 0; i < 1+n%2; i++ {\nDO\n}",
	"select {\ndefault:\nDO\n}",
	"switch {\ncase n > 100:\ns.note(n)\ndefault:\nDO\n}",
	"if even := n%2 == 0; even {\nDO\n} else if n > 3 {\ns.note(1)\n}",
	"var wg sync.WaitGroup\nwg.Go(func() {\nDO\n})\nwg.Wait()",
	"done := make(chan struct{})\ngo func() {\ndefer close(done)\nDO\n}()\n<-done",
	"func(k string) {\ns.note(len(k))\nDO\n}(k + \"2\")",
	"for _, k := range []string{k, \"b\"} {\ns.note(len(k))\nDO\n}",
	"sync.OnceFunc(func() {\nDO\n})()",
	"var other sync.Mutex\nother.Lock()\nDO\nother.Unlock()",
	"defer s.note(n)\nDO",
	"// each request, and\n// in this order\nDO // done",
	"if n < 0 {\nreturn\n}\nDO",
	"type limits struct{ most int }\nif l := (limits{100}); n < l.most {\nDO\n}",
})
