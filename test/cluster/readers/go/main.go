// Readers reads YAML from standard input as the tools on go-yaml do, and prints it as JSON.
//
// The argument selects the reader: kubectl (a stream, by the decoder of apimachinery), sigs (one document, as controllers
// read values), v2 and v3 (go-yaml itself; kustomize uses v3).
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	yamlv2 "go.yaml.in/yaml/v2"
	yamlv3 "go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/util/yaml"
	sigs "sigs.k8s.io/yaml"
)

var readers = map[string]func([]byte) (any, error){
	"sigs": func(text []byte) (any, error) {
		var value any
		err := sigs.Unmarshal(text, &value)
		return value, err
	},
	"v2": func(text []byte) (any, error) {
		var value any
		err := yamlv2.Unmarshal(text, &value)
		return plain(value), err
	},
	"v3": func(text []byte) (any, error) {
		var value any
		err := yamlv3.Unmarshal(text, &value)
		return plain(value), err
	},
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(name string) error {
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	if name == "kubectl" {
		return stream(os.Stdin, encoder)
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	value, err := readers[name](text)
	if err != nil {
		return err
	}
	return encoder.Encode(value)
}

// stream prints a list of the documents.
func stream(input io.Reader, encoder *json.Encoder) error {
	decoder := yaml.NewYAMLOrJSONDecoder(input, 4096)
	documents := []any{}
	for {
		var value any
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return encoder.Encode(documents)
		}
		if err != nil {
			return err
		}
		documents = append(documents, value)
	}
}

// plain converts maps for JSON. A key that is not a string is printed with its type, so that it equals no string.
func plain(value any) any {
	switch value := value.(type) {
	case []any:
		for index, element := range value {
			value[index] = plain(element)
		}
	case map[string]any:
		for key, member := range value {
			value[key] = plain(member)
		}
	case map[any]any:
		members := make(map[string]any, len(value))
		for key, member := range value {
			text, isString := key.(string)
			if !isString {
				text = fmt.Sprintf("%T %v", key, key)
			}
			members[text] = plain(member)
		}
		return members
	}
	return value
}
