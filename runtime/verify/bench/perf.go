package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// perfCounters reads the processor's cache counters through Linux perf.
type perfCounters struct{ why string }

// findPerf returns counters that are not available, and say why, where there is no perf
// or the machine, a virtual one most often, has no counters.
func findPerf() *perfCounters {
	if _, err := exec.LookPath("perf"); err != nil {
		return &perfCounters{"perf is not installed"}
	}
	p := &perfCounters{}
	if _, err := p.during(50*time.Millisecond, func() { time.Sleep(50 * time.Millisecond) }); err != nil {
		p.why = err.Error()
	}
	return p
}

func (p *perfCounters) available() bool { return p != nil && p.why == "" }

// during returns cache misses divided by cache references of this process while f runs.
func (p *perfCounters) during(d time.Duration, f func()) (float64, error) {
	const misses, references = "cache-misses", "cache-references"
	var out bytes.Buffer
	cmd := exec.Command("perf", "stat", "-x", ",", "-e", misses+","+references,
		"-p", strconv.Itoa(os.Getpid()), "sleep", strconv.FormatFloat(d.Seconds(), 'f', 3, 64))
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	f()
	if err := cmd.Wait(); err != nil {
		return 0, fmt.Errorf("perf stat: %w", err)
	}
	missed, err1 := eventCount(out.String(), misses)
	referred, err2 := eventCount(out.String(), references)
	if err := errors.Join(err1, err2); err != nil || referred == 0 {
		return 0, errors.New("perf finds no cache counters on this machine")
	}
	return missed / referred, nil
}

// eventCount finds an event in perf's lines of value,unit,event,...
func eventCount(out, event string) (float64, error) {
	for line := range strings.Lines(out) {
		fields := strings.Split(line, ",")
		if len(fields) > 2 && strings.HasPrefix(fields[2], event) {
			return strconv.ParseFloat(fields[0], 64)
		}
	}
	return 0, fmt.Errorf("perf reports no %s", event)
}
