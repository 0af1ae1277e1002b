package shapes

// Resolve looks hosts up while versions of the routes come in, each of which
// replaces the one before. It returns what it has found.
func Resolve(hosts []string, versions <-chan string) []string {
	targets := map[string]string{"x": "x0", "y": "y0"}
	done := make(chan bool)
	go func() {
		for version := range versions {
			next := make(map[string]string)
			for _, host := range []string{"x", "y"} {
				next[host] = host + version
			}
			targets = next
		}
		close(done)
	}()
	var found []string
	for _, host := range hosts {
		if target, ok := targets[host]; ok {
			found = append(found, target)
		}
	}
	<-done
	return append(found, targets["x"])
}
