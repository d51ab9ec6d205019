// The command decoder reads the dashboards named on its command line the way Grafana's SDK does when it is strict, and
// prints what is wrong with them: unknown fields, wrong types, missing fields. It exits 1 when it printed something.
package main

import (
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	code := 0
	for _, path := range os.Args[1:] {
		for _, problem := range problemsOf(path) {
			fmt.Printf("%s: %s\n", path, problem)
			code = 1
		}
	}
	os.Exit(code)
}

func problemsOf(path string) []string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return []string{err.Error()}
	}
	var decoded dashboard.Dashboard
	// An empty list of errors is not nil.
	if err := decoded.UnmarshalJSONStrict(raw); err != nil && err.Error() != "" {
		return []string{err.Error()}
	}
	if err := decoded.Validate(); err != nil && err.Error() != "" {
		return []string{err.Error()}
	}
	return nil
}
