package main

import (
	"flag"
	"log"
	"net/http"
	"net/url"
)

var hook = flag.String("hook", "", "tell this `URL` of every link that is removed")

// announce tells the hook that a link is gone.
func announce(code string) {
	if *hook == "" {
		return
	}
	resp, err := http.PostForm(*hook, url.Values{"removed": {code}})
	if err != nil {
		log.Print(err)
		return
	}
	resp.Body.Close()
}
