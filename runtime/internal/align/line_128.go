//go:build arm64 || ppc64 || ppc64le

package align

// Line is the number of bytes that cores hand to each other as one unit. It is 128
// on ppc64 and on Apple's arm64; arm64 servers have 64 and lose only the padding.
// The Go runtime takes the same value (internal/cpu.CacheLinePadSize).
const Line = 128
