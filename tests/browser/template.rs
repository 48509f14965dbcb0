//! What is asked on this stage: a question of every kind, in words that a page could show.

use serde_json::{Value, json};

fn words(english: &str, french: &str) -> Value {
    json!({"en": english, "fr": french})
}

/// The lists of choices.
fn lists() -> Value {
    let choice = |name: &str, english: &str, french: &str| json!({"name": name, "label": words(english, french)});
    json!({
        "yes_no": {"choices": [choice("yes", "Yes", "Oui"), choice("no", "No", "Non")]},
        "means": {"choices": [choice("law", "A law", "Une loi"), choice("plan", "A plan", "Un plan"),
                              choice("money", "A fund", "Un fonds")]},
        "birds": {"choices": (1..=12).map(|n| choice(&format!("bird_{n}"), &format!("Bird {n}"), &format!("Oiseau {n}"))).collect::<Vec<_>>()}
    })
}

/// The questions of the first section.
fn first() -> Value {
    json!([
        {"name": "heard", "type": "note", "label": words("Answer for the whole country.", "Répondez pour tout le pays.")},
        {"name": "line", "number": "1.1", "type": "text", "label": words("Which authority leads?", "Quelle autorité dirige ?"),
         "hint": words("Its name in full.", "Son nom complet."), "max_length": 100, "required": "submit", "comment": true,
         "guidance": words("The authority that reports to the treaty.", "L’autorité qui rend compte au traité."),
         "attachments": true, "links": true},
        {"name": "story", "number": "1.2", "type": "text", "label": words("What was done?", "Qu’a-t-on fait ?"),
         "max_length": 2000, "multiline": true},
        {"name": "numbers", "type": "group", "label": words("In figures", "En chiffres"), "items": [
            {"name": "whole", "number": "1.3", "type": "integer", "label": words("Sites protected", "Sites protégés"), "min": 0,
             "unit": "sites", "qualifiers": ["exact", "estimate", "unknown"]},
            {"name": "area", "number": "1.4", "type": "decimal", "label": words("Their area", "Leur surface"), "unit": "km2",
             "decimals": 2},
            {"name": "share", "number": "1.5", "type": "percentage", "label": words("Share of the budget", "Part du budget")}]},
        {"name": "month", "number": "1.6", "type": "date", "precision": "month", "label": words("Since when?", "Depuis quand ?")},
        {"name": "one", "number": "1.7", "type": "select_one", "list": "yes_no",
         "label": words("Is there a national plan?", "Y a-t-il un plan national ?"), "required": "warn"},
        {"name": "plan_name", "number": "1.8", "type": "text", "label": words("Its name", "Son nom"), "max_length": 200,
         "relevant": "${one} = 'yes'"},
        {"name": "many", "number": "1.9", "type": "select_multiple", "list": "means", "label": words("By what means?", "Par quels moyens ?"),
         "other": {"name": "other", "max_length": 50}},
        {"name": "order", "number": "1.10", "type": "rank", "list": "means", "label": words("Which helped most?", "Lequel a le plus aidé ?")},
        {"name": "sure", "number": "1.11", "type": "acknowledge", "label": words("We have read this.", "Nous avons lu ceci.")},
        {"name": "links", "number": "1.12", "type": "url", "label": words("Where is it published?", "Où est-ce publié ?")},
        {"name": "plans", "number": "1.13", "type": "file", "label": words("The plans", "Les plans"), "max_files": 2}
    ])
}

