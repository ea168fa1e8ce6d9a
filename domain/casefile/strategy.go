package casefile

import "tourdetable/domain/strategy"

// Measure is one measure of the strategy with its actions.
type Measure struct {
	Axis    int      `json:"axis"`
	Number  int      `json:"number"`
	Title   string   `json:"title"`
	Actions []Action `json:"actions"`
}

// Action is one action of a measure.
type Action struct {
	Code  string   `json:"code"`
	Text  string   `json:"text"`
	Leads []string `json:"leads"`
}

// Strategy is the latest strategy, measure by measure.
func Strategy() []Measure {
	catalogue := strategy.Latest()
	out := make([]Measure, len(catalogue.Measures))
	for i, m := range catalogue.Measures {
		out[i] = Measure{m.Axis, m.Number, m.Title, make([]Action, len(m.Actions))}
		for j, a := range m.Actions {
			out[i].Actions[j] = Action{a.Code, a.Text, append([]string{}, a.Leads...)}
		}
	}
	return out
}
