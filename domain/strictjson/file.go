package strictjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
)

// Decode reads a file of the program itself: a key that v does not know is an
// error. For what people write, see Parse.
func Decode(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// Files decodes every file of a pattern, in the order of their names.
func Files[T any](files fs.FS, pattern string) ([]T, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return nil, err
	}
	all := make([]T, len(names))
	for i, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err == nil {
			err = Decode(raw, &all[i])
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return all, nil
}
