// Package types has the part of the real one that tests need.
package types

type UID string

type NamespacedName struct{ Namespace, Name string }

func (n NamespacedName) String() string { return n.Namespace + "/" + n.Name }
