package catalog

import (
	"strings"
	"testing"
)

// Whether the rows name what exists is tested in the module resolve.
func TestRowsAreUnique(t *testing.T) {
	for name, tsv := range map[string]string{"spawners": spawnersTSV, "handlers": handlersTSV, "mapcalls": mapCallsTSV, "metrics": metricsTSV, "sources": sourcesTSV, "newmetrics": newMetricsTSV, "metricops": metricOpsTSV, "fillers": fillersTSV, "hotcalls": hotCallsTSV, "releases": releasesTSV, "commands": commandsTSV} {
		seen := make(map[string]bool)
		for line := range strings.Lines(tsv) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			// A function may touch several maps and take both name and labels, but runs or is called in one way.
			key := line
			if name != "mapcalls" && name != "metrics" && name != "fillers" {
				key, _, _ = strings.Cut(line, "\t")
			}
			if seen[key] {
				t.Errorf("%s.tsv has two rows for %s", name, key)
			}
			seen[key] = true
		}
	}
}

func TestTables(t *testing.T) {
	if sp := Spawners()["net/http.HandleFunc"]; sp != (Spawner{1, Handler}) {
		t.Errorf("http.HandleFunc: %+v", sp)
	}
	if who := Handlers()["net/http.ResponseWriter,*net/http.Request"]; who != "http handler" {
		t.Errorf("handler of net/http: %q", who)
	}
	if r := Releases()["(*database/sql.DB).Query"]; len(r.By) != 1 || r.By[0] != "Close" || r.Ends != "Next" {
		t.Errorf("DB.Query: %+v", r)
	}
	if r := Releases()["net/http.Get"]; r.Field != "Body" || r.Before != "" {
		t.Errorf("http.Get: %+v", r)
	}
	calls := MapCalls()["maps.Copy"]
	if len(calls) != 2 || calls[0] != (MapCall{0, "write"}) || calls[1] != (MapCall{1, "iterate"}) {
		t.Errorf("maps.Copy: %+v", calls)
	}
	if does := Fillers()["*bytes.Buffer"]["Bytes"]; does != Views {
		t.Errorf("Bytes of a bytes.Buffer %s", does)
	}
	if calls := MapCalls()["fmt.Println"]; len(calls) != 1 || calls[0].Arg != All {
		t.Errorf("fmt.Println: %+v", calls)
	}
}
