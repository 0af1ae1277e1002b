module example.org/fixes

go 1.26
