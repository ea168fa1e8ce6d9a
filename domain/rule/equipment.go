package rule

import "tourdetable/domain/money"

// cameras is R32: the aid within its rates of a base capped per camera.
func cameras(q question) []answer {
	c := q.facts.Equipment.Cameras
	if c == nil {
		return idle("aucune caméra")
	}
	base := money.Min(c.Cost.Sub(c.Excluded), times(q.euros("per_camera"), c.Number))
	all := q.between("rate", "floor", "aide aux caméras", c.Aid, "une base", base)
	if c.CentreCost.Sign() > 0 {
		all = append(all, q.between("centre_ceiling", "centre_floor", "aide au centre de supervision", c.CentreAid, "le coût", c.CentreCost)...)
	}
	for i := range all {
		all[i] = all[i].at(c.Path)
		all[i].numbers["cameras"], all[i].numbers["per_camera"] = numbered("n", c.Number)["n"], q.euros("per_camera").String()
	}
	return all
}

func (q question) between(ceiling, floor, what string, part money.Amount, of string, whole money.Amount) []answer {
	return []answer{q.atMost(ceiling, what, part, of, whole), q.atLeast(floor, what, part, of, whole)}
}

// policeEquipment is R34: the aid of each kind under its flat sum or its rate.
func policeEquipment(q question) []answer {
	if len(q.facts.Equipment.Items) == 0 {
		return idle("aucun équipement de police municipale")
	}
	var all []answer
	for _, i := range q.facts.Equipment.Items {
		all = append(all, q.item(i).at(i.Path))
	}
	return all
}

// items are the words of equipment, as people read them.
var items = map[string]string{"vest": "Gilets", "radio": "Radios", "station": "Postes fixes", "body_camera": "Caméras-piétons"}

func (q question) item(i Item) answer {
	var ceiling money.Amount
	number := i.Number
	switch i.Kind {
	case "vest":
		if q.facts.Equipment.Agents == nil {
			return missing("nombre d'agents à équiper")
		}
		number = min(number, *q.facts.Equipment.Agents*q.count("vests_per_agent"))
		ceiling = times(q.euros("vest"), number)
	case "radio", "station":
		ceiling = money.Min(q.percent("radio_rate").Of(i.Cost), times(q.euros(i.Kind), number))
	case "body_camera":
		ceiling = money.Min(q.percent("body_camera_rate").Of(i.Cost), times(q.euros("body_camera"), number))
	default:
		return missing("type d'équipement « " + i.Kind + " »")
	}
	return judge(!i.Aid.More(ceiling), numbered("aid", i.Aid, "ceiling", ceiling, "number", i.Number, "counted", number, "cost", i.Cost),
		"%s : aide de %s pour %d pièces (%d retenues) de %s en tout ; plafond %s", items[i.Kind], i.Aid.French(), i.Number, number, i.Cost.French(), ceiling.French())
}
