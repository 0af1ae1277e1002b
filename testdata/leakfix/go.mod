module example.org/leakfix

go 1.25
