package api

import (
	"github.com/danielgtaylor/huma/v2"

	"tourdetable/domain/casefile"
	"tourdetable/domain/history"
	"tourdetable/domain/party"
	"tourdetable/domain/payment"
	"tourdetable/domain/postgres"
	"tourdetable/domain/tabular"
)

// importMax bounds an uploaded file: 100 MiB.
const importMax = 100 << 20

type importInput struct {
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true"`
		Kind string        `form:"kind" enum:"chorus,subsidies" required:"true"`
	}]
}

func (s *server) importRoutes() {
	const tag = "Imports"
	read(s, op("GET", "/imports", "imports", "Les imports", tag), func(tx postgres.Tx, by party.Actor, _ *struct{}) (list[casefile.Import], error) {
		if err := party.Need(by, party.ReadLedger); err != nil {
			return list[casefile.Import]{}, err
		}
		items, err := casefile.Imports(tx)
		return list[casefile.Import]{items}, err
	})
	read(s, op("GET", "/imports/{id}", "import", "Un import et ses lignes refusées", tag), func(tx postgres.Tx, by party.Actor, in *ByID) (casefile.Import, error) {
		if err := party.Need(by, party.ReadLedger); err != nil {
			return casefile.Import{}, err
		}
		return casefile.ImportOf(tx, in.ID)
	})
	o := op("POST", "/imports", "import-file", "Importer un fichier", tag)
	o.MaxBodyBytes, o.DefaultStatus = importMax, 201
	act(s, o, importFile)
}

func importFile(tx postgres.Tx, by party.Actor, in *importInput) (casefile.Import, error) {
	form := in.RawBody.Data()
	if err := party.Need(by, party.KeepCommitments); err != nil {
		return casefile.Import{}, err
	}
	take := importSubsidies
	if form.Kind == history.Chorus {
		take = importChorus
	}
	report, err := take(tx, by, form.File)
	if err != nil {
		return casefile.Import{}, err
	}
	return casefile.ImportOf(tx, report.ID)
}

func importChorus(tx postgres.Tx, by party.Actor, file huma.FormFile) (history.Report, error) {
	book, err := tabular.Read(file, file.Size, file.Filename)
	if err != nil {
		return history.Report{}, err
	}
	defer book.Close()
	return payment.Import(tx, by, by.Departement, book)
}

func importSubsidies(tx postgres.Tx, by party.Actor, file huma.FormFile) (history.Report, error) {
	opened, err := history.Read(file, file.Size, file.Filename)
	if err != nil {
		return history.Report{}, err
	}
	defer opened.Close()
	return history.Import(tx, by.ID, opened)
}
