// Package yaml is a stand-in with the surface of gopkg.in/yaml.v3. What it reads
// is JSON, which is YAML too.
package yaml

import "encoding/json"

// Unmarshal decodes into out.
func Unmarshal(in []byte, out any) error { return json.Unmarshal(in, out) }

// Marshal encodes a value.
func Marshal(in any) ([]byte, error) { return json.Marshal(in) }
