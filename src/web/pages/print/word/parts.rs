//! The parts of a Word document that are the same in each, or nearly so. Pure.

use quick_xml::escape::escape;

use super::span::Tongues;

pub const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

pub const NAMESPACES: [(&str, &str); 2] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
];

/// Two centimetres all round, in twentieths of a point.
pub const MARGINS: [(&str, &str); 7] = [
    ("w:top", "1134"),
    ("w:right", "1134"),
    ("w:bottom", "1134"),
    ("w:left", "1134"),
    ("w:header", "567"),
    ("w:footer", "567"),
    ("w:gutter", "0"),
];

pub const TYPES: &str = concat!(
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>"#,
    r#"<Override PartName="/word/header.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>"#,
    r#"<Override PartName="/word/footer.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    "</Types>"
);

pub const RELATIONS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="document" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    "</Relationships>"
);

/// What the document is called and its language, for whoever files it.
pub fn core(title: &str, language: &str) -> String {
    format!(
        concat!(
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>{}</dc:language>"#,
            "</cp:coreProperties>"
        ),
        escape(title),
        escape(language)
    )
}

/// The parts that the document names, and the addresses it links to.
pub fn links(addresses: &[String]) -> String {
    use std::fmt::Write;
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut text = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#.to_owned();
    for part in ["styles", "settings", "header", "footer"] {
        let _ = write!(text, r#"<Relationship Id="{part}" Type="{kind}/{part}" Target="{part}.xml"/>"#);
    }
    for (number, address) in (1..).zip(addresses) {
        let address = escape(address.as_str());
        let target = format!(r#"Target="{address}" TargetMode="External""#);
        let _ = write!(text, r#"<Relationship Id="link{number}" Type="{kind}/hyperlink" {target}/>"#);
    }
    text + "</Relationships>"
}

/// The looks of each kind of paragraph, and the languages of what is not marked otherwise.
pub fn styles(tongues: &Tongues) -> String {
    let (left, right) = sides(tongues);
    include_str!("styles.xml").trim_end().replace("LANGUAGE", &left).replace("FROM_RIGHT", &right)
}

/// What holds for the whole document.
pub fn settings(tongues: &Tongues) -> String {
    let (left, right) = sides(tongues);
    let [(name, space), _] = NAMESPACES;
    format!(
        concat!(
            r#"<w:settings {}="{}"><w:compat><w:compatSetting w:name="compatibilityMode" "#,
            r#"w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#,
            r#"<w:themeFontLang w:val="{}" w:bidi="{}"/></w:settings>"#
        ),
        name, space, left, right
    )
}

/// The language of words from the left, and of those from the right: Word keeps one for each.
fn sides(tongues: &Tongues) -> (String, String) {
    let both = [&tongues.house, &tongues.asked];
    let find = |from_right: bool| both.into_iter().find(|tongue| tongue.from_right == from_right);
    let left = find(false).map_or("en", |tongue| &tongue.code);
    let right = find(true).map_or("ar", |tongue| &tongue.code);
    (escape(tag(left)).into_owned(), escape(tag(right)).into_owned())
}

/// A language as Word's spelling knows it: with a country.
pub fn tag(code: &str) -> String {
    let country = match code {
        "en" => "GB",
        "ar" => "SA",
        "fr" => "FR",
        "es" => "ES",
        "ru" => "RU",
        _ => return code.to_owned(),
    };
    format!("{code}-{country}")
}
