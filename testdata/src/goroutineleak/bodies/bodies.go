// Package bodies talks HTTP.
package bodies

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Status never closes the body.
func Status(url string) (int, error) {
	resp, err := http.Get(url) // want "resp"
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// StatusClosed does.
func StatusClosed(url string) (int, error) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// Page closes the body only when the status is good.
func Page(client *http.Client, url string) ([]byte, error) {
	resp, err := client.Get(url) // want "resp"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("bodies: %s", resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// PageClosed closes it before it looks at the status.
func PageClosed(client *http.Client, url string) ([]byte, error) {
	resp, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer func() {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("bodies: %s", resp.Status)
	}
	return io.ReadAll(resp.Body)
}

// Open hands the body to its caller.
func Open(ctx context.Context, url string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Fetch hands the response to a function that closes it.
func Fetch(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	return text(resp)
}

func text(resp *http.Response) (string, error) {
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

// A stream closes its body in a method.
type stream struct{ resp *http.Response }

func (s *stream) Close() error { return s.resp.Body.Close() }

// Stream keeps the response.
func Stream(url string) (io.Closer, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return &stream{resp}, nil
}

// Ping makes a transport for each call, whose idle connections stay.
func Ping(url string) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: 1}, Timeout: time.Second} // want "[Tt]ransport"
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// PingIdle closes the idle connections.
func PingIdle(url string) error {
	transport := &http.Transport{MaxIdleConns: 1}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Second}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return err
}

// PingOnce keeps no connection.
func PingOnce(url string) error {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// PingTimeout makes a client for each call, over the shared transport.
func PingTimeout(url string, limit time.Duration) error {
	client := &http.Client{Timeout: limit}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
