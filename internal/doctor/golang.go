package doctor

import (
	"encoding/json"
	"go/version"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// oldest is the oldest go command that keeps what vet tools print.
const oldest = "go1.26"

// goCommand reports whether there is one to ask about the rest.
func (e *examination) goCommand() bool {
	const mend = "install Go 1.26 or newer from https://go.dev/dl and put its bin directory on the PATH"
	path, err := exec.LookPath("go")
	if err != nil {
		e.add("go", Error, mend, "no go command on the PATH")
		return false
	}
	out, err := e.output(path, "env", "-json")
	if err == nil {
		err = json.Unmarshal([]byte(out), &e.env)
	}
	if err != nil {
		e.add("go", Error, mend, "%s env: %v", path, err)
		return false
	}
	return true
}

func (e *examination) toolchain() {
	running := e.env["GOVERSION"]
	wanted := "go" + e.goLine()
	switch {
	case version.Compare(running, oldest) < 0:
		e.add("go", Error, "go install golang.org/dl/go1.26.8@latest && go1.26.8 download, or install it from https://go.dev/dl",
			"%s is too old, govlint needs %s", running, oldest)
	case version.IsValid(wanted) && version.Compare(running, wanted) < 0:
		e.add("go", Error, "go env -w GOTOOLCHAIN=auto, or install "+wanted, "%s is older than the go line of the module, %s", running, wanted)
	case version.IsValid(wanted) && version.Compare(version.Lang(runtime.Version()), version.Lang(wanted)) < 0:
		e.add("go", Error, "GOTOOLCHAIN="+wanted+" go install github.com/govlint/govlint/cmd/govlint@latest",
			"govlint was built with %s and cannot read all of %s", runtime.Version(), wanted)
	default:
		e.add("go", OK, "", "%s, the module asks for %s", running, wanted)
	}
}

// goLine returns what the go line of the module says, "" without a module.
func (e *examination) goLine() string {
	mod := e.env["GOMOD"]
	if mod == "" || mod == os.DevNull {
		return ""
	}
	out, err := e.output("go", "mod", "edit", "-json", mod)
	var file struct{ Go string }
	if err != nil || json.Unmarshal([]byte(out), &file) != nil {
		return ""
	}
	return file.Go
}

func (e *examination) flags() {
	flags := e.env["GOFLAGS"]
	for _, flag := range strings.Fields(flags) {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		switch name {
		case "json", "n", "x", "v", "vettool", "a", "toolexec":
			e.add("GOFLAGS", Warning, "go env -u GOFLAGS, or leave "+flag+" out of it", "%q changes what go vet does or prints", flag)
			return
		}
	}
	e.add("GOFLAGS", OK, "", "%q", flags)
}

// modules checks that what the module needs can be had.
func (e *examination) modules() {
	mod := e.env["GOMOD"]
	if mod == "" || mod == os.DevNull {
		e.add("module", Warning, "cd to a directory of your module, or go mod init", "there is no go.mod here")
		return
	}
	e.add("module", OK, "", "%s", mod)
	if _, err := e.output("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./..."); err != nil {
		e.add("dependencies", Error, "go mod download, with GOPROXY, GOPRIVATE and GONOSUMDB as your company has them",
			"%v (GOPROXY=%s GOSUMDB=%s GOPRIVATE=%s)", err, e.env["GOPROXY"], e.env["GOSUMDB"], e.env["GOPRIVATE"])
		return
	}
	state, detail, mend := OK, "all there", ""
	if e.env["GOSUMDB"] == "off" && e.env["GOPRIVATE"] == "" {
		state, detail = Warning, "all there, but checksums of new ones are not checked: GOSUMDB=off"
		mend = "go env -u GOSUMDB; list private modules in GOPRIVATE instead"
	}
	e.add("dependencies", state, mend, "%s (GOPROXY=%s)", detail, e.env["GOPROXY"])
}

// tooFull is the size of a build cache that deserves a word: the go command
// itself throws entries out after five days without use.
const tooFull = 30 << 30

func (e *examination) cache() {
	dir := e.env["GOCACHE"]
	if e.env["GOCACHEPROG"] != "" {
		e.add("cache", OK, "", "GOCACHEPROG=%s", e.env["GOCACHEPROG"])
		return
	}
	mend := "go env -w GOCACHE=<a directory you may write to>"
	if dir == "" || dir == "off" {
		e.add("cache", Error, mend, "there is no build cache: GOCACHE=%s", dir)
		return
	}
	probe, err := os.CreateTemp(dir, "govlint-doctor-*")
	if err != nil {
		e.add("cache", Error, mend, "cannot write to %s: %v", dir, err)
		return
	}
	probe.Close()
	os.Remove(probe.Name())
	size, all := sizeOf(dir)
	state, atLeast := OK, ""
	if size > tooFull {
		state = Warning
	}
	if !all {
		atLeast = "at least "
	}
	e.add("cache", state, "go clean -cache", "%s, %s%d MB", dir, atLeast, size>>20)
}

// patience is how long the size of a cache may take to find out.
const patience = 2 * time.Second

// sizeOf returns the size of the files below dir, all of them if there is time.
func sizeOf(dir string) (size int64, all bool) {
	deadline := time.Now().Add(patience)
	// Files come and go meanwhile, so nothing here is an error.
	err := filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if time.Now().After(deadline) {
			return filepath.SkipAll
		}
		if err != nil || entry.IsDir() {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			size += info.Size()
		}
		return nil
	})
	return size, err == nil && time.Now().Before(deadline)
}

// compiler checks that packages with cgo can be built, as vet needs them to be.
func (e *examination) compiler() {
	if e.env["CGO_ENABLED"] != "1" {
		e.add("cgo", OK, "", "off: files that import \"C\" are not analysed")
		return
	}
	cc := strings.Fields(e.env["CC"])
	if len(cc) == 0 {
		cc = []string{"gcc"}
	}
	if _, err := exec.LookPath(cc[0]); err != nil {
		e.add("cgo", Warning, "install a C compiler (apt-get install gcc), or go env -w CGO_ENABLED=0",
			"no %s on the PATH; packages that import \"C\" cannot be analysed", cc[0])
		return
	}
	e.add("cgo", OK, "", "%s", strings.Join(cc, " "))
}
