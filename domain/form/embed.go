package form

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"tourdetable/domain/budget"
)

//go:embed data/form-*.json
var data embed.FS

// forms holds every version, the oldest first. One that cannot be read is a
// fault of the build, found by the first test.
var forms = sync.OnceValue(func() []Form {
	all, err := read(data)
	if err != nil {
		panic(err)
	}
	return all
})

func read(files fs.FS) ([]Form, error) {
	names, err := fs.Glob(files, "data/form-*.json")
	if err != nil {
		return nil, err
	}
	all := make([]Form, len(names))
	for i, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if all[i], err = decode(raw); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	slices.SortFunc(all, func(a, b Form) int { return strings.Compare(a.ValidFrom, b.ValidFrom) })
	return all, nil
}

// decode reads one form and prepares the look-up of its paths.
func decode(raw []byte) (Form, error) {
	var f Form
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&f); err != nil {
		return f, err
	}
	chart, err := budget.Find(f.Chart)
	if err != nil {
		return f, err
	}
	f.index, err = newIndex(f, chart)
	return f, err
}

// Versions lists every version, the oldest first.
func Versions() []string {
	var all []string
	for _, f := range forms() {
		all = append(all, f.Version)
	}
	return all
}

// Find is the form of a version; faults: ErrUnknown. It is read only: every
// caller shares it.
func Find(version string) (Form, error) {
	for _, f := range forms() {
		if f.Version == version {
			return f, nil
		}
	}
	return Form{}, ErrUnknown.With("version de formulaire inconnue : « %s »", version)
}

// Latest is the form that a new call proposes.
func Latest() Form { return forms()[len(forms())-1] }
