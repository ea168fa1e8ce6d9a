// Package calendar is the ground of legal deadlines: civil days, the hours of
// each territory, the days nobody works.
//
//	instant ──DateOf(zone)──> Date ──AddMonths, AddWorkingDays──> Date ──At(24, 0, zone)──> instant
//
// It has no clock: today always comes from the caller. A département is named
// by its code, "67", "2A", "971"; a code it does not know follows Paris time
// and the common holidays.
//
// Needs fault; needed by every room that has a deadline.
//
// Law: code du travail, art. L3133-1 (holidays), L3134-13 (Alsace and Moselle),
// L3422-2 (abolition of slavery); code de procédure civile, art. 640 and 641
// (the first day does not count, months run "de date à date"); décret
// n° 2017-292 du 6 mars 2017 (legal time). The law of today is applied to every
// year.
//
// Decisions
//
//  1. The journée de solidarité (L3133-7) takes no holiday away: employers
//     choose its day, and it binds no deadline.
//  2. Vendredi saint is a holiday in the whole of 57, 67 and 68, although the
//     law names the communes with a Protestant church: a body must not lose a
//     day for the commune it stands in.
//  3. Saint-Martin (978) rests on 28 May, as its préfecture has held since 2018;
//     L3422-2 was still read as 27 May in 2019. To be confirmed.
//  4. Vendredi saint in 971 and 972 is a custom, that L3422-2 does not hold: it
//     is a working day here.
//  5. The own holidays of 986, 987 and 988 are those of local labour codes, and
//     are not known here: only the common ones are applied there.
package calendar
