package listing

import (
	"context"
	"errors"

	"drive"
)

// A fakeSource has one item, and then breaks.
type fakeSource struct{}

func (fakeSource) Page(_ context.Context, token string) (Page, error) {
	if token != "" {
		return Page{}, errors.New("gone")
	}
	return Page{Items: []Item{{Key: "a"}}, Next: "2"}, nil
}

func init() {
	p := drive.Package("listing")
	ctx := context.Background()
	p.Safe("All", func() { _, _ = All(ctx, fakeSource{}) })
	p.Safe("Last", func() { Last([]Page{{Next: "a"}, {Next: "b"}}) })
	p.Leak("send", "Has", func() {
		request, end := context.WithCancel(ctx)
		defer end()
		_, _ = Has(request, fakeSource{}, "a")
	})
}
