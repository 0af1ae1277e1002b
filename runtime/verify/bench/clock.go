package main

import (
	"runtime"
	"time"
)

// stopwatch measures the time of operations in two ways. By the wall is what a service
// sees, on a machine that runs nothing else. By the processor counts only the time that
// this process has really run, divided by the number of processors; it is the same on a
// quiet machine, as long as nobody waits idle for a lock, and nearly so on a busy one.
type stopwatch struct {
	wall time.Time
	cpu  time.Duration
}

func start() stopwatch { return stopwatch{time.Now(), processorTime()} }

const (
	metricWall = "ns/op"
	metricCPU  = "processor ns/op"
)

// lap records the time since start that each of ops operations took.
func (s stopwatch) lap(r *row, ops int64) {
	cpu := processorTime() - s.cpu
	r.add(metricWall, float64(time.Since(s.wall))/float64(ops))
	r.add(metricCPU, float64(cpu)/float64(runtime.GOMAXPROCS(0))/float64(ops))
}

// perOperation makes a case that is measured with a stopwatch.
func (b *bench) perOperation(group, name string) *caseResult {
	if b.byProcessor {
		return newCase(group, name, "ns/op", metricCPU, metricWall)
	}
	return newCase(group, name, "ns/op", metricWall, metricCPU)
}
