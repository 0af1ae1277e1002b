//go:build s390x

package align

// Line is the number of bytes that cores hand to each other as one unit
// (internal/cpu.CacheLinePadSize).
const Line = 256
