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
	read(s, op("GET", "/imports/{id}/anomalies", "import-anomalies", "Tout ce qu'un import n'a pas pris tel quel", tag), importAnomalies)
	o := op("POST", "/imports", "import-file", "Importer un fichier", tag)
	o.MaxBodyBytes, o.DefaultStatus = importMax, 201
	act(s, o, importFile)
}

// importAnomaly is one thing of a file that was not taken as it is.
type importAnomaly struct {
	Kind             string `json:"kind" doc:"La même pour toutes celles qui se ressemblent"`
	Consequence      string `json:"consequence" enum:"refused,dropped,corrected,noticed"`
	ConsequenceLabel string `json:"consequence_label"`
	Sheet            string `json:"sheet"`
	Line             int    `json:"line" doc:"Ligne, ou rang de l'élément d'un document JSON"`
	Rows             int    `json:"rows" doc:"Nombre de lignes concernées"`
	Field            string `json:"field" doc:"En-tête de la colonne, ou chemin dans le document"`
	Value            string `json:"value"`
	Reason           string `json:"reason"`
}

func importAnomalies(tx postgres.Tx, by party.Actor, in *ByID) (list[importAnomaly], error) {
	if err := party.Need(by, party.ReadLedger); err != nil {
		return list[importAnomaly]{}, err
	}
	if _, err := casefile.ImportOf(tx, in.ID); err != nil {
		return list[importAnomaly]{}, err
	}
	anomalies, err := history.AnomaliesOf(tx, in.ID)
	items := make([]importAnomaly, len(anomalies))
	for i, a := range anomalies {
		items[i] = importAnomaly{a.Kind, string(a.Consequence), a.Consequence.Label(), a.Sheet, a.Line, a.Rows, a.Field, a.Value, a.Reason}
	}
	return list[importAnomaly]{items}, err
}

func importFile(tx postgres.Tx, by party.Actor, in *importInput) (casefile.Import, error) {
	form := in.RawBody.Data()
	if form.Kind != history.Subsidies || !by.May(party.ReviewFiles) { // who examines a file may bring its past
		if err := party.Need(by, party.KeepCommitments); err != nil {
			return casefile.Import{}, err
		}
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
