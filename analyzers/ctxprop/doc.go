// Package ctxprop defines an Analyzer that follows contexts from where they
// come from to the work that is done under them.
//
// # Analyzer ctxprop
//
// ctxprop: find contexts that are dropped, replaced, outlived or never cancelled
//
// A context carries a request's deadline, its cancellation and its trace. Where
// it is replaced by context.Background, the database goes on working for a
// client that is long gone; where it is passed on too far, the clean-up or the
// goroutine that must outlast the request is cut off with it.
//
// Every finding names the context that is at hand and the work that does not get
// it, and, where they stand in different functions, the calls in between. It is
// said once, where the context is lost, not at every caller.
//
// # How it decides
//
// A context counts as a root only when all it can come from is Background or
// TODO: a field, an unknown function, or a nil guard that falls back to
// Background keep the tool silent. A context is at hand as a parameter, out of a
// request, a stream or a command, as a local that can be cancelled, or as the one
// field of the receiver that lives as long as the receiver does; in a function
// literal also those of the function around it, when the literal runs before that
// function returns, or in a group of goroutines that it waits for.
//
// Of functions in other packages of the module it is known where a context that
// they return comes from, whether they do anything under one, whether they lose
// the context of their callers, work in a goroutine under it, or sleep in a loop.
//
// # When it is right to detach
//
// Nothing is said of work in a defer, after an error, or after the context has
// ended; of functions and callees whose names speak of an end (Close, Shutdown,
// Rollback, Stop, Release, …); of logs and audits; of constructors that start
// something that is returned or stored; of contexts whose cancel function is
// returned, stored or handed on; of goroutines that nobody waits for; of main,
// init, test files and helpers that take a test; and where a comment on the line
// or above it says why.
//
// # What it cannot see
//
// Contexts in slices, maps and channels; whether an interface's method waits,
// where only a function of another package knows that there is none to pass on.
//
// ## dropped (warning)
//
// work runs under context.Background or TODO although a context is at hand
//
// The function that does it need not be the one that has the context: when all
// its callers have one, it lacks a parameter.
//
// Wrong:
//
//	func (s *store) order(w http.ResponseWriter, r *http.Request) {
//		o, err := s.load(context.Background(), r.PathValue("id"))
//
// Right:
//
//	func (s *store) order(w http.ResponseWriter, r *http.Request) {
//		o, err := s.load(r.Context(), r.PathValue("id"))
//
// ## variant (warning)
//
// a function is called that takes no context, although its counterpart does and a context is at hand
//
// The counterpart stands in the same package or type and is called as the
// function, with Context, WithContext or Ctx behind its name.
//
// Wrong:
//
//	rows, err := s.db.Query("SELECT …", id)
//
// Right:
//
//	rows, err := s.db.QueryContext(ctx, "SELECT …", id)
//
// ## outlived (error)
//
// a goroutine that nobody waits for works under a context that ends when the function returns
//
// Wrong:
//
//	func (s *shop) checkout(w http.ResponseWriter, r *http.Request) {
//		go s.sendReceipt(r.Context(), order) // cancelled when checkout returns
//	}
//
// Right:
//
//	func (s *shop) checkout(w http.ResponseWriter, r *http.Request) {
//		go s.sendReceipt(context.WithoutCancel(r.Context()), order)
//	}
//
// ## cleanup-cancelled (warning)
//
// a clean-up runs under a context that has ended, or may have by then
//
// Wrong:
//
//	<-ctx.Done()
//	srv.Shutdown(ctx) // returns at once and cuts off the open requests
//
// Right:
//
//	<-ctx.Done()
//	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
//	defer cancel()
//	srv.Shutdown(ctx)
//
// ## lost-cancel (warning)
//
// a cancel function is not called: thrown away, forgotten on a path, deferred in a loop, kept where nobody reads it
//
// Wrong:
//
//	for _, host := range hosts {
//		ctx, cancel := context.WithTimeout(ctx, time.Second)
//		defer cancel() // not before the function returns
//		ping(ctx, host)
//	}
//
// Right:
//
//	for _, host := range hosts {
//		ctx, cancel := context.WithTimeout(ctx, time.Second)
//		ping(ctx, host)
//		cancel()
//	}
//
// ## ignored (warning)
//
// a function that has a context waits without looking at it
//
// Wrong:
//
//	for attempt := range 5 {
//		if err = send(ctx, msg); err == nil {
//			return nil
//		}
//		time.Sleep(backoff(attempt))
//	}
//
// Right:
//
//	for attempt := range 5 {
//		if err = send(ctx, msg); err == nil {
//			return nil
//		}
//		select {
//		case <-ctx.Done():
//			return ctx.Err()
//		case <-time.After(backoff(attempt)):
//		}
//	}
//
// ## loop-nested (warning)
//
// a context is wrapped in itself in every round of a loop, or call of a function
//
// Wrong:
//
//	for _, job := range jobs {
//		ctx = context.WithValue(ctx, jobKey{}, job) // carries all earlier jobs
//		run(ctx)
//	}
//
// Right:
//
//	for _, job := range jobs {
//		run(context.WithValue(ctx, jobKey{}, job))
//	}
//
// A list of hooks that each add to the context is meant so, and not reported.
//
// ## key (warning)
//
// a context value is stored under a key that others use too, or that nobody reads
//
// Wrong:
//
//	ctx = context.WithValue(ctx, "user", u)
//
// Right:
//
//	type userKey struct{}
//	ctx = context.WithValue(ctx, userKey{}, u)
//
// ## span (warning)
//
// a span is not ended, has no children because its context was thrown away, or begins a trace of its own
//
// Wrong:
//
//	_, span := tracer.Start(ctx, "checkout")
//	defer span.End()
//	return s.charge(ctx, order) // not below the span
//
// Right:
//
//	ctx, span := tracer.Start(ctx, "checkout")
//	defer span.End()
//	return s.charge(ctx, order)
//
// ## carrier (warning)
//
// what a request carries is lost on its way: a header under a key that does not exist, a derived context that is not used, the gRPC code of an error
//
// Wrong:
//
//	id := r.Header["X-Trace-ID"] // net/http keeps it as X-Trace-Id
//
// Right:
//
//	id := r.Header.Get("X-Trace-ID")
//
// ## field (warning)
//
// a context that ends with the call is stored in an object that does not
//
// A context in a struct is not reported for being there.
//
// Wrong:
//
//	func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		h.ctx = r.Context() // the next request replaces it
//
// Right:
//
//	func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
//		h.serve(r.Context(), w)
//
// ## nil (error)
//
// nil is passed for a context
//
// Wrong:
//
//	user, err := store.Find(nil, id)
//
// Right:
//
//	user, err := store.Find(ctx, id)
package ctxprop
