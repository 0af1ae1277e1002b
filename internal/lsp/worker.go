package lsp

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/govlint/govlint/internal/config"
)

// A worker runs one analysis at a time: the packages of what changed as soon as
// nothing was typed for a moment, and whole modules when there is nothing else
// to do. A change cancels what runs.
type worker struct {
	s    *session
	wake chan struct{}

	mu     sync.Mutex
	due    time.Time       // before that, nothing starts
	idle   time.Time       // before that, nothing wide does
	dirty  map[string]bool // directories of packages
	wide   map[string]bool // modules to analyse as a whole
	inside []string        // the folders of the workspace; none means everywhere
	cancel context.CancelFunc
}

func newWorker(ctx context.Context, s *session) *worker {
	w := &worker{s: s, wake: make(chan struct{}, 1), dirty: make(map[string]bool), wide: make(map[string]bool)}
	go w.loop(ctx)
	return w
}

// addFolders analyses the modules of what the editor has as workspace.
func (w *worker) addFolders(folders []folder) {
	for _, f := range folders {
		if dir := pathOf(f.URI); dir != "" {
			w.update(func() {
				w.wide[dir] = true
				w.inside = append(w.inside, dir)
			}, 0)
		}
	}
}

// concerns reports whether the file is the user's, not one of a dependency that
// was opened to be read.
func (w *worker) concerns(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.inside) == 0 || slices.ContainsFunc(w.inside, func(dir string) bool {
		return strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
	})
}

func (w *worker) opened(path string) { w.touch(path, 0) }

func (w *worker) changed(path string) { w.touch(path, w.s.opts.Delay) }

func (w *worker) saved(path string) {
	if (filepath.Ext(path) == ".go" || special(path)) && w.concerns(path) {
		w.widen(path)
	}
}

// changedOnDisk learns of files that changed by other hands.
func (w *worker) changedOnDisk(path string) {
	if special(path) {
		w.widen(path)
		return
	}
	w.touch(path, w.s.opts.Delay)
}

// special reports whether the file says how packages are analysed.
func special(path string) bool {
	switch filepath.Base(path) {
	case "go.mod", "go.work", config.Name:
		return true
	}
	return false
}

// widen analyses all of the module of a file again: what is said of other
// packages may depend on it.
func (w *worker) widen(path string) {
	root, err := config.Root(filepath.Dir(path))
	if err != nil {
		return
	}
	w.touch(path, 0)
	w.update(func() { w.wide[root] = true }, 0)
}

func (w *worker) touch(path string, delay time.Duration) {
	if filepath.Ext(path) == ".go" && w.concerns(path) {
		w.update(func() { w.dirty[filepath.Dir(path)] = true }, delay)
	}
}

// idle is how long nothing may happen before whole modules are analysed: an
// editor that opens a workspace opens a file next, and that goes first.
const idle = time.Second

// update changes what there is to do, ends what runs, and waits for delay.
func (w *worker) update(change func(), delay time.Duration) {
	w.mu.Lock()
	change()
	if due := time.Now().Add(delay); due.After(w.due) {
		w.due = due
	}
	w.idle = time.Now().Add(idle)
	if w.cancel != nil {
		w.cancel()
	}
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// A job is a request, and how to put it back when it was not finished.
type job struct {
	request Request
	again   func()
	wide    bool
}

func (w *worker) loop(ctx context.Context) {
	for ctx.Err() == nil {
		jobs, wait := w.next(ctx)
		if len(jobs) == 0 {
			w.sleep(ctx, wait)
			continue
		}
		for _, j := range jobs {
			w.run(ctx, j)
		}
	}
}

// sleep waits until something changed or the time is over; 0 is for ever.
func (w *worker) sleep(ctx context.Context, wait time.Duration) {
	var timer <-chan time.Time
	if wait > 0 {
		timer = time.After(wait)
	}
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-timer:
	}
}

// next returns what is to be done now, or how long there is nothing.
func (w *worker) next(ctx context.Context) ([]job, time.Duration) {
	w.mu.Lock()
	if wait := time.Until(w.due); wait > 0 && len(w.dirty)+len(w.wide) > 0 {
		w.mu.Unlock()
		return nil, wait
	}
	if len(w.dirty) > 0 {
		dirs := w.dirty
		w.dirty = make(map[string]bool)
		w.mu.Unlock()
		return w.narrow(dirs), 0
	}
	if wait := time.Until(w.idle); wait > 0 && len(w.wide) > 0 {
		w.mu.Unlock()
		return nil, wait
	}
	for dir := range w.wide {
		delete(w.wide, dir)
		w.mu.Unlock()
		var jobs []job
		for _, root := range w.s.opts.Modules(ctx, dir) {
			again := func() { w.wide[root] = true }
			jobs = append(jobs, job{Request{Dir: root, Patterns: []string{"./..."}}, again, true})
		}
		return jobs, time.Millisecond
	}
	w.mu.Unlock()
	return nil, 0
}

// narrow returns a job a module for the packages in the directories.
func (w *worker) narrow(dirs map[string]bool) []job {
	var jobs []job
	at := make(map[string]int)
	for dir := range dirs {
		root, err := config.Root(dir)
		if err != nil {
			continue
		}
		i, ok := at[root]
		if !ok {
			i = len(jobs)
			at[root] = i
			jobs = append(jobs, job{request: Request{Dir: root}})
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(dir, root), string(filepath.Separator)))
		jobs[i].request.Patterns = append(jobs[i].request.Patterns, "./"+rel)
		before := jobs[i].again
		jobs[i].again = func() {
			if before != nil {
				before()
			}
			w.dirty[dir] = true
		}
	}
	for _, j := range jobs {
		slices.Sort(j.request.Patterns)
	}
	return jobs
}

// run does a job, and puts it back when something changed meanwhile.
func (w *worker) run(ctx context.Context, j job) {
	runCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	w.mu.Lock()
	if len(w.dirty) > 0 { // came in after the job was taken
		j.again()
		w.mu.Unlock()
		return
	}
	w.cancel = cancel
	w.mu.Unlock()
	stop := w.s.progress(runCtx, j)
	w.s.analyse(runCtx, j.request)
	stop()
	w.mu.Lock()
	w.cancel = nil
	if runCtx.Err() != nil {
		j.again()
	}
	w.mu.Unlock()
}

// analyse runs the analysis over the text in the editor and shows what it finds.
func (s *session) analyse(ctx context.Context, r Request) {
	open, versions := s.openTexts()
	r.Overlay = make(map[string][]byte)
	for path, text := range open {
		if data, err := os.ReadFile(path); err != nil || !bytes.Equal(data, text) {
			r.Overlay[path] = text
		}
	}
	outcome, err := s.opts.Analyse(ctx, r)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.logf("%s: %v", r.Dir, err)
		return
	}
	for _, problem := range outcome.Problems {
		s.logf("%s", problem)
	}
	t := newTexts(open)
	s.found(s.problemsOf(outcome.Findings, outcome.Editable, t, versions), outcome.Analysed, versions)
}
