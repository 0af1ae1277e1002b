module github.com/govlint/govlint

go 1.26.0

require golang.org/x/tools v0.52.0

require (
	github.com/rogpeppe/go-internal v1.14.1
	github.com/stretchr/testify v1.12.1 // indirect
	honnef.co/go/tools v0.8.2 // indirect
)
