// Package linear records what goroutines see of a map while they fight over a few of its
// keys, and checks with porcupine that some order of single steps explains it
// (linearizability: Herlihy and Wing, TOPLAS 1990).
//
// Each key is checked apart, which is enough, because linearizability is local. So the
// operations on all entries become steps on each key, and say just what is documented:
// Clear deletes every key somewhere between its call and its return; an iteration reads
// every key once between its call and the moment it visits it, or finds it absent between
// its call and its return.
//
// Around the recorded keys others come and go, so that the map grows while it is
// observed. The tests are to be run with and without the race detector: it changes the
// timing, and Go's synchronization primitives behave differently under it.
package linear
