package tenants

import (
	"context"
	"time"

	"drive"
)

func init() {
	p := drive.Package("tenants")
	p.Safe("Certificate_Renew", func() {
		c := NewCertificate("a")
		_ = c.Renew()
		_ = NewCertificate().Renew()
		_ = c.Renew()
	})
	p.Safe("Maintain", func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		Maintain(ctx, NewCertificate("a"), time.Millisecond)
	})
}
