// Package router declares the same small API on several routers.
package router

import (
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
)

// Notes is an API on chi.
type Notes struct {
	mu    sync.Mutex
	notes map[string]string
	views map[string]int
}

// NewNotes returns an API with one note.
func NewNotes() *Notes {
	return &Notes{notes: map[string]string{"hello": "world"}, views: map[string]int{}}
}

// Routes declares the API.
func (n *Notes) Routes() http.Handler {
	r := chi.NewRouter()
	r.Use(n.logged)
	r.Route("/notes", func(r chi.Router) {
		r.Get("/", n.list)
		r.Post("/", n.create)
		r.Delete("/", n.remove)
	})
	return r
}

func (n *Notes) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.views[r.URL.Path]++ // want "unguarded: map n.views"
		next.ServeHTTP(w, r)
	})
}

func (n *Notes) list(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for name := range n.notes {
		_, _ = w.Write([]byte(name + "\n"))
	}
}

func (n *Notes) create(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	n.notes[r.FormValue("name")] = r.FormValue("text")
	n.mu.Unlock()
	w.WriteHeader(http.StatusCreated)
}

func (n *Notes) remove(w http.ResponseWriter, r *http.Request) {
	delete(n.notes, r.FormValue("name")) // want "inconsistent-guard: map n.notes"
	w.WriteHeader(http.StatusNoContent)
}

// Ping declares a counter on chi, all in closures.
func Ping() http.Handler {
	pings := make(map[string]int)
	r := chi.NewRouter()
	r.Get("/ping", func(w http.ResponseWriter, r *http.Request) {
		pings[r.Host]++ // want "unguarded: map pings"
	})
	return r
}

// Scores declares a score board on gin.
func Scores() http.Handler {
	scores := make(map[string]int)
	e := gin.New()
	e.POST("/score", func(c *gin.Context) {
		scores[c.Query("team")]++ // want "unguarded: map scores"
		c.Status(http.StatusNoContent)
	})
	e.GET("/score", func(c *gin.Context) {
		c.JSON(http.StatusOK, scores)
	})
	return e
}

// ScoresLocked declares a score board on gin.
func ScoresLocked() http.Handler {
	var mu sync.RWMutex
	scores := make(map[string]int)
	e := gin.New()
	e.GET("/score", func(c *gin.Context) {
		mu.RLock()
		defer mu.RUnlock()
		c.JSON(http.StatusOK, scores)
	})
	e.POST("/score", func(c *gin.Context) {
		mu.Lock()
		scores[c.Query("team")]++
		mu.Unlock()
	})
	return e
}

// Annotated declares a route on gin whose values stay with the request.
func Annotated() http.Handler {
	e := gin.New()
	e.Use(func(c *gin.Context) {
		c.Set("labels", map[string]string{"path": c.Request.URL.Path})
		c.Next()
	})
	e.GET("/labels", func(c *gin.Context) {
		v, _ := c.Get("labels")
		labels := v.(map[string]string)
		labels["method"] = c.Request.Method
		c.JSON(http.StatusOK, labels)
	})
	return e
}

// Rooms is an API on echo.
type Rooms struct {
	booked map[string]string
	free   map[string]bool
}

// NewRooms returns an API with two rooms.
func NewRooms() *Rooms {
	rm := &Rooms{booked: make(map[string]string), free: make(map[string]bool)}
	rm.free["blue"] = true
	rm.free["red"] = true
	return rm
}

// Routes declares the API.
func (rm *Rooms) Routes() http.Handler {
	e := echo.New()
	e.POST("/book", rm.book)
	e.GET("/free", rm.known)
	return e
}

func (rm *Rooms) book(c echo.Context) error {
	if by := rm.booked[c.QueryParam("room")]; by != "" {
		return c.JSON(http.StatusConflict, by)
	}
	rm.booked[c.QueryParam("room")] = c.QueryParam("by") // want "unguarded: map rm.booked"
	return c.NoContent(http.StatusCreated)
}

func (rm *Rooms) known(c echo.Context) error {
	if !rm.free[c.QueryParam("room")] {
		return c.NoContent(http.StatusNotFound)
	}
	return c.JSON(http.StatusOK, rm.free)
}

// Links is an API on gorilla/mux.
type Links struct {
	sync.Mutex
	targets map[string]string
	clicks  map[string]int
}

// NewLinks returns an API with one link.
func NewLinks() *Links {
	return &Links{targets: map[string]string{"go": "https://go.dev"}, clicks: map[string]int{}}
}

// Routes declares the API.
func (l *Links) Routes() http.Handler {
	r := mux.NewRouter()
	r.HandleFunc("/follow", l.follow).Methods("GET")
	r.HandleFunc("/add", l.add).Methods("POST")
	r.HandleFunc("/clicks", func(w http.ResponseWriter, r *http.Request) {
		if l.clicks[r.FormValue("name")] == 0 { // want "inconsistent-guard: map l.clicks"
			http.NotFound(w, r)
		}
	})
	return r
}

func (l *Links) follow(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	l.Lock()
	target, ok := l.targets[name]
	if ok {
		l.clicks[name]++
	}
	l.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	http.Redirect(w, r, target, http.StatusFound)
}

func (l *Links) add(w http.ResponseWriter, r *http.Request) {
	l.Lock()
	defer l.Unlock()
	l.targets[r.FormValue("name")] = r.FormValue("target")
	l.clicks[r.FormValue("name")] = 0
}
