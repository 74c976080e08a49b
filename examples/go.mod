module zhiku.example

go 1.26
