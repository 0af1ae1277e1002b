// Package queries reads rows.
package queries

import (
	"context"
	"database/sql"
	"errors"
)

// First returns in the middle of the rows.
func First(ctx context.Context, db *sql.DB) (string, error) {
	rows, err := db.QueryContext(ctx, "names") // want "rows"
	if err != nil {
		return "", err
	}
	var name string
	for rows.Next() {
		err := rows.Scan(&name)
		return name, err
	}
	return "", rows.Err()
}

// FirstClosed closes them.
func FirstClosed(ctx context.Context, db *sql.DB) (string, error) {
	rows, err := db.QueryContext(ctx, "names")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var name string
	for rows.Next() {
		err := rows.Scan(&name)
		return name, err
	}
	return "", rows.Err()
}

// Exists looks whether there is a row and forgets the rest.
func Exists(db *sql.DB) (bool, error) {
	rows, err := db.Query("names") // want "rows"
	if err != nil {
		return false, err
	}
	return rows.Next(), nil
}

// Names closes the rows only at the end.
func Names(db *sql.DB) (names []string, err error) {
	rows, err := db.Query("names") // want "rows"
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if name == "" {
			return nil, errors.New("queries: empty name")
		}
		names = append(names, name)
	}
	return names, rows.Close()
}

// NamesAll reads to the end, which closes them.
func NamesAll(db *sql.DB) (n int, err error) {
	rows, err := db.Query("names")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// NamesDeferred closes them however it returns.
func NamesDeferred(db *sql.DB) (names []string, err error) {
	rows, err := db.Query("names")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// One has no rows to close.
func One(db *sql.DB) (name string, err error) {
	err = db.QueryRow("names").Scan(&name)
	return name, err
}

// Rows hands them to its caller.
func Rows(db *sql.DB) (*sql.Rows, error) {
	return db.Query("names")
}

// Count hands them to a function that closes them.
func Count(db *sql.DB) (int, error) {
	rows, err := db.Query("names")
	if err != nil {
		return 0, err
	}
	return count(rows), nil
}

func count(rows *sql.Rows) (n int) {
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n
}
