package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A decoder fills the structs of this package from YAML, and remembers where
// each key stands.
type decoder struct {
	file  string
	lines map[string]int
}

func (d *decoder) errorf(line int, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if d.file == "" {
		return errors.New(text)
	}
	return fmt.Errorf("%s:%d: %s", d.file, line, text)
}

// document decodes data into the struct that target points to.
func (d *decoder) document(data []byte, target any) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return d.syntax(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return d.errorf(1, "more than one YAML document")
	}
	return d.value(doc.Content[0], "", reflect.ValueOf(target).Elem())
}

// syntax makes an error of the parser, "yaml: line 3: …", look like the others.
func (d *decoder) syntax(err error) error {
	line, text := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if n, scanErr := fmt.Sscanf(text, "line %d:", &line); n == 1 && scanErr == nil {
		_, text, _ = strings.Cut(text, ": ")
	}
	return d.errorf(line, "%s", text)
}

func (d *decoder) value(node *yaml.Node, key string, target reflect.Value) error {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Tag == "!!null" {
		return nil
	}
	switch target.Kind() {
	case reflect.Struct:
		return d.pairs(node, key, func(name *yaml.Node, value *yaml.Node, path string) error {
			field, names := fieldNamed(target, name.Value)
			if !field.IsValid() {
				return d.unknownKey(name, names)
			}
			return d.value(value, path, field)
		})
	case reflect.Map:
		target.Set(reflect.MakeMap(target.Type()))
		return d.pairs(node, key, func(name *yaml.Node, value *yaml.Node, path string) error {
			element := reflect.New(target.Type().Elem()).Elem()
			if err := d.value(value, path, element); err != nil {
				return err
			}
			target.SetMapIndex(reflect.ValueOf(name.Value), element)
			return nil
		})
	case reflect.String:
		return d.text(node, key, target)
	}
	if err := node.Decode(target.Addr().Interface()); err != nil {
		return d.errorf(node.Line, "%s: want %s", key, wanted(target.Type()))
	}
	return nil
}

// text takes any scalar, and joins a list of them by commas, as flags have it.
func (d *decoder) text(node *yaml.Node, key string, target reflect.Value) error {
	if node.Kind == yaml.ScalarNode {
		target.SetString(node.Value)
		return nil
	}
	var list []string
	if node.Kind != yaml.SequenceNode || node.Decode(&list) != nil {
		return d.errorf(node.Line, "%s: want one value or a list of values", key)
	}
	target.SetString(strings.Join(list, ","))
	return nil
}

// pairs calls each for the keys and values of a mapping.
func (d *decoder) pairs(node *yaml.Node, key string, each func(name, value *yaml.Node, path string) error) error {
	if node.Kind != yaml.MappingNode {
		return d.errorf(node.Line, "%s: want keys and values", orDocument(key))
	}
	seen := make(map[string]int)
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := node.Content[i]
		if line, again := seen[name.Value]; again {
			return d.errorf(name.Line, "key %q stands in line %d already", name.Value, line)
		}
		seen[name.Value] = name.Line
		path := strings.TrimPrefix(key+"."+name.Value, ".")
		d.lines[path] = name.Line
		if err := each(name, node.Content[i+1], path); err != nil {
			return err
		}
	}
	return nil
}

func orDocument(key string) string {
	if key == "" {
		return "document"
	}
	return key
}

func (d *decoder) unknownKey(name *yaml.Node, known []string) error {
	if near := nearest(name.Value, known); near != "" {
		return d.errorf(name.Line, "unknown key %q; did you mean %q?", name.Value, near)
	}
	return d.errorf(name.Line, "unknown key %q; there are %s", name.Value, strings.Join(known, ", "))
}

// fieldNamed returns the field with the key, and all keys there are.
func fieldNamed(target reflect.Value, key string) (field reflect.Value, keys []string) {
	for i := range target.NumField() {
		name := target.Type().Field(i).Tag.Get("yaml")
		keys = append(keys, name)
		if name == key {
			field = target.Field(i)
		}
	}
	return field, keys
}

func wanted(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a number"
	case reflect.Slice:
		return "a list"
	}
	return t.String()
}
