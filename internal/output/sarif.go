package output

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/report"
)

// The parts of SARIF 2.1.0 that are used here, under the names of the
// specification. https://docs.oasis-open.org/sarif/sarif/v2.1.0/
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool                `json:"tool"`
		Invocation []sarifInvocation        `json:"invocations"`
		BaseIDs    map[string]sarifArtifact `json:"originalUriBaseIds"`
		ColumnKind string                   `json:"columnKind"`
		Results    []sarifResult            `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string      `json:"id"`
		Short   sarifText   `json:"shortDescription"`
		Help    *sarifText  `json:"help,omitempty"`
		HelpURI string      `json:"helpUri,omitempty"`
		Default sarifConfig `json:"defaultConfiguration"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		CodeFlows    []sarifCodeFlow   `json:"codeFlows,omitempty"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI    string     `json:"uri,omitempty"`
		BaseID string     `json:"uriBaseId,omitempty"`
		About  *sarifText `json:"description,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		Locations []sarifStep `json:"locations"`
	}
	sarifStep struct {
		Location sarifLocation `json:"location"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifRoot   = "SRCROOT"
	homepage    = "https://github.com/govlint/govlint"
)

func sarif(w io.Writer, r *Report) error {
	s := &sarifWriter{report: r, sources: make(finding.Sources)}
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "govlint", Version: r.Version, URI: homepage, Rules: []sarifRule{}}},
		Invocation: []sarifInvocation{s.invocation()},
		BaseIDs:    map[string]sarifArtifact{sarifRoot: {URI: fileURI(r.Root) + "/"}},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	rules := slices.Clone(r.Rules)
	for _, f := range r.Findings {
		if !slices.ContainsFunc(rules, func(rule Rule) bool { return rule.Code == f.Code }) {
			rules = append(rules, Rule{Code: f.Code, Summary: f.Code, Severity: f.Severity})
		}
	}
	for _, rule := range rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(rule))
	}
	names := finding.Fingerprints(r.Findings, r.Root)
	for i, f := range r.Findings {
		result := s.result(f)
		result.RuleIndex = slices.IndexFunc(rules, func(rule Rule) bool { return rule.Code == f.Code })
		result.Fingerprints = map[string]string{"govlint/v1": names[i]}
		run.Results = append(run.Results, result)
	}
	return indented(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

type sarifWriter struct {
	report  *Report
	sources finding.Sources
}

func (s *sarifWriter) invocation() sarifInvocation {
	inv := sarifInvocation{Successful: len(s.report.Problems) == 0}
	for _, p := range s.report.Problems {
		inv.Notifications = append(inv.Notifications, sarifNotification{"error", sarifText{Text: p}})
	}
	return inv
}

func sarifRuleOf(rule Rule) sarifRule {
	out := sarifRule{
		ID:      rule.Code,
		Short:   sarifText{Text: rule.Summary},
		HelpURI: rule.URL,
		Default: sarifConfig{sarifLevel(rule.Severity)},
	}
	if out.Short.Text == "" {
		out.Short.Text = rule.Code
	}
	if rule.Help != "" {
		out.Help = &sarifText{Text: rule.Help, Markdown: report.Markdown(rule.Help)}
	}
	return out
}

func (s *sarifWriter) result(f finding.Finding) sarifResult {
	result := sarifResult{
		RuleID:    f.Code,
		Level:     sarifLevel(f.Severity),
		Message:   sarifText{Text: f.Message},
		Locations: []sarifLocation{{Physical: s.physical(f.Location, f.End)}},
	}
	var steps []sarifStep
	for i, rel := range f.Related {
		at := sarifLocation{ID: i + 1, Physical: s.physical(rel.Location, rel.End), Message: &sarifText{Text: rel.Message}}
		result.Related = append(result.Related, at)
		at.ID = 0
		steps = append(steps, sarifStep{at})
	}
	if len(steps) > 0 {
		result.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{{steps}}}}
	}
	for _, fix := range f.Fixes {
		if len(fix.Edits) > 0 {
			result.Fixes = append(result.Fixes, s.fix(fix))
		}
	}
	return result
}

func (s *sarifWriter) fix(fix finding.Fix) sarifFix {
	out := sarifFix{Description: sarifText{Text: fix.Message}}
	at := make(map[string]int)
	for _, e := range fix.Edits {
		i, ok := at[e.Location.File]
		if !ok {
			i = len(out.Changes)
			at[e.Location.File] = i
			out.Changes = append(out.Changes, sarifChange{Artifact: s.artifact(e.Location.File)})
		}
		out.Changes[i].Replacements = append(out.Changes[i].Replacements, sarifReplacement{
			Deleted:  *s.region(e.Location, e.End),
			Inserted: sarifText{Text: e.NewText},
		})
	}
	return out
}

func (s *sarifWriter) physical(from, to finding.Location) sarifPhysical {
	return sarifPhysical{Artifact: s.artifact(from.File), Region: s.region(from, to)}
}

func (s *sarifWriter) artifact(file string) sarifArtifact {
	path := s.report.path(file)
	if filepath.IsAbs(filepath.FromSlash(path)) {
		return sarifArtifact{URI: fileURI(path)}
	}
	return sarifArtifact{URI: (&url.URL{Path: path}).EscapedPath(), BaseID: sarifRoot}
}

// region returns nil for a place that is a whole file.
func (s *sarifWriter) region(from, to finding.Location) *sarifRegion {
	if from.Line == 0 {
		return nil
	}
	region := &sarifRegion{StartLine: from.Line, StartColumn: s.sources.UTF16(from)}
	if to.File == from.File && to.Line >= from.Line {
		region.EndLine, region.EndColumn = to.Line, s.sources.UTF16(to)
	}
	return region
}

func sarifLevel(severity string) string {
	if severity == "info" {
		return "note"
	}
	if severity == "" {
		return "warning"
	}
	return severity
}

func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: strings.TrimSuffix(path, "/")}).String()
}
