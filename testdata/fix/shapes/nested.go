package shapes

import "net/http"

// Matrix counts by row and column.
type Matrix struct {
	cells map[string]map[string]int
}

// NewMatrix returns an empty one.
func NewMatrix() *Matrix { return &Matrix{cells: make(map[string]map[string]int)} }

// ServeHTTP counts in a cell.
func (m *Matrix) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	row, col := r.URL.Query().Get("row"), r.URL.Query().Get("col")
	cols, ok := m.cells[row]
	if !ok {
		cols = make(map[string]int)
		m.cells[row] = cols
	}
	cols[col]++
}

// Remove takes a column out of a row, and the row when it is empty.
func (m *Matrix) Remove(w http.ResponseWriter, r *http.Request) {
	row := r.URL.Query().Get("row")
	delete(m.cells[row], r.URL.Query().Get("col"))
	if len(m.cells[row]) == 0 {
		delete(m.cells, row)
	}
}

// Sum adds up a row.
func (m *Matrix) Sum(row string) int {
	sum := 0
	for _, n := range m.cells[row] {
		sum += n
	}
	return sum
}

// Cell is one of them.
func (m *Matrix) Cell(row, col string) (int, bool) {
	n, ok := m.cells[row][col]
	return n, ok
}

// Rows is the number of rows.
func (m *Matrix) Rows() int { return len(m.cells) }
