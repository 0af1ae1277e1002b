module github.com/govlint/govlint/runtime/verify

go 1.26

require github.com/govlint/govlint/runtime v0.0.0

replace github.com/govlint/govlint/runtime => ../
