package batch

// SumCap makes room for all outcomes, and asks the channel for how many.
func SumCap(jobs []Job) int {
	outcomes := make(chan int, len(jobs))
	for _, job := range jobs {
		go func() {
			v, _ := job()
			outcomes <- v
		}()
	}
	sum := 0
	for i := 0; i < cap(outcomes); i++ {
		sum += <-outcomes
	}
	return sum
}

// SumCapMore has room for one more than there are outcomes.
func SumCapMore(jobs []Job) int {
	outcomes := make(chan int, len(jobs)+1)
	for _, job := range jobs {
		go func() {
			v, _ := job()
			outcomes <- v
		}()
	}
	sum := 0
	for i := 0; i < cap(outcomes); i++ {
		sum += <-outcomes // want "outcomes"
	}
	return sum
}
