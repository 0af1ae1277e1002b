// Package tagpairs gives keys and values in turn to a helper that makes tags.
package tagpairs

import (
	"context"
	"net/http"

	"go.opencensus.io/tag"
)

var (
	appKey    = tag.MustNewKey("app")
	pathKey   = tag.MustNewKey("path")
	methodKey = tag.MustNewKey("method")
)

func withTags(opts ...any) []tag.Mutator {
	var out []tag.Mutator
	for i := 0; i+1 < len(opts); i += 2 {
		key, ok := opts[i].(tag.Key)
		value, isText := opts[i+1].(string)
		if ok && isText {
			out = append(out, tag.Upsert(key, value))
		}
	}
	return out
}

func received(ctx context.Context, path, method string) {
	_, _ = tag.New(ctx, withTags(appKey, "shop", pathKey, path, methodKey, method)...)
}

func completed(ctx context.Context, path, method string) {
	_, _ = tag.New(ctx, withTags(appKey, "shop", methodKey, method)...)
}

func handle(w http.ResponseWriter, r *http.Request) {
	received(r.Context(), r.URL.Path, "GET")  // want `unbounded: metric label path takes the request URL`
	received(r.Context(), "/", r.Method)      // want `unbounded: metric label method takes the request method`
	completed(r.Context(), r.URL.Path, "GET") // ok: the path gets into no tag
}
