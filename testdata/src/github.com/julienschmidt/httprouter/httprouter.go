// Package httprouter has the part of the real one that tests need.
package httprouter

type Param struct{ Key, Value string }

type Params []Param

func (ps Params) ByName(name string) string { return "" }
