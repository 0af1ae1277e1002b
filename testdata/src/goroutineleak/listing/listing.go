// Package listing hands out what a source has, page by page.
package listing

import "context"

// An Item is a key, or what went wrong.
type Item struct {
	Key string
	Err error
}

// A Page is some of the items, and the token of the next page.
type Page struct {
	Items []Item
	Next  string
}

// A Source has pages.
type Source interface {
	Page(ctx context.Context, token string) (Page, error)
}

func list(ctx context.Context, src Source) <-chan Item {
	out := make(chan Item, 1)
	go func() {
		defer close(out)
		for token := ""; ; {
			page, err := src.Page(ctx, token)
			if err != nil {
				out <- Item{Err: err}
				return
			}
			for _, item := range page.Items {
				select {
				case out <- item:
				case <-ctx.Done():
					return
				}
			}
			if token = page.Next; token == "" {
				return
			}
		}
	}()
	return out
}

// All ends at the first error, and that is the last item: items of a page carry none.
func All(ctx context.Context, src Source) ([]string, error) {
	var keys []string
	for item := range list(ctx, src) {
		if item.Err != nil {
			return nil, item.Err
		}
		keys = append(keys, item.Key)
	}
	return keys, nil
}

// Last tells of each page, and of the end by one item more, which has room by then:
// what was sent first is taken first.
func Last(pages []Page) (key string) {
	out := make(chan Item, 1)
	go func() {
		for _, page := range pages {
			out <- Item{Key: page.Next}
		}
		out <- Item{Err: context.Canceled}
		out <- Item{Err: context.Canceled}
	}()
	for item := range out {
		if item.Err != nil {
			return key
		}
		key = item.Key
	}
	return key
}

// Has ends at the first match, while the lister still has an error to tell.
func Has(ctx context.Context, src Source, key string) (bool, error) {
	out := make(chan Item)
	go func() {
		defer close(out)
		for token := ""; ; {
			page, err := src.Page(ctx, token)
			if err != nil {
				out <- Item{Err: err} // want "out"
				return
			}
			for _, item := range page.Items {
				select {
				case out <- item:
				case <-ctx.Done():
					return
				}
			}
			if token = page.Next; token == "" {
				return
			}
		}
	}()
	for item := range out {
		if item.Err != nil {
			return false, item.Err
		}
		if item.Key == key {
			return true, nil
		}
	}
	return false, nil
}
