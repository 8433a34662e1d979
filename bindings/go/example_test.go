package oneid_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	oneid "oneid.dev/go"
)

func Example() {
	policy, err := oneid.Preset("retail-cn")
	if err != nil {
		log.Fatal(err)
	}
	key, err := oneid.ParseKey("000102030405060708090a0b0c0d0e0f")
	if err != nil {
		log.Fatal(err)
	}
	graph, err := oneid.New(policy, key)
	if err != nil {
		log.Fatal(err)
	}
	defer graph.Close()

	_, err = graph.ObserveBatch([]oneid.Observation{
		{
			IDs:      []string{"wechat.unionid@acct:oUnion1", "phone:+8613800138001"},
			At:       time.Date(2021, 10, 22, 7, 7, 35, 0, time.UTC),
			Source:   "mini-program",
			Strength: oneid.Verified,
			Traits:   json.RawMessage(`{"city":"杭州"}`),
		},
		{IDs: []string{"taobao.ouid@shop:AAF1", "phone:138 0013 8001"}, Source: "taobao/shop"},
	})
	if err != nil {
		log.Fatal(err)
	}

	reader, err := graph.Reader()
	if err != nil {
		log.Fatal(err)
	}
	defer reader.Close()
	one, _, _ := reader.Lookup("wechat.unionid@acct:oUnion1")
	other, _, _ := reader.Lookup("taobao.ouid@shop:AAF1")
	fmt.Println("one customer:", one == other)

	profile, err := graph.Profile(one)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("lives in:", string(profile.Traits["city"]))

	// Output:
	// one customer: true
	// lives in: "杭州"
}

func ExampleError() {
	_, err := oneid.ParsePhone("138****8001", "CN")
	var refused *oneid.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Status, refused.Reason)
	}
	fmt.Println(errors.Is(err, oneid.StatusIdentifierValue))

	// Output:
	// identifier_value masked
	// true
}
