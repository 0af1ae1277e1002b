// Package ctxprop looks up what a shop has.
package ctxprop

import (
	"context"
	"database/sql"
	"net/http"
)

// A Stock is a table of articles.
type Stock struct{ db *sql.DB }

// Count answers how many there are of an article.
func (s *Stock) Count(w http.ResponseWriter, r *http.Request) {
	var n int
	row := s.db.QueryRowContext(context.Background(), "SELECT count FROM stock WHERE article = ?", r.FormValue("article"))
	if err := row.Scan(&n); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
