//! The languages that headers name: `French (fr)`, `fr`, or `French` alone.

/// The languages that forms are most often written in, by their names in English and their own.
const NAMES: [(&str, &str); 22] = [
    ("english", "en"),
    ("french", "fr"),
    ("français", "fr"),
    ("francais", "fr"),
    ("spanish", "es"),
    ("español", "es"),
    ("espanol", "es"),
    ("arabic", "ar"),
    ("العربية", "ar"),
    ("chinese", "zh"),
    ("中文", "zh"),
    ("russian", "ru"),
    ("русский", "ru"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("german", "de"),
    ("deutsch", "de"),
    ("italian", "it"),
    ("italiano", "it"),
    ("swahili", "sw"),
    ("kiswahili", "sw"),
    ("dutch", "nl"),
];

/// The tag of a language as a header or the settings write it; none when it cannot be told.
pub(super) fn tag(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some((_, behind)) = text.rsplit_once('(') {
        return behind.strip_suffix(')').map(str::trim).filter(|tag| looks_like_a_tag(tag)).map(str::to_owned);
    }
    let small = text.to_lowercase();
    if let Some((_, tag)) = NAMES.iter().find(|(name, _)| *name == small) {
        return Some((*tag).to_owned());
    }
    looks_like_a_tag(text).then(|| text.to_owned())
}

/// Whether it could be a tag such as `en`, `pt-BR` or `zh-Hant`.
fn looks_like_a_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_from_headers() {
        let check = |text: &str, expect: Option<&str>| assert_eq!(tag(text).as_deref(), expect, "{text}");
        check("French (fr)", Some("fr"));
        check("Português do Brasil (pt-BR)", Some("pt-BR"));
        check(" zh-Hant ", Some("zh-Hant"));
        check("ENGLISH", Some("en"));
        check("Español", Some("es"));
        check("Klingon", None);
        check("Klingon (", None);
        check("", None);
    }
}
