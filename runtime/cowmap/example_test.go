package cowmap_test

import (
	"fmt"

	"github.com/govlint/govlint/runtime/cowmap"
)

func ExampleMap_View() {
	settings := cowmap.From(map[string]string{"host": "db1", "port": "5432"})

	v := settings.View()
	settings.Edit(func(entries map[string]string) { // both change at once
		entries["host"] = "db2"
		entries["port"] = "6432"
	})

	host, _ := v.Load("host")
	port, _ := v.Load("port")
	fmt.Println(host + ":" + port) // never db1:6432
	fmt.Println(settings)
	// Output:
	// db1:5432
	// map[host:db2 port:6432]
}
