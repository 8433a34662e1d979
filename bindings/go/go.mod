module oneid.dev/go

go 1.19
