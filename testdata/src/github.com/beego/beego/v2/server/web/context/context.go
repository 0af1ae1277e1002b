// Package context declares what the tests use of the real one.
package context

type BeegoInput struct{ url string }

func (input *BeegoInput) URL() string              { return input.url }
func (input *BeegoInput) Method() string           { return "" }
func (input *BeegoInput) Header(key string) string { return "" }
func (input *BeegoInput) Scheme() string           { return "" }

type Context struct{ Input *BeegoInput }
