package form

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"tourdetable/domain/budget"
	"tourdetable/domain/strictjson"
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
	all, err := strictjson.Files[Form](files, "data/form-*.json")
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := all[i].prepare(); err != nil {
			return nil, fmt.Errorf("form %s: %w", all[i].Version, err)
		}
	}
	slices.SortFunc(all, func(a, b Form) int { return strings.Compare(a.ValidFrom, b.ValidFrom) })
	return all, nil
}

// prepare makes the look-up of the form's paths.
func (f *Form) prepare() error {
	chart, err := budget.Find(f.Chart)
	if err != nil {
		return err
	}
	f.index, err = newIndex(*f, chart)
	return err
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
