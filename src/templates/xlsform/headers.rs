//! What a column is: headers in any case, with one colon or two, under the names XLSForm has had over the years.

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// The column's name, in its one form: `label`, `constraint_message`, `nr_mandate`.
    pub(super) key: String,
    /// What stands behind the name: a language.
    pub(super) language: Option<String>,
}

/// Columns that hold words in a language each.
pub(super) const WORDS: [&str; 8] =
    ["label", "hint", "guidance_hint", "constraint_message", "required_message", "form_title", "message", "media"];

/// Older and other names of columns.
const ALIASES: [(&str, &str); 26] = [
    ("caption", "label"),
    ("relevance", "relevant"),
    ("calculate", "calculation"),
    ("constraining_message", "constraint_message"),
    ("requiredmsg", "required_message"),
    ("readonly", "read_only"),
    ("command", "type"),
    ("tag", "name"),
    ("value", "name"),
    ("count", "repeat_count"),
    ("jr:count", "repeat_count"),
    ("jr:constraintmsg", "constraint_message"),
    ("jr:requiredmsg", "required_message"),
    ("list name", "list_name"),
    ("listname", "list_name"),
    ("set_form_title", "form_title"),
    ("title", "form_title"),
    ("set_form_id", "form_id"),
    ("id_string", "form_id"),
    ("image", "media"),
    ("audio", "media"),
    ("video", "media"),
    ("big-image", "media"),
    ("saveto", "save_to"),
    ("default language", "default_language"),
    ("guidance", "guidance_hint"),
];

/// Prefixes that say where a column ends up in ODK's own form.
const PREFIXES: [&str; 4] = ["bind", "control", "body", "media"];

/// Reads a header.
pub(super) fn read(text: &str) -> Header {
    let mut parts: Vec<String> = if text.contains("::") {
        text.split("::").map(|part| part.trim().to_owned()).collect()
    } else {
        single_colons(text)
    };
    parts.retain(|part| !part.is_empty());
    let mut key = parts.first().map(|part| snake(part)).unwrap_or_default();
    let mut rest = parts.into_iter().skip(1);
    if PREFIXES.contains(&key.as_str()) {
        let inside = rest.next().map(|part| snake(&part)).unwrap_or_default();
        key = match key.as_str() {
            "media" => key,
            prefix if known_behind(prefix, &inside) => inside,
            prefix => format!("{prefix}::{inside}"),
        };
    }
    if let Some((_, name)) = ALIASES.iter().find(|(alias, _)| *alias == key) {
        key = (*name).to_owned();
    }
    Header { key, language: rest.next() }
}

fn known_behind(prefix: &str, inside: &str) -> bool {
    const BIND: [&str; 7] =
        ["relevant", "required", "constraint", "calculate", "readonly", "jr:constraintmsg", "jr:requiredmsg"];
    match prefix {
        "bind" => BIND.contains(&inside) || inside.starts_with("nr_"),
        _ => ["appearance", "jr:count"].contains(&inside),
    }
}

/// The parts between single colons, where the one in `jr:count` parts nothing.
fn single_colons(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(':') {
        let part = part.trim();
        match parts.last_mut().filter(|last| last.eq_ignore_ascii_case("jr")) {
            Some(last) => *last = format!("{last}:{part}"),
            None => parts.push(part.to_owned()),
        }
    }
    parts
}

fn snake(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_they_are_written() {
        let check = |text: &str, key: &str, language: Option<&str>| {
            let expect = Header { key: key.to_owned(), language: language.map(str::to_owned) };
            assert_eq!(read(text), expect, "{text}");
        };
        check("label::fr", "label", Some("fr"));
        check("Label::French (fr)", "label", Some("French (fr)"));
        check("label:fr", "label", Some("fr"));
        check(" LABEL ", "label", None);
        check("caption::fr", "label", Some("fr"));
        check("relevance", "relevant", None);
        check("bind:relevant", "relevant", None);
        check("bind::jr:constraintMsg::fr", "constraint_message", Some("fr"));
        check("bind:jr:constraintMsg:fr", "constraint_message", Some("fr"));
        check("constraint message::fr", "constraint_message", Some("fr"));
        check("Guidance hint", "guidance_hint", None);
        check("bind::nr_mandate", "nr_mandate", None);
        check("bind::orx:max-pixels", "bind::orx:max-pixels", None);
        check("media::image::en", "media", Some("en"));
        check("control::appearance", "appearance", None);
        check("List Name", "list_name", None);
        check("nonsense", "nonsense", None);
        check("::", "", None);
    }
}
