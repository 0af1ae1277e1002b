// Package options has an API that takes contexts as options.
package options

import "context"

type Option interface{ apply(*config) }

type config struct{ ctx context.Context }

type ContextOption struct{ context.Context }

func (o ContextOption) apply(c *config) { c.ctx = o.Context }

// Context makes an option of ctx.
func Context(ctx context.Context) ContextOption { return ContextOption{ctx} }

type Retries int

func (r Retries) apply(c *config) {}

type stream struct{ name string }

func (s *stream) watch(opts ...Option) error              { return nil }
func (s *stream) purge(subject string, o ...Option) error { return nil }
func (s *stream) name2(suffix string) string              { return s.name + suffix }
func (s *stream) publish(text ...string) error            { return nil }

type settings struct{ ctx context.Context }

func (s *stream) compact(set settings) error {
	var opts []Option
	if set.ctx != nil {
		opts = append(opts, Context(set.ctx))
	}
	if err := s.watch(opts...); err != nil {
		return err
	}
	return s.purge(s.name2("x")) // want `dropped: .*purge does not get the context that Context makes an option of at options.go:\d+ for another call`
}

func (s *stream) compactRight(set settings) error {
	var opts []Option
	if set.ctx != nil {
		opts = append(opts, Context(set.ctx))
	}
	if err := s.watch(opts...); err != nil {
		return err
	}
	s.publish()                  // ok: takes no options
	return s.purge("x", opts...) // ok
}

// ok: no option is made of a context.
func (s *stream) plain() error {
	if err := s.watch(Retries(3)); err != nil {
		return err
	}
	return s.purge("x")
}

// ok: after an error, nothing is to be cancelled.
func (s *stream) undone(ctx context.Context) error {
	if err := s.watch(Context(ctx)); err != nil {
		s.purge("x")
		return err
	}
	return nil
}
