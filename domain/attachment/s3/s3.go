// Package s3 keeps blobs in a bucket: Amazon S3 or any server that speaks its
// protocol (Garage, Ceph, MinIO, OVH, Scaleway…).
//
//	s3://bucket/prefix?endpoint=https://s3.example.fr&region=gra ──Open──> attachment.Store
//
// A package of its own: its driver is forty packages that nothing else needs.
//
// Needs attachment, fault; needed by cmd.
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"tourdetable/domain/attachment"
	"tourdetable/domain/fault"
)

// Refusals of a bucket.
var (
	ErrAddress = fault.New(fault.Invalid, "s3.address", "adresse de compartiment illisible")
	ErrSilent  = fault.New(fault.Busy, "s3.silent", "l'espace de stockage des pièces ne répond pas : réessayez dans un instant")
	ErrBucket  = fault.New(fault.Invalid, "s3.bucket", "le compartiment n'existe pas, ou ces clés ne l'ouvrent pas")
)

// Keys are the credentials of a bucket. They are never printed.
type Keys struct{ Access, Secret string }

// Bucket is a place in a bucket.
type Bucket struct {
	client *minio.Client
	name   string
	prefix string
	host   string
}

// Open connects to the bucket of an address and checks that it is there. Returns
// ErrAddress, ErrBucket or ErrSilent.
func Open(ctx context.Context, address string, keys Keys) (*Bucket, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" {
		return nil, ErrAddress.With("adresse de compartiment illisible ; attendu : « s3://compartiment?endpoint=https://machine&region=… »")
	}
	endpoint, err := url.Parse(u.Query().Get("endpoint"))
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" {
		return nil, ErrAddress.With("« endpoint » absent ou illisible ; attendu : « s3://%s?endpoint=https://machine&region=… »", u.Host)
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds: credentials.NewStaticV4(keys.Access, keys.Secret, ""), Secure: endpoint.Scheme == "https",
		Region: u.Query().Get("region"), MaxRetries: 3, BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		return nil, ErrAddress.Because(err)
	}
	b := &Bucket{client: client, name: u.Host, prefix: strings.Trim(u.Path, "/"), host: endpoint.Host}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	there, err := client.BucketExists(ctx, b.name)
	switch {
	case err != nil && minio.ToErrorResponse(err).StatusCode == 0:
		return nil, ErrSilent.Because(err)
	case err != nil || !there:
		return nil, ErrBucket.With("« %s » : compartiment inconnu de %s, ou fermé à ces clés", b.name, b.host).Because(err)
	}
	return b, nil
}

// Where is the bucket and its server.
func (b *Bucket) Where() string { return "s3://" + path.Join(b.name, b.prefix) + " sur " + b.host }

func (b *Bucket) key(sum string) string { return path.Join(b.prefix, attachment.Key(sum)) }

// Put sends the bytes in one request: a bucket shows an object whole or not at
// all. Their SHA-256 goes with them, and the server refuses others.
func (b *Bucket) Put(ctx context.Context, sum string, size int64, r io.Reader) error {
	_, err := b.client.PutObject(ctx, b.name, b.key(sum), attachment.Sealed(io.NopCloser(r), sum), size,
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true})
	return told("keep", sum, err)
}

// Open starts to read; that the blob is missing is known at once.
func (b *Bucket) Open(ctx context.Context, sum string) (io.ReadCloser, error) {
	o, err := b.client.GetObject(ctx, b.name, b.key(sum), minio.GetObjectOptions{})
	if err != nil {
		return nil, told("open", sum, err)
	}
	if _, err := o.Stat(); err != nil {
		return nil, told("open", sum, errors.Join(err, o.Close()))
	}
	return o, nil
}

// Stat returns the size of the object.
func (b *Bucket) Stat(ctx context.Context, sum string) (int64, error) {
	o, err := b.client.StatObject(ctx, b.name, b.key(sum), minio.StatObjectOptions{})
	return o.Size, told("find", sum, err)
}

// told sorts an error of the server: a blob that is not there, a hash that is
// another, or silence.
func told(verb, sum string, err error) error {
	if err == nil {
		return nil
	}
	var answer minio.ErrorResponse
	switch {
	case errors.Is(err, attachment.ErrCorrupt):
		return attachment.ErrHash.Because(err)
	case errors.As(err, &answer) && answer.StatusCode == 404 && answer.Code != "NoSuchBucket":
		return attachment.ErrMissing.Because(err)
	}
	return ErrSilent.Because(fmt.Errorf("%s %s: %w", verb, sum, err))
}
