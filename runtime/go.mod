module github.com/govlint/govlint/runtime

go 1.24
