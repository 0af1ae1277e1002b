package main

import (
	"fmt"
	"html"
	"strings"
)

const (
	chartWidth = 760
	labelWidth = 190
	valueWidth = 90
	barHeight  = 18
	titleSpace = 34
)

// ours are drawn in colour, the others in grey.
var ours = map[string]bool{
	nameCmap: true, nameShardmap: true, nameCowmap: true,
	nameArray: true, nameCounterMap: true, nameCmap + plusAtomic: true,
}

// chart draws one panel of bars for each case, the shortest on top, to a scale of its own.
func chart(g group, cases []*caseResult) string {
	var body strings.Builder
	y := titleSpace
	for _, c := range cases {
		y = panel(&body, c, y)
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
<rect width="100%%" height="100%%" fill="#fff"/>
<text x="8" y="20" font-size="15" font-weight="bold">%s</text>
%s</svg>
`, chartWidth, y+8, html.EscapeString(g.about), body.String())
}

func panel(w *strings.Builder, c *caseResult, y int) (next int) {
	metric := c.metrics[0]
	title := c.name + ", " + c.unit
	if !strings.HasSuffix(metric, c.unit) {
		title = c.name + ", " + metric + " in " + c.unit
	}
	fmt.Fprintf(w, "<text x=\"8\" y=\"%d\" font-weight=\"bold\">%s</text>\n", y+16, html.EscapeString(title))
	y += 24
	rows := c.sorted()
	longest := 0.0
	for _, r := range rows {
		longest = max(longest, r.typical(metric))
	}
	for _, r := range rows {
		v, width := r.typical(metric), 1.0
		if longest > 0 {
			width = max(1, v/longest*(chartWidth-labelWidth-valueWidth))
		}
		colour := "#b8bec7"
		if ours[r.contender] {
			colour = "#2a7de1"
		}
		fmt.Fprintf(w, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", labelWidth-6, y+13, html.EscapeString(r.contender))
		fmt.Fprintf(w, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", labelWidth, y+2, width, barHeight-4, colour)
		fmt.Fprintf(w, "<text x=\"%.1f\" y=\"%d\">%s</text>\n", labelWidth+width+5, y+13, number(v, c.unit))
		y += barHeight
	}
	return y + 12
}
