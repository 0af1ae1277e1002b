package prometheus

type Observer interface{ Observe(float64) }

type Gauge interface {
	Set(float64)
	Inc()
	Add(float64)
}

type Histogram interface{ Observe(float64) }

type Summary interface{ Observe(float64) }

type GaugeOpts struct {
	Namespace, Subsystem, Name, Help string
	ConstLabels                      Labels
}

// An ExemplarObserver takes an example with an observation.
type ExemplarObserver interface {
	ObserveWithExemplar(value float64, exemplar Labels)
}

type HistogramOpts struct {
	Namespace, Subsystem, Name, Help string
	Buckets                          []float64
	NativeHistogramBucketFactor      float64
}

type SummaryOpts struct {
	Namespace, Subsystem, Name, Help string
	Objectives                       map[float64]float64
}

type GaugeVec struct{ names []string }

type HistogramVec struct{ names []string }

type SummaryVec struct{ names []string }

var DefBuckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func NewCounter(opts CounterOpts) Counter                                   { return nil }
func NewGauge(opts GaugeOpts) Gauge                                         { return nil }
func NewHistogram(opts HistogramOpts) Histogram                             { return nil }
func NewSummary(opts SummaryOpts) Summary                                   { return nil }
func NewGaugeVec(opts GaugeOpts, labelNames []string) *GaugeVec             { return nil }
func NewHistogramVec(opts HistogramOpts, labelNames []string) *HistogramVec { return nil }
func NewSummaryVec(opts SummaryOpts, labelNames []string) *SummaryVec       { return nil }

func LinearBuckets(start, width float64, count int) []float64       { return nil }
func ExponentialBuckets(start, factor float64, count int) []float64 { return nil }

func (v *GaugeVec) WithLabelValues(lvs ...string) Gauge         { return nil }
func (v *GaugeVec) With(labels Labels) Gauge                    { return nil }
func (v *HistogramVec) WithLabelValues(lvs ...string) Observer  { return nil }
func (v *HistogramVec) With(labels Labels) Observer             { return nil }
func (v *HistogramVec) MustCurryWith(labels Labels) ObserverVec { return nil }
func (v *SummaryVec) WithLabelValues(lvs ...string) Observer    { return nil }
func (v *CounterVec) MustCurryWith(labels Labels) *CounterVec   { return nil }
func (v *GaugeVec) DeleteLabelValues(lvs ...string) bool        { return false }

type ObserverVec interface{ WithLabelValues(lvs ...string) Observer }

type Desc struct{}

type ValueType int

const (
	CounterValue ValueType = 1
	GaugeValue   ValueType = 2
)

type Metric interface{ Desc() *Desc }

func NewDesc(fqName, help string, variableLabels []string, constLabels Labels) *Desc { return nil }
func BuildFQName(namespace, subsystem, name string) string                           { return "" }

func MustNewConstMetric(desc *Desc, valueType ValueType, value float64, labelValues ...string) Metric {
	return nil
}
