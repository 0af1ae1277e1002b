package labelcard

import "net/http"

// Staff counts a visit of the staff.
func Staff(w http.ResponseWriter, r *http.Request) {
	visits.Add(r.URL.Path, 1) //nolint:labelcard // the door lets known paths pass only
}
