package calendar

import (
	"time"
	_ "time/tzdata" // a bare machine has no table of zones
)

// Paris is the legal time of the métropole.
var Paris = zone("Europe/Paris")

// overseas are the territories with a time of their own.
//
// Law: décret n° 2017-292 du 6 mars 2017.
var overseas = map[string]*time.Location{
	"971": zone("America/Guadeloupe"),
	"972": zone("America/Martinique"),
	"973": zone("America/Cayenne"),
	"974": zone("Indian/Reunion"),
	"975": zone("America/Miquelon"),
	"976": zone("Indian/Mayotte"),
	"977": zone("America/St_Barthelemy"),
	"978": zone("America/Marigot"),
	"986": zone("Pacific/Wallis"),
	"987": zone("Pacific/Tahiti"),
	"988": zone("Pacific/Noumea"),
}

// Zone is the legal time of a département or an overseas territory; Paris for
// the métropole, the fictional 98 and 99, and any other code.
func Zone(departement string) *time.Location {
	if z, own := overseas[departement]; own {
		return z
	}
	return Paris
}

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic("calendar: " + err.Error())
	}
	return z
}
