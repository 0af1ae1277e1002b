package lsp

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// The messages that a session looks into.
const (
	methodInitialize    = "initialize"
	methodInitialized   = "initialized"
	methodShutdown      = "shutdown"
	methodExit          = "exit"
	methodOpen          = "textDocument/didOpen"
	methodChange        = "textDocument/didChange"
	methodSave          = "textDocument/didSave"
	methodClose         = "textDocument/didClose"
	methodFolders       = "workspace/didChangeWorkspaceFolders"
	methodWatched       = "workspace/didChangeWatchedFiles"
	methodAction        = "textDocument/codeAction"
	methodPull          = "textDocument/diagnostic"
	methodPublish       = "textDocument/publishDiagnostics"
	methodRefresh       = "workspace/diagnostic/refresh"
	methodProgress      = "$/progress"
	methodProgressBegin = "window/workDoneProgress/create"
)

// watched reports whether a session needs to know who asked.
func watched(method string) bool {
	switch method {
	case methodInitialize, methodShutdown, methodAction, methodPull:
		return true
	}
	return false
}

// The parts of the protocol's types that are used here, under its names. What
// comes from gopls is kept as it is, since it may have fields unknown here.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
type (
	position struct {
		Line      int `json:"line"`
		Character int `json:"character"` // in UTF-16 code units
	}
	span struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	location struct {
		URI   string `json:"uri"`
		Range span   `json:"range"`
	}
	relatedInformation struct {
		Location location `json:"location"`
		Message  string   `json:"message"`
	}
	codeDescription struct {
		Href string `json:"href"`
	}
	diagnostic struct {
		Range       span                 `json:"range"`
		Severity    int                  `json:"severity"`
		Code        string               `json:"code"`
		Description *codeDescription     `json:"codeDescription,omitempty"`
		Source      string               `json:"source"`
		Message     string               `json:"message"`
		Related     []relatedInformation `json:"relatedInformation,omitempty"`
	}
	textEdit struct {
		Range   span   `json:"range"`
		NewText string `json:"newText"`
	}
	versionedDocument struct {
		URI     string `json:"uri"`
		Version *int   `json:"version"`
	}
	documentEdit struct {
		Document versionedDocument `json:"textDocument"`
		Edits    []textEdit        `json:"edits"`
	}
	workspaceEdit struct {
		Changes         map[string][]textEdit `json:"changes,omitempty"`
		DocumentChanges []documentEdit        `json:"documentChanges,omitempty"`
	}
	codeAction struct {
		Title       string        `json:"title"`
		Kind        string        `json:"kind"`
		Diagnostics []diagnostic  `json:"diagnostics"`
		Preferred   bool          `json:"isPreferred,omitempty"`
		Edit        workspaceEdit `json:"edit"`
	}
	document struct {
		URI     string `json:"uri"`
		Version int    `json:"version"`
		Text    string `json:"text"`
	}
	contentChange struct {
		Range *span  `json:"range"` // nil for the whole text
		Text  string `json:"text"`
	}
	folder struct {
		URI string `json:"uri"`
	}
)

// A message is any of the protocol's, going out.
type message struct {
	Version string `json:"jsonrpc"`
	ID      any    `json:"id,omitempty"`
	Method  string `json:"method,omitempty"`
	Params  any    `json:"params,omitempty"`
	Result  any    `json:"result,omitempty"`
	Error   any    `json:"error,omitempty"`
}

func notification(method string, params any) message {
	return message{Version: "2.0", Method: method, Params: params}
}

// params decodes those of a message into target.
func params(body []byte, target any) bool {
	m := struct{ Params any }{target}
	return json.Unmarshal(body, &m) == nil
}

// Clients that can do less than all this are told less.
type capabilities struct {
	Workspace struct {
		Diagnostics struct {
			RefreshSupport bool `json:"refreshSupport"`
		} `json:"diagnostics"`
		WorkspaceEdit struct {
			DocumentChanges bool `json:"documentChanges"`
		} `json:"workspaceEdit"`
	} `json:"workspace"`
	Window struct {
		WorkDoneProgress bool `json:"workDoneProgress"`
	} `json:"window"`
	TextDocument struct {
		PublishDiagnostics struct {
			RelatedInformation     bool `json:"relatedInformation"`
			CodeDescriptionSupport bool `json:"codeDescriptionSupport"`
		} `json:"publishDiagnostics"`
	} `json:"textDocument"`
}

// pathOf returns the file of a URI, "" when it is none.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}

func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
