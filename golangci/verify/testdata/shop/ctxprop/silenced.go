package ctxprop

import (
	"context"
	"net/http"
)

// Order keeps an order, whether the customer waits for it or not.
func (s *Stock) Order(w http.ResponseWriter, r *http.Request) {
	//nolint:ctxprop // an order is kept though the customer went
	_, err := s.db.ExecContext(context.Background(), "INSERT INTO orders VALUES (?)", r.FormValue("article"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
