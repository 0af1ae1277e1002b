// Package v1 declares what the tests use of the real one.
package v1

type UID string

type ObjectMeta struct {
	Name, Namespace string
	UID             UID
	Labels          map[string]string
}

func (m *ObjectMeta) GetName() string      { return m.Name }
func (m *ObjectMeta) GetNamespace() string { return m.Namespace }
func (m *ObjectMeta) GetUID() UID          { return m.UID }

type Object interface {
	GetName() string
	GetNamespace() string
	GetUID() UID
}
