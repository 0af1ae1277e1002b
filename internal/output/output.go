// Package output writes findings in the formats that people and other programs read.
package output

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/govlint/govlint/internal/finding"
)

// JSON writes each finding as one JSON object on a line of its own.
func JSON(w io.Writer, findings []finding.Finding) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	for i := range findings {
		if err := enc.Encode(&findings[i]); err != nil {
			return err
		}
	}
	return buf.Flush()
}

// Text writes each finding as "file:line:column: message (code)", with its
// witness below, indented by four blanks. With color, positions are bold and
// codes dim, by the escape sequences of ANSI terminals.
func Text(w io.Writer, findings []finding.Finding, color bool) error {
	bold, dim, plain := "", "", ""
	if color {
		bold, dim, plain = "\x1b[1m", "\x1b[2m", "\x1b[0m"
	}
	buf := bufio.NewWriter(w)
	for _, f := range findings {
		fmt.Fprintf(buf, "%s%s:%s %s %s(%s)%s\n", bold, place(f.Location), plain, f.Message, dim, f.Code, plain)
		for _, r := range f.Related {
			fmt.Fprintf(buf, "    %s%s:%s %s\n", dim, place(r.Location), plain, r.Message)
		}
	}
	return buf.Flush()
}

func place(l finding.Location) string {
	if l.Line == 0 {
		return l.File
	}
	if l.Column == 0 {
		return fmt.Sprintf("%s:%d", l.File, l.Line)
	}
	return fmt.Sprintf("%s:%d:%d", l.File, l.Line, l.Column)
}
