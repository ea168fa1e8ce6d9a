# syntax=docker/dockerfile:1
# Tour de table: one static program that holds its web application.
#
#   docker build --build-arg VERSION=$(git describe --always) -t tourdetable .

FROM node:20-bookworm-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM golang:1.26-bookworm AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/frontend/dist ./frontend/dist
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /tourdetable ./cmd/tourdetable

# Alpine for its certificates, its time zones and the wget of the health check.
FROM alpine:3.22
RUN apk add --no-cache ca-certificates tzdata \
 && adduser -D -H -u 10001 -g "Tour de table" tourdetable \
 && install -d -o tourdetable -g tourdetable -m 0700 /var/lib/tourdetable /var/lib/tourdetable/pieces
COPY --from=program /tourdetable /usr/local/bin/tourdetable
USER tourdetable
WORKDIR /var/lib/tourdetable
ENV APP_ENV=production \
    LISTEN=0.0.0.0:8080 \
    TZ=UTC
EXPOSE 8080
ENTRYPOINT ["tourdetable"]
CMD ["serve"]
