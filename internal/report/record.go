package report

import (
	"encoding/json"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const recordPrefix = "record:"

// Record emits data that is no finding, for a front end that asked for it. The
// name tells what the data is about.
func Record(pass *analysis.Pass, pos token.Pos, name string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	pass.Report(analysis.Diagnostic{Pos: pos, Category: recordPrefix + name, Message: string(text)})
	return nil
}

// RecordName is the name of the record whose diagnostic has the category, and
// whether it is one.
func RecordName(category string) (string, bool) { return strings.CutPrefix(category, recordPrefix) }
