// Package webinfo reads requests for others. It knows no metrics.
package webinfo

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/google/uuid"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func ClientIP(r *http.Request) string {
	if ip := r.Header.Get("X-Real-Ip"); ip != "" {
		return ip
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}

func Version(h http.Header) string { return strings.TrimSpace(h.Get("X-Version")) }

func Verb(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return "read"
	}
	return "write"
}

func Tidy(text string) string { return strings.ToLower(strings.Trim(text, "/ ")) }

func Long(text string) string { return "long-" + boolean(len(text) > 10) }

func boolean(so bool) string {
	if so {
		return "yes"
	}
	return "no"
}

func NewID() string {
	id, err := uuid.NewRandom()
	if err != nil {
		return "none"
	}
	return id.String()
}

func Reason(err error) string {
	if errors.Is(err, io.EOF) {
		return "end"
	}
	return err.Error()
}

func Class(err error) string {
	if errors.Is(err, io.EOF) {
		return "end"
	}
	return "other"
}

// Info is what is worth knowing of a request.
type Info struct {
	Path string
	Verb string
	Zone string
	Note string
}

func Parse(r *http.Request, zone string) (Info, error) {
	info := Info{Verb: Verb(r), Zone: zone, Note: r.Header.Get("X-Note")}
	if r.Method != http.MethodConnect {
		info.Path = strings.TrimSuffix(r.URL.Path, "/")
	}
	return info, nil
}

// Named makes an Info that did not come with a request.
func Named(note string) Info { return Info{Note: note} }

// A Query is a request and what its route says of it.
type Query struct {
	r     *http.Request
	route string
}

func (q *Query) Agent() string {
	if q.r == nil {
		return ""
	}
	return q.r.UserAgent()
}

func (q *Query) Route() string {
	if q.route == "" {
		return "none"
	}
	return q.route
}

type App struct {
	metav1.ObjectMeta
	Project string
}

func (a *App) Key() string   { return a.Namespace + "/" + a.Name }
func (a *App) Owner() string { return a.Project }

type SpanID [8]byte

func (id SpanID) String() string {
	var out strings.Builder
	for _, b := range id {
		out.WriteByte('a' + b%16)
	}
	return out.String()
}

type Colour [3]byte

func (c Colour) String() string { return string(c[:]) }

// A Run is one execution of a job.
type Run struct {
	// ID of the run (UUID).
	ID string
	// JobID names the job in the settings.
	JobID string
}
