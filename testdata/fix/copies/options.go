package copies

import "context"

type optionsKey struct{}

type options struct {
	trace    bool
	settings map[string]int
}

// WithSetting returns a context with a setting.
func WithSetting(ctx context.Context, key string, value int) context.Context {
	return context.WithValue(ctx, optionsKey{}, options{settings: map[string]int{key: value}})
}

func optionsOf(ctx context.Context) options {
	if o, ok := ctx.Value(optionsKey{}).(options); ok {
		return o
	}
	return options{settings: make(map[string]int)}
}

// Query returns the sum of the settings with which a query is sent.
func Query(ctx context.Context, limit int) int {
	opts := optionsOf(ctx)
	if limit > 0 {
		opts.settings["limit"] = limit // of this query
	}
	sum := 0
	for _, v := range opts.settings {
		sum += v
	}
	return sum
}
