// Package tags declares the labels of its metrics in struct tags.
package tags

import "github.com/prometheus/client_golang/prometheus"

type deploy struct {
	Env    string `prom:"env|staging|prod"`          // ok
	Region string `prom:"region|us-west|eu-central"` // ok
	Name   string `json:"name" prom:"-"`             // ok
	Other  string `prom:"go_goroutines"`             // ok: without values it is a tag of someone else
}

type wrong struct {
	Twice    string `prom:"env|staging|prod,env|a|b"`      // want `tag-syntax: label env stands there twice in the tag of field Twice`
	Same     string `prom:"env|prod|staging|prod"`         // want `tag-syntax: value prod of label env stands there twice`
	Empty    string `prom:"env|staging||prod"`             // want `tag-syntax: label env lists an empty value`
	Nameless string `prom:"|staging|prod"`                 // want `tag-syntax: a label has no name`
	NoValues string `prom:"env,region|us-west|eu-central"` // want `tag-syntax: label env lists no values`
	Reserved string `prom:"__name__|a|b"`                  // want `tag-syntax: label __name__ is reserved`
	Bucket   string `prom:"le|1|2"`                        // want `tag-syntax: label le is reserved`
	Dashed   string `prom:"data-center|a|b"`               // want `tag-syntax: "data-center" is no name of a label`
	Spaced   string `prom:"env|staging, prod|a"`           // want `tag-syntax: " prod" is no name of a label`
	Padded   string `prom:"env|staging| prod"`             // want `tag-syntax: value " prod" of label env has spaces around it`
}

type big struct {
	Zone  string `prom:"zone|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t"` // want `tag-budget: the tags of struct big make 8000 combinations of labels \(zone 20 × rack 20 × shelf 20\), more than 5000`
	Rack  string `prom:"rack|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t"`
	Shelf string `prom:"shelf|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t"`
}

// Each metric has labels of its own: 400 combinations twice.
type metrics struct {
	Requests *prometheus.CounterVec `prom:"zone|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t,rack|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t"`                                               // ok
	Errors   *prometheus.CounterVec `prom:"zone|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t,rack|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t"`                                               // ok
	Parts    *prometheus.CounterVec `prom:"zone|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t,rack|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t,shelf|a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t"` // want `tag-budget: the tags of field Parts make 8000 combinations`
}

func assign(d *deploy, region string) {
	d.Env = "dev"                                 // want `tag-syntax: field Env gets the value "dev", which the tag at tags.go:7 does not list for label env; list it, or use one of staging, prod`
	d.Env = "prod"                                // ok
	d.Env = ""                                    // ok: not set
	d.Region = region                             // ok
	_ = deploy{Env: "staging", Region: "eu-west"} // want `tag-syntax: field Region gets the value "eu-west"`
	_ = deploy{Env: "prod", Region: "us-west"}    // ok
}

// consensus is read by CometBFT's metricsgen.
type consensus struct {
	Votes  prometheus.Counter   `metrics_labels:"vote_type, validator"`                           // ok
	Steps  prometheus.Counter   `metrics_labels:"step, step"`                                     // want `tag-syntax: label step stands there twice in the tag of field Steps`
	Peers  prometheus.Counter   `metrics_labels:"peer id"`                                        // want `tag-syntax: "peer id" is no name of a label`
	Blocks prometheus.Histogram `metrics_bucketsizes:"1, 5, 3" metrics_labels:"proposer"`         // want `tag-syntax: bucket 3 follows 5; bounds must increase`
	Rounds prometheus.Histogram `metrics_bucketsizes:"1, 5, 10"`                                  // ok
	Delay  prometheus.Histogram `metrics_buckettype:"exprange" metrics_bucketsizes:"0.1, 100, 8"` // ok: from, to and how many
}
