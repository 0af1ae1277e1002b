package finding

// Severities lists the severities from the worst to the mildest.
func Severities() []string { return []string{"error", "warning", "info"} }

// AtLeast reports whether severity is as bad as limit or worse. Nothing is as
// bad as a limit that is no severity.
func AtLeast(severity, limit string) bool {
	for _, s := range Severities() {
		if s == severity {
			return limit == "error" || limit == "warning" || limit == "info"
		}
		if s == limit {
			return false
		}
	}
	return false
}
