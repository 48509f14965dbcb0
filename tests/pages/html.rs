//! Pages taken apart as a browser would, strictly: a tag that is not closed fails the test.

/// One element: its name, attributes, and the text inside it.
#[derive(Debug, Clone, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    /// The action of the form it stands in.
    pub form: Option<String>,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(had, _)| had == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

const VOID: [&str; 5] = ["meta", "link", "input", "br", "hr"];

/// Every element of a page in order.
pub fn elements(page: &str) -> Vec<Element> {
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        open.iter().for_each(|at| found[*at].text.push_str(&unescaped(text)));
        let end = tag_end(after);
        let tag = &after[..end];
        rest = &after[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().unwrap_or_else(|| panic!("</{name}> closes nothing"));
            assert_eq!(found[last].name, name, "closed in the wrong order near {:?}", &rest[..rest.len().min(80)]);
            continue;
        }
        let mut element = element(tag);
        element.form = open.iter().rev().map(|at| &found[*at]).find(|e| e.name == "form").and_then(action);
        found.push(element);
        if !VOID.contains(&found[found.len() - 1].name.as_str()) {
            open.push(found.len() - 1);
        }
    }
    assert!(open.is_empty(), "left open: {:?}", open.iter().map(|at| &found[*at].name).collect::<Vec<_>>());
    found
}

fn action(form: &Element) -> Option<String> {
    form.get("action").map(str::to_owned)
}

/// Where a tag ends: a `>` outside quotes.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at,
            b'<' if !quoted => panic!("a < inside a tag near {:?}", &text[..at]),
            _ => {}
        }
    }
    panic!("a tag without an end: {:?}", &text[..text.len().min(80)])
}

fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(['=', ' ', '\n']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        match after.strip_prefix("=\"") {
            Some(value) => {
                let (value, after) = value.split_once('"').unwrap();
                attributes.push((key.to_owned(), unescaped(value)));
                rest = after;
            }
            None => {
                assert!(!after.starts_with('='), "an attribute without quotes in <{tag}>");
                attributes.push((key.to_owned(), String::new()));
                rest = after;
            }
        }
    }
    Element { name: name.to_owned(), attributes, ..Element::default() }
}

/// Text as it is read. Our templates write numeric references alone.
pub fn unescaped(text: &str) -> String {
    let references = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    references.iter().fold(text.to_owned(), |text, (reference, plain)| text.replace(reference, plain))
}

/// What a browser would send from the form with this action, without pressing any button.
pub fn fields(page: &str, action: &str) -> Vec<(String, String)> {
    let all = elements(page);
    assert!(all.iter().any(|e| e.name == "form" && e.get("action") == Some(action)), "no form for {action}");
    let mut sent = Vec::new();
    let mut chosen: Option<String> = None;
    for element in all.iter().filter(|element| element.form.as_deref() == Some(action)) {
        let name = element.get("name").unwrap_or_default().to_owned();
        let value = element.get("value").unwrap_or_default().to_owned();
        match (element.name.as_str(), element.get("type").unwrap_or_default()) {
            // What is disabled is not sent.
            ("select", _) if element.has("disabled") => chosen = None,
            _ if element.has("disabled") => {}
            ("input", "radio" | "checkbox") if !element.has("checked") => {}
            ("input", _) if !name.is_empty() => sent.push((name, value)),
            // A browser drops the line feed that follows the tag, and sends lines as CRLF.
            ("textarea", _) => {
                let text = element.text.strip_prefix('\n').unwrap_or(&element.text);
                sent.push((name, text.replace('\n', "\r\n")));
            }
            ("select", _) => {
                chosen = Some(name.clone());
                sent.push((name, String::new()));
            }
            ("option", _) if element.has("selected") && chosen.is_some() => {
                let last = sent.last_mut().filter(|(name, _)| Some(name) == chosen.as_ref());
                last.expect("an option stands in a select").1 = value;
            }
            _ => {}
        }
    }
    sent
}

/// What holds for every page, whoever reads it.
pub fn check(page: &str) {
    let all = elements(page);
    let ids: Vec<&str> = all.iter().filter_map(|element| element.get("id")).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "an id stands twice");
    for element in &all {
        let control = matches!(element.name.as_str(), "select" | "textarea")
            || element.name == "input" && element.get("type") != Some("hidden");
        if control && !element.has("hidden") {
            let id = element.get("id").unwrap_or_else(|| panic!("no id: {element:?}"));
            let labels = all.iter().filter(|label| label.name == "label" && label.get("for") == Some(id)).count();
            assert_eq!(labels, 1, "labels of {id}");
        }
        for reference in ["aria-describedby", "aria-labelledby", "for"] {
            for id in element.get(reference).unwrap_or_default().split_whitespace() {
                assert!(ids.contains(&id), "{reference} names {id}, which is not there");
            }
        }
        if let Some(anchor) = element.get("href").and_then(|href| href.strip_prefix('#')) {
            assert!(ids.contains(&anchor), "a link leads to #{anchor}, which is not there");
        }
        let inline = element.attributes.iter().find(|(name, _)| name.starts_with("on") || name == "style");
        assert!(inline.is_none(), "inline: {element:?}");
        let is_data = element.get("type") == Some("application/json");
        assert!(element.name != "script" || element.has("src") || is_data, "an inline script");
        if element.name == "form" && element.get("method") == Some("post") {
            let action = element.get("action").unwrap();
            let token = fields(page, action).into_iter().any(|(name, value)| name == "token" && !value.is_empty());
            // Whoever is not signed in may choose a language, too.
            let for_anybody = ["/sign-in", "/invitation", "/language"].contains(&action);
            assert!(token || for_anybody, "a form without a token: {action}");
        }
        let named = element.name != "a" && element.name != "button" || !element.text.trim().is_empty();
        assert!(named, "a link or button without words: {element:?}");
    }
    let count = |name: &str| all.iter().filter(|element| element.name == name).count();
    assert_eq!((count("h1"), count("main"), count("title")), (1, 1, 1), "one heading, one main, one title");
    assert!(all.iter().any(|element| element.name == "html" && element.has("lang")));
}
