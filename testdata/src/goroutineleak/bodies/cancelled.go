package bodies

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// ask ends the request by the function that it returns, and with it the connection.
func ask(url string) (*http.Response, context.CancelFunc, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return resp, cancel, nil
}

// Kind drops the body of an answer, and ends its request.
func Kind(url string) (string, error) {
	resp, cancel, err := ask(url)
	if err != nil {
		return "", err
	}
	defer cancel()
	return resp.Header.Get("Content-Type"), nil
}

// KindOf ends the request only when it likes the answer.
func KindOf(url string) (string, error) {
	resp, cancel, err := ask(url) // want "resp"
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", errors.New("bodies: no such page")
	}
	defer cancel()
	return resp.Header.Get("Content-Type"), nil
}
