package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"strings"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/output"
	"golang.org/x/tools/go/analysis"
)

type object = map[string]any

// Schema returns the JSON schema of the file, for editors that complete and
// check YAML by one.
func Schema(all []*analysis.Analyzer) ([]byte, error) {
	var formats []string
	for _, f := range output.Formats() {
		formats = append(formats, f.Name)
	}
	severity := object{"enum": finding.Severities()}
	codes := object{}
	for _, code := range Codes(all) {
		codes[code] = severity
	}
	var checks []string
	for _, code := range append(Codes(all), "all") {
		checks = append(checks, code, "-"+code)
	}
	schema := strict("settings of govlint", object{
		"version": object{"const": 1},
		"analysis": strict("what is analysed, and how", object{
			"checks":   list("run only these, or with a leading minus not these", object{"enum": checks}),
			"tests":    boolean("analyse test files (default: true)"),
			"tags":     list("build tags", object{"type": "string"}),
			"settings": strict("flags of the analyzers", flagSchemas(all)),
		}),
		"report": strict("what becomes of the findings", object{
			"format":       object{"enum": formats},
			"generated":    boolean("print findings in generated files too"),
			"exclude":      list("files and directories below the root of the module, with * and **", object{"type": "string"}),
			"severity":     strict("severity of an analyzer or a kind of finding", codes),
			"fail-on":      object{"enum": append(finding.Severities(), Never), "description": "the mildest severity that makes the exit code 1"},
			"baseline":     object{"type": "string", "description": "file with the findings that are known"},
			"new-from-rev": object{"type": "string", "description": "only findings in lines that changed since this git revision"},
		}),
	})
	schema["$schema"] = "http://json-schema.org/draft-07/schema#"
	schema["required"] = []string{"version"}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(schema)
	return out.Bytes(), err
}

func strict(description string, properties object) object {
	return object{"type": "object", "description": description, "additionalProperties": false, "properties": properties}
}

func list(description string, items object) object {
	return object{"type": "array", "description": description, "items": items}
}

func boolean(description string) object {
	return object{"type": "boolean", "description": description}
}

func flagSchemas(all []*analysis.Analyzer) object {
	schemas := object{}
	for _, a := range all {
		flags := object{}
		a.Flags.VisitAll(func(f *flag.Flag) {
			value := object{"description": strings.TrimSpace(f.Usage), "type": []string{"string", "number", "boolean", "array"}}
			if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
				value["type"] = "boolean"
			}
			flags[f.Name] = value
		})
		schemas[a.Name] = strict("settings of "+a.Name, flags)
	}
	return schemas
}
