package group

import (
	"context"
	"errors"

	"drive"
)

func init() {
	p := drive.Package("group")
	ctx := context.Background()
	bad := errors.New("bad")
	records := []string{"a", "b", "c"}
	fails := func(string) error { return bad }
	ids := []int{1, 2, 3}
	load := func(int) (string, error) { return "row", nil }
	failing := func() error { return bad }
	fine := func() error { return nil }
	p.Leak("send", "Import", func() { _ = Import(ctx, records, fails) })
	p.Safe("ImportContext", func() { _ = ImportContext(ctx, records, fails) })
	p.Safe("ImportDrained", func() { _ = ImportDrained(records, fails) })
	p.Leak("send", "Export", func() { _, _ = Export(ids, load) })
	p.Safe("ExportRoom", func() { _, _ = ExportRoom(ids, load) })
	p.Safe("ExportWaiter", func() { _, _ = ExportWaiter(ids, load) })
	p.Safe("Limited", func() { _ = Limited(ids, func(int) error { return nil }) })
	p.Safe("Follow", func() { _ = Follow(ctx, fine, func() {}) })
	p.Leak("receive", "Confirm", func() { _ = Confirm(failing, fine) })
	p.Safe("ConfirmContext", func() { _ = ConfirmContext(ctx, failing, fine); _ = ConfirmContext(ctx, fine, fine) })
}
