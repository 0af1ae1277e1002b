package hot

import (
	"strconv"
	"testing"
)

func stock(n int) map[string]int {
	m := make(map[string]int)
	for i := range n {
		m["sku"+strconv.Itoa(i)] = i
	}
	return m
}

func names(n int) map[int]string {
	m := make(map[int]string)
	for i := range n {
		m[i] = "sku" + strconv.Itoa(i)
	}
	return m
}

var resultIds []int

func BenchmarkIds(b *testing.B) {
	in := orders(200)
	b.ReportAllocs()
	for b.Loop() {
		resultIds = ids(in)
	}
}

var resultTotals []float64

func BenchmarkTotals(b *testing.B) {
	in := orders(50)
	b.ReportAllocs()
	for b.Loop() {
		resultTotals = totals(in)
	}
}

var resultPointers []*order

func BenchmarkPointers(b *testing.B) {
	in := orders(500)
	b.ReportAllocs()
	for b.Loop() {
		resultPointers = pointers(in)
	}
}

var resultPairs []int64

func BenchmarkPairs(b *testing.B) {
	in := orders(100)
	b.ReportAllocs()
	for b.Loop() {
		resultPairs = pairs(in)
	}
}

var resultSquares []int

func BenchmarkSquares(b *testing.B) {
	in := 300
	b.ReportAllocs()
	for b.Loop() {
		resultSquares = squares(in)
	}
}

var resultSkus []string

func BenchmarkSkus(b *testing.B) {
	in := stock(120)
	b.ReportAllocs()
	for b.Loop() {
		resultSkus = skus(in)
	}
}

var resultViews []view

func BenchmarkViews(b *testing.B) {
	in := orders(80)
	b.ReportAllocs()
	for b.Loop() {
		resultViews = views(in)
	}
}

var resultByID map[int]float64

func BenchmarkByID(b *testing.B) {
	in := orders(300)
	b.ReportAllocs()
	for b.Loop() {
		resultByID = byID(in)
	}
}

var resultSeen map[int64]struct{}

func BenchmarkSeen(b *testing.B) {
	in := orders(150)
	b.ReportAllocs()
	for b.Loop() {
		resultSeen = seen(in)
	}
}

var resultInverted map[string]int

func BenchmarkInverted(b *testing.B) {
	in := names(100)
	b.ReportAllocs()
	for b.Loop() {
		resultInverted = inverted(in)
	}
}

var resultCacheKey string

func BenchmarkCacheKey(b *testing.B) {
	in := 123456
	b.ReportAllocs()
	for b.Loop() {
		resultCacheKey = cacheKey(in)
	}
}

var resultTenantKey string

func BenchmarkTenantKey(b *testing.B) {
	in := 123456
	b.ReportAllocs()
	for b.Loop() {
		resultTenantKey = tenantKey(in)
	}
}

var resultPlain string

func BenchmarkPlain(b *testing.B) {
	in := 98765
	b.ReportAllocs()
	for b.Loop() {
		resultPlain = plain(in)
	}
}

var resultCustomerKey string

func BenchmarkCustomerKey(b *testing.B) {
	in := int64(70123456)
	b.ReportAllocs()
	for b.Loop() {
		resultCustomerKey = customerKey(in)
	}
}

var resultShard string

func BenchmarkShard(b *testing.B) {
	in := uint32(4000)
	b.ReportAllocs()
	for b.Loop() {
		resultShard = shard(in)
	}
}

var resultJoined string

func BenchmarkJoined(b *testing.B) {
	in := 3
	b.ReportAllocs()
	for b.Loop() {
		resultJoined = joined(in)
	}
}

var resultIsSKU bool

func BenchmarkIsSKU(b *testing.B) {
	in := "sku-123"
	b.ReportAllocs()
	for b.Loop() {
		resultIsSKU = isSKU(in)
	}
}

var resultCountDigits int

func BenchmarkCountDigits(b *testing.B) {
	in := []string{"123", "abc", "456"}
	b.ReportAllocs()
	for b.Loop() {
		resultCountDigits = countDigits(in)
	}
}

var resultSum float64

func BenchmarkSum(b *testing.B) {
	in := [][]order{orders(3), orders(3), orders(3), orders(3)}
	b.ReportAllocs()
	for b.Loop() {
		resultSum = sum(in)
	}
}

var resultCounted map[string]int

func BenchmarkCounted(b *testing.B) {
	in := [][]order{orders(3), orders(3), orders(3), orders(3)}
	b.ReportAllocs()
	for b.Loop() {
		resultCounted = counted(in)
	}
}

var resultLabels []string

func BenchmarkLabels(b *testing.B) {
	in := orders(100)
	b.ReportAllocs()
	for b.Loop() {
		resultLabels = labels(in)
	}
}
