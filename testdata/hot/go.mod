module hot.example/hot

go 1.26
