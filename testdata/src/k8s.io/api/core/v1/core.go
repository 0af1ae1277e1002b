// Package v1 has the part of the real one that tests need.
package v1

import "k8s.io/apimachinery/pkg/types"

type ObjectReference struct {
	Kind, Namespace, Name string
	UID                   types.UID
}