/// Questions in rows.
fn second() -> Value {
    json!([
        {"name": "each", "type": "group", "label": words("Each site", "Chaque site"), "repeat": {"max": 20}, "items": [
            {"name": "site", "type": "text", "label": words("Name of the site", "Nom du site"), "max_length": 100},
            {"name": "trend", "type": "select_one", "list": "yes_no", "label": words("Is it guarded?", "Est-il gardé ?")}]},
        {"name": "people", "type": "table", "number": "2.2", "label": words("Who works there", "Qui y travaille"), "rows": {"max": 300},
         "columns": [
            {"name": "who", "type": "text", "label": words("Body", "Organisme"), "max_length": 100},
            {"name": "staff", "type": "integer", "label": words("Staff", "Personnel"), "min": 0},
            {"name": "paid", "type": "select_one", "list": "yes_no", "label": words("Paid", "Payé")}]},
        {"name": "grid", "type": "table", "number": "2.3", "label": words("How each worked", "Ce que chacun a donné"), "rows": {"over": "means"},
         "columns": [
            {"name": "worked", "type": "select_one", "list": "yes_no", "label": words("Worked", "A marché"), "required": "warn"},
            {"name": "with", "type": "select_multiple", "list": "yes_no", "label": words("With", "Avec"),
             "other": {"name": "other", "max_length": 50}},
            {"name": "cases", "type": "integer", "label": words("Cases", "Cas"), "min": 0, "qualifiers": ["exact", "unknown"],
             "comment": true, "hint": words("In all", "En tout")},
            {"name": "seen", "type": "acknowledge", "label": words("Seen", "Vu")},
            {"name": "found", "type": "url", "label": words("Links", "Liens")},
            {"name": "rank", "type": "rank", "list": "yes_no", "label": words("Order", "Ordre")}]},
        {"name": "birds", "type": "group", "label": words("Each bird", "Chaque oiseau"), "repeat": {"over": "birds"}, "items": [
            {"name": "bird_trend", "type": "select_one", "list": "yes_no", "label": words("Is it common?", "Est-il commun ?")},
            {"name": "bird_said", "type": "text", "label": words("What is known?", "Que sait-on ?"), "max_length": 200, "multiline": true}]},
        {"name": "staff_sum", "type": "calculate", "label": words("Staff in all", "Personnel total"), "calculation": "sum(${people.staff})"}
    ])
}

/// Three sections; two answers are needed before it can be submitted.
pub fn template() -> Value {
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en", "fr"], "title": words("Invented national report", "Rapport national inventé"),
        "lists": lists(),
        "items": [
            {"name": "first", "type": "section", "number": "1", "label": words("Conservation", "Conservation"),
             "intro": words("What was done since the last meeting.", "Ce qui a été fait depuis la dernière réunion."), "items": first()},
            {"name": "second", "type": "section", "number": "2", "label": words("Sites and people", "Sites et personnes"), "items": second()},
            {"name": "third", "type": "section", "number": "3", "label": words("Closing", "Conclusion"), "items": [
                {"name": "last", "number": "3.1", "type": "text", "label": words("What comes next?", "Que vient ensuite ?"),
                 "max_length": 100, "required": "submit"}]}]
    })
}

/// Three hundred questions in six sections, and a table that takes many rows.
pub fn long() -> Value {
    let ask = |section: usize, n: usize| {
        let name = format!("s{section}_q{n}");
        match n % 3 {
            0 => {
                json!({"name": name, "type": "select_one", "list": "yes_no", "label": words(&format!("Is {n} done?"), "Est-ce fait ?")})
            }
            1 => {
                json!({"name": name, "type": "text", "label": words(&format!("What of {n}?"), "Et cela ?"), "max_length": 4000, "multiline": true})
            }
            _ => {
                json!({"name": name, "type": "integer", "label": words(&format!("How many of {n}?"), "Combien ?"), "min": 0})
            }
        }
    };
    let section = |number: usize| {
        let items: Vec<Value> = (1..=50).map(|n| ask(number, n)).collect();
        json!({"name": format!("s{number}"), "type": "section", "label": words(&format!("Section {number}"), "Section"), "items": items})
    };
    let mut document = template();
    let mut sections: Vec<Value> = (1..=6).map(section).collect();
    sections.push(json!({"name": "second", "type": "section", "label": words("Rows", "Lignes"), "items": second()}));
    document["items"] = Value::Array(sections);
    document
}
