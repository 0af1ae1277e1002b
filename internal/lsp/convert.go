package lsp

import (
	"fmt"
	"path/filepath"

	"github.com/govlint/govlint/internal/finding"
)

// A converter turns findings into what an editor shows.
type converter struct {
	can      capabilities
	uris     map[string]string // as the peers write them, by path
	texts    *texts
	versions map[string]int // of the files that were open
	editable func(string) bool
	url      func(code string) string
}

func (c *converter) problem(f finding.Finding) problem {
	d := diagnostic{
		Range:    c.texts.visible(f.Location, f.End),
		Severity: severityOf(f.Severity),
		Code:     f.Code,
		Source:   "govlint",
		Message:  f.Message,
	}
	if c.can.TextDocument.PublishDiagnostics.CodeDescriptionSupport && c.url != nil {
		d.Description = &codeDescription{c.url(f.Code)}
	}
	for _, rel := range f.Related {
		if !c.can.TextDocument.PublishDiagnostics.RelatedInformation {
			d.Message += fmt.Sprintf("\n%s:%d: %s", filepath.Base(rel.Location.File), rel.Location.Line, rel.Message)
			continue
		}
		d.Related = append(d.Related, relatedInformation{
			location{c.uri(rel.Location.File), c.texts.visible(rel.Location, rel.End)},
			rel.Message,
		})
	}
	p := problem{diagnostic: d}
	for _, suggested := range f.Fixes {
		if converted, ok := c.fix(suggested); ok {
			p.fixes = append(p.fixes, converted)
		}
	}
	return p
}

// fix returns false for one that edits what must not be changed.
func (c *converter) fix(suggested finding.Fix) (fix, bool) {
	result := fix{title: suggested.Message}
	at := make(map[string]int)
	for _, e := range suggested.Edits {
		path := e.Location.File
		if !c.editable(path) {
			return fix{}, false
		}
		i, ok := at[path]
		if !ok {
			i = len(result.edits)
			at[path] = i
			doc := versionedDocument{URI: c.uri(path)}
			if version, open := c.versions[path]; open {
				doc.Version = &version
			}
			result.edits = append(result.edits, documentEdit{Document: doc})
		}
		edit := textEdit{span{c.texts.position(e.Location), c.texts.position(e.End)}, e.NewText}
		result.edits[i].Edits = append(result.edits[i].Edits, edit)
	}
	return result, len(result.edits) > 0
}

func (c *converter) uri(path string) string {
	if uri, ok := c.uris[path]; ok {
		return uri
	}
	return uriOf(path)
}

func severityOf(severity string) int {
	switch severity {
	case "error":
		return 1
	case "info":
		return 3
	}
	return 2
}
