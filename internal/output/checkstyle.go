package output

import (
	"encoding/xml"
	"io"
)

type (
	checkstyleLog struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr,omitempty"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// checkstyle writes the format of the Java tool of that name, version 5. It has
// no place for a witness, so the message carries it.
func checkstyle(w io.Writer, r *Report) error {
	log := checkstyleLog{Version: "5.0"}
	for _, f := range r.Findings {
		name := r.path(f.Location.File)
		if last := len(log.Files) - 1; last < 0 || log.Files[last].Name != name {
			log.Files = append(log.Files, checkstyleFile{Name: name})
		}
		message := f.Message
		for _, rel := range f.Related {
			rel.Location.File = r.path(rel.Location.File)
			message += "\n" + place(rel.Location) + ": " + rel.Message
		}
		file := &log.Files[len(log.Files)-1]
		file.Errors = append(file.Errors, checkstyleError{
			Line:     max(1, f.Location.Line),
			Column:   f.Location.Column,
			Severity: f.Severity,
			Message:  message,
			Source:   "govlint." + f.Code,
		})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(log); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
