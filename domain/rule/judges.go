package rule

// judges are the functions of the rules, by id.
var judges = map[string]func(question) []answer{}
