// Command oneid-bench measures what a lookup costs from Go: oneid-bench DIRECTORY.
//
// The directory has values.txt, an even number of distinct values, of which each two that follow each other are one customer's, and asked.txt, values to be looked up. It
// prints one line of JSON: nanoseconds for each value, looked up by itself and in batches.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	oneid "oneid.dev/go"
)

const (
	batch  = 4096
	rounds = 5
)

type result struct {
	Language string  `json:"language"`
	SingleNs float64 `json:"single_ns"`
	BatchNs  float64 `json:"batch_ns"`
	Found    int     `json:"found"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "oneid-bench:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("one directory is needed")
	}
	values, err := lines(filepath.Join(arguments[0], "values.txt"))
	if err != nil {
		return err
	}
	if len(values)%2 != 0 {
		return fmt.Errorf("values.txt has an odd number of values")
	}
	asked, err := lines(filepath.Join(arguments[0], "asked.txt"))
	if err != nil {
		return err
	}
	graph, scope, err := build(values)
	if err != nil {
		return err
	}
	defer graph.Close()
	measured, err := measure(graph, scope, asked)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(measured)
}

func lines(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	if all[0] == "" {
		return nil, fmt.Errorf("%s is empty", path)
	}
	return all, nil
}

func build(values []string) (*oneid.Graph, oneid.PreparedScope, error) {
	policy, err := oneid.Preset("connected")
	if err != nil {
		return nil, 0, err
	}
	var key oneid.Key
	for i := range key {
		key[i] = byte(i)
	}
	graph, err := oneid.New(policy, key)
	if err != nil {
		return nil, 0, err
	}
	scope, err := graph.PrepareScope("jd.xid", "shop")
	if err != nil {
		return nil, 0, err
	}
	return graph, scope, fill(graph, scope, values)
}

func fill(graph *oneid.Graph, scope oneid.PreparedScope, values []string) error {
	source, err := graph.PrepareSource("bench")
	if err != nil {
		return err
	}
	var observations []oneid.PreparedObservation
	for i := 0; i < len(values); i += 2 {
		ids := []oneid.PreparedIdentifier{{Scope: scope, Value: values[i]}, {Scope: scope, Value: values[i+1]}}
		observations = append(observations, oneid.PreparedObservation{IDs: ids, Source: source})
		if len(observations) == batch || i+2 == len(values) {
			if _, err := graph.ApplyPrepared(observations); err != nil {
				return err
			}
			observations = observations[:0]
		}
	}
	return nil
}

func measure(graph *oneid.Graph, scope oneid.PreparedScope, asked []string) (result, error) {
	measured := result{Language: "go"}
	reader, err := graph.Reader()
	if err != nil {
		return measured, err
	}
	defer reader.Close()
	scopes := make([]oneid.PreparedScope, batch)
	for i := range scopes {
		scopes[i] = scope
	}
	single, err := median(asked, func() (int, error) { return oneByOne(reader, scope, asked) })
	if err != nil {
		return measured, err
	}
	together, err := median(asked, func() (int, error) { return inBatches(reader, scopes, asked) })
	measured.SingleNs, measured.BatchNs, measured.Found = single, together, len(asked)
	return measured, err
}

func oneByOne(reader *oneid.Reader, scope oneid.PreparedScope, asked []string) (int, error) {
	known := 0
	for _, value := range asked {
		_, found, err := reader.LookupPrepared(scope, value)
		if err != nil {
			return known, err
		}
		if found {
			known++
		}
	}
	return known, nil
}

func inBatches(reader *oneid.Reader, scopes []oneid.PreparedScope, asked []string) (int, error) {
	known := 0
	for len(asked) > 0 {
		size := batch
		if len(asked) < size {
			size = len(asked)
		}
		lookups, err := reader.LookupPreparedBatch(scopes[:size], asked[:size])
		if err != nil {
			return known, err
		}
		for _, found := range lookups.Found {
			known += int(found)
		}
		asked = asked[size:]
	}
	return known, nil
}

// median of rounds, in nanoseconds for each value; every value must be known.
func median(asked []string, round func() (int, error)) (float64, error) {
	var took []float64
	for i := 0; i < rounds; i++ {
		start := time.Now()
		known, err := round()
		if err != nil {
			return 0, err
		}
		if known != len(asked) {
			return 0, fmt.Errorf("%d of %d values are known", known, len(asked))
		}
		took = append(took, float64(time.Since(start).Nanoseconds())/float64(len(asked)))
	}
	sort.Float64s(took)
	return took[rounds/2], nil
}
