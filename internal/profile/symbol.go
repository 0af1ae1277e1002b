package profile

import "strings"

// splitSymbol takes a linker symbol apart: the import path, in which the linker
// writes the dots of the last element as "%2e", and the rest.
func splitSymbol(name string) (pkg, symbol string) {
	name = withoutTypeArgs(name)
	slash := strings.LastIndexByte(name, '/')
	dot := strings.IndexByte(name[slash+1:], '.')
	if dot < 0 {
		return "", name
	}
	dot += slash + 1
	return strings.ReplaceAll(name[:dot], "%2e", "."), name[dot+1:]
}

// withoutTypeArgs removes "[...]", which may hold slashes and dots.
func withoutTypeArgs(name string) string {
	var b strings.Builder
	depth := 0
	for _, r := range name {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// keyOf is the declaration that a symbol without its package belongs to: "F", or
// "T.M" for a method whatever its receiver. Inner reports a function literal, or
// what the compiler made of one.
func keyOf(symbol string) (key string, inner bool) {
	symbol = strings.TrimSuffix(symbol, "-fm")
	symbol, _, ranged := strings.Cut(symbol, "-range")
	if rest, ok := strings.CutPrefix(symbol, "(*"); ok {
		recv, method, _ := strings.Cut(rest, ").")
		method, more, _ := strings.Cut(method, ".")
		return recv + "." + method, ranged || more != ""
	}
	parts := strings.Split(symbol, ".")
	if len(parts) == 1 {
		return parts[0], ranged
	}
	if madeUp(parts[1]) {
		return parts[0], true
	}
	return parts[0] + "." + parts[1], ranged || len(parts) > 2
}

// madeUp reports the name of a function literal or wrapper: func1, gowrap2,
// deferwrap1, 0 of an init function, or none.
func madeUp(name string) bool {
	name = strings.TrimRight(name, "0123456789")
	switch name {
	case "", "func", "gowrap", "deferwrap":
		return true
	}
	return false
}
