// Package api is HTTP: the only room that speaks it. Each resource is one file:
// its routes, its inputs, and handlers that parse, ask once and render.
//
//	request ──session──> actor ──one transaction of the actor's scope──> use case or page ──> JSON
//	                                                fault ──problem.go──> RFC 9457 problem+json
//
// The OpenAPI document is generated from this code and served at
// /api/v1/openapi.json. Money crosses the wire as a string with its unit in the
// key ("granted_euros": "30000.00"). A handler never sees a status of failure.
//
// Needs every domain room, frontend; needed by cmd.
package api
