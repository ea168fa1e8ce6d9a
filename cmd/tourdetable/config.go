package main

import (
	"fmt"
	"net"
	"os"

	"tourdetable/domain/fault"
)

// config is what the environment says, read once. Secrets are never printed.
type config struct {
	Production bool   // APP_ENV=production: no embedded part, secure cookies, no migration at start
	RedisURL   string // REDIS_URL; "" is the embedded queue
	Listen     string // LISTEN, host:port
}

var errConfig = fault.New(fault.Invalid, "config", "configuration illisible")

// configure reads and checks the environment.
func configure() (config, error) {
	c := config{Production: os.Getenv("APP_ENV") == "production", RedisURL: os.Getenv("REDIS_URL"), Listen: os.Getenv("LISTEN")}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return c, errConfig.With("LISTEN « %s » ; attendu : une adresse et un port, par exemple « 127.0.0.1:8080 »", c.Listen)
	}
	if env := os.Getenv("APP_ENV"); env != "" && env != "production" && env != "development" {
		return c, errConfig.With("APP_ENV « %s » ; attendu : production ou development", env)
	}
	if c.Production && os.Getenv("DATABASE_URL") == "" {
		return c, errConfig.With("la base embarquée est refusée en production : renseignez DATABASE_URL")
	}
	return c, nil
}

// String is the configuration as it is told at start.
func (c config) String() string {
	queue := "embarquée (non durable : la vérité est dans PostgreSQL)"
	if c.RedisURL != "" {
		queue = "Redis"
	}
	return fmt.Sprintf("adresse %s, production %t, file %s", c.Listen, c.Production, queue)
}
