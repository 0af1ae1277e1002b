// Package kubeobjects counts what a controller does to the objects of a cluster.
package kubeobjects

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var (
	reconciles = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "reconciles_total"}, []string{"namespace", "name"})
	failures   = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "failures_total"}, []string{"object"})
	phases     = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "phases_total"}, []string{"phase"})
)

type phase string

const (
	pending phase = "pending"
	healthy phase = "healthy"
)

type Rollout struct {
	metav1.ObjectMeta
	Phase phase
}

func reconciled(r *Rollout) {
	reconciles.WithLabelValues(r.Namespace, r.Name).Inc() // want `object: metric label name takes the name of a Kubernetes object`
}

func failed(obj metav1.Object) {
	failures.WithLabelValues(obj.GetName()).Inc() // want `object: metric label object takes the name of a Kubernetes object`
}

func keyed(obj metav1.Object) {
	key := obj.GetNamespace() + "/" + obj.GetName()
	failures.WithLabelValues(key).Inc() // want `object: metric label object takes the name of a Kubernetes object`
}

// The id of an object is never used again, not even for one of the same name.
func failedByID(obj metav1.Object) {
	failures.WithLabelValues(string(obj.GetUID())).Inc() // want `unbounded: metric label object takes the UID of a Kubernetes object`
}

// An error's text is worse than a name, and stands for both.
func failedBecause(r *Rollout, err error) {
	failures.WithLabelValues(r.Name + ": " + err.Error()).Inc() // want `unbounded: metric label object takes the error text`
}

func entered(r *Rollout) {
	phases.WithLabelValues(string(r.Phase)).Inc() // ok: constants of a type
}

func kind(obj metav1.Object) string {
	if _, ok := obj.(*Rollout); ok {
		return "rollout"
	}
	return "other"
}

func failedByKind(obj metav1.Object) {
	failures.WithLabelValues(kind(obj)).Inc() // ok: two constants
}

var system = map[string]bool{"kube-dns": true, "kube-proxy": true}

func failedSystem(obj metav1.Object) {
	name := "other"
	if system[obj.GetName()] {
		name = obj.GetName()
	}
	failures.WithLabelValues(name).Inc() // ok: two names and other
	failedBecause(&Rollout{}, errors.New("not seen"))
}
