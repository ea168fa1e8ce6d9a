package strategy

import (
	"embed"
	"io/fs"
	"sort"
	"sync"

	"tourdetable/domain/strictjson"
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
	all, err := strictjson.Files[Catalogue](files, "data/snpd-*.json")
	sort.Slice(all, func(i, j int) bool { return all[i].ValidFrom < all[j].ValidFrom })
	return all, err
}
