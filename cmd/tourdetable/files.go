package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tourdetable/domain/attachment"
	"tourdetable/domain/attachment/s3"
	"tourdetable/jobs"
)

// filesHelp is what a command that keeps files says of where.
const filesHelp = `Les pièces jointes sont gardées dans le dossier --attachments, ou dans un
compartiment S3 : « s3://compartiment/prefixe?endpoint=https://machine&region=… »,
ses clés dans AWS_ACCESS_KEY_ID et AWS_SECRET_ACCESS_KEY. À défaut, avec --data,
dans son sous-dossier « pieces » ; sinon aucune pièce ne peut être déposée.
--clamd nomme un antivirus ClamAV : une pièce ne sort alors qu'une fois analysée.`

// filesFlags gives cmd the choice of where files are kept and who scans them.
func filesFlags(cmd *cobra.Command) {
	cmd.Flags().String("attachments", "", "dossier ou « s3://… » des pièces jointes (sinon TOURDETABLE_ATTACHMENTS)")
	cmd.Flags().String("clamd", "", "antivirus ClamAV, « /run/clamav/clamd.ctl » ou « machine:3310 » (sinon TOURDETABLE_CLAMD)")
}

// files opens the store and the scanner that cmd asks for; none of them is no
// failure.
func files(ctx context.Context, cmd *cobra.Command) (f jobs.Files, err error) {
	if address := chosen(cmd, "clamd", "TOURDETABLE_CLAMD"); address != "" {
		if f.Scanner, err = attachment.NewClamd(address); err != nil {
			return jobs.Files{}, err
		}
	}
	place := chosen(cmd, "attachments", "TOURDETABLE_ATTACHMENTS")
	if data, _ := cmd.Flags().GetString("data"); place == "" && data != "" {
		place = filepath.Join(data, "pieces")
	}
	switch {
	case place == "":
		return f, nil
	case strings.HasPrefix(place, "s3:"):
		f.Store, err = s3.Open(ctx, place, s3.Keys{Access: os.Getenv("AWS_ACCESS_KEY_ID"), Secret: os.Getenv("AWS_SECRET_ACCESS_KEY")})
	default:
		f.Store, err = attachment.OpenDisk(place)
	}
	if err != nil {
		return jobs.Files{}, err
	}
	return f, nil
}

// chosen is what a flag says, else the environment.
func chosen(cmd *cobra.Command, flag, variable string) string {
	if value, _ := cmd.Flags().GetString(flag); value != "" {
		return value
	}
	return os.Getenv(variable)
}

// inWords is where files are kept, as it is told at start.
func inWords(f jobs.Files) string {
	if f.Store == nil {
		return "pièces jointes : aucun espace de stockage, aucune ne peut être déposée (voir --attachments)"
	}
	scan := "sans antivirus (voir --clamd)"
	if f.Scanner != nil {
		scan = "avec antivirus"
	}
	return "pièces jointes : " + f.Store.Where() + ", " + scan
}
