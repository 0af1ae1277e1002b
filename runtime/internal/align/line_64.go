//go:build !arm64 && !ppc64 && !ppc64le && !s390x

package align

// Line is the number of bytes that cores hand to each other as one unit. It is 64
// on amd64, 386, arm (Cortex-A), riscv64 and loong64; older mips and arm cores have
// 32, for which 64 is two lines and still keeps data apart.
const Line = 64
