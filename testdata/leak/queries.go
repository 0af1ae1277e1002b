package queries

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"

	"drive"
)

// A table has three rows of one name each.
type table struct{ left int }

func (*table) Columns() []string { return []string{"name"} }
func (*table) Close() error      { return nil }

func (t *table) Next(dest []driver.Value) error {
	if t.left == 0 {
		return io.EOF
	}
	t.left--
	dest[0] = ""
	return nil
}

type memory struct{}

func (memory) Open(string) (driver.Conn, error)             { return memory{}, nil }
func (memory) Connect(context.Context) (driver.Conn, error) { return memory{}, nil }
func (memory) Driver() driver.Driver                        { return memory{} }
func (memory) Prepare(string) (driver.Stmt, error)          { return memory{}, nil }
func (memory) Close() error                                 { return nil }
func (memory) Begin() (driver.Tx, error)                    { return nil, io.EOF }
func (memory) NumInput() int                                { return -1 }
func (memory) Exec([]driver.Value) (driver.Result, error)   { return nil, io.EOF }
func (memory) Query([]driver.Value) (driver.Rows, error)    { return &table{left: 3}, nil }

func init() {
	p := drive.Package("queries")
	const why = "rows that are not closed keep a connection, and a goroutine only where the context can end"
	ctx := context.Background()
	held := func(query func(*sql.DB)) func() func() bool {
		return func() func() bool {
			db := sql.OpenDB(memory{})
			query(db)
			return func() bool { return db.Stats().InUse == 1 }
		}
	}
	safe := func(query func(*sql.DB)) func() {
		return func() {
			db := sql.OpenDB(memory{})
			defer db.Close()
			query(db)
			if n := db.Stats().InUse; n != 0 {
				panic("a connection is still in use")
			}
		}
	}
	p.Held("unstopped", "First", why, held(func(db *sql.DB) { _, _ = First(ctx, db) }))
	p.Safe("FirstClosed", safe(func(db *sql.DB) { _, _ = FirstClosed(ctx, db) }))
	p.Held("unstopped", "Exists", why, held(func(db *sql.DB) { _, _ = Exists(db) }))
	p.Held("unstopped", "Names", why, held(func(db *sql.DB) { _, _ = Names(db) }))
	p.Safe("NamesAll", safe(func(db *sql.DB) { _, _ = NamesAll(db) }))
	p.Safe("NamesDeferred", safe(func(db *sql.DB) { _, _ = NamesDeferred(db) }))
	p.Safe("One", safe(func(db *sql.DB) { _, _ = One(db) }))
	p.Safe("Rows", safe(func(db *sql.DB) {
		if rows, err := Rows(db); err == nil {
			_ = rows.Close()
		}
	}))
	p.Safe("Count", safe(func(db *sql.DB) { _, _ = Count(db) }))
}
