// Package verify holds what govlint writes against the schemas that others
// published. It is a module of its own, so that govlint's does not depend on a
// validator.
package verify
