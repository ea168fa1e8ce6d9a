package strategy

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"sync"
)

//go:embed data/snpd-*.json
var data embed.FS

// embedded holds every catalogue of data, the oldest first. A file that cannot
// be read is a fault of the build, found by the first test.
var embedded = sync.OnceValue(func() []Catalogue {
	all, err := read(data)
	if err != nil {
		panic(err)
	}
	return all
})

// read decodes every data/snpd-*.json, the oldest first. It refuses a key that
// the catalogue does not know.
func read(files fs.FS) ([]Catalogue, error) {
	names, err := fs.Glob(files, "data/snpd-*.json")
	if err != nil {
		return nil, err
	}
	all := make([]Catalogue, len(names))
	for i, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		strict := json.NewDecoder(bytes.NewReader(raw))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&all[i]); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ValidFrom < all[j].ValidFrom })
	return all, nil
}
