//! The style sheet and the scripts, in the program itself, under names that change with them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;

use crate::digest;
use crate::web::Named;
use crate::web::failure::Problem;
use crate::web::guard::packed;
use crate::words;

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The pieces of the form's script, in the order they are joined in: what a piece uses when it is read stands before it.
const PIECES: [&str; 20] = [
    include_str!("script/bus.js"),
    include_str!("script/page.js"),
    include_str!("script/queue.js"),
    include_str!("script/send.js"),
    include_str!("script/conflict.js"),
    include_str!("script/orphans.js"),
    include_str!("script/status.js"),
    include_str!("script/leave.js"),
    include_str!("script/decimal.js"),
    include_str!("script/expression.js"),
    include_str!("script/answers.js"),
    include_str!("script/conditions.js"),
    include_str!("script/table.js"),
    include_str!("script/rank.js"),
    include_str!("script/find.js"),
    include_str!("script/count.js"),
    include_str!("script/events.js"),
    include_str!("script/upload.js"),
    include_str!("script/comments.js"),
    include_str!("script/start.js"),
];

/// What stands before the key of a text that the form's script says.
const SAID: &str = "script.";

struct Asset {
    name: String,
    media_type: &'static str,
    text: Cow<'static, str>,
    /// The same as gzip, made when it is first asked for.
    packed: OnceLock<Option<Vec<u8>>>,
}

impl Asset {
    fn new(stem: &str, extension: &str, media_type: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        let hash = digest::sha256(text.as_bytes());
        Self {
            name: format!("{stem}-{}.{extension}", hash.get(..12).unwrap_or_default()),
            media_type,
            text,
            packed: OnceLock::new(),
        }
    }

    fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", include_str!("style.css")));
static ICON: LazyLock<Asset> = LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("icon.svg")));
static INVITATION: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("invitation", "js", SCRIPT, include_str!("invitation.js")));
/// The form's script, in every language.
static FORMS: LazyLock<Vec<Asset>> =
    LazyLock::new(|| words::LANGUAGES.iter().map(|spoken| form(spoken.code)).collect());

static STYLE_PATH: LazyLock<String> = LazyLock::new(|| STYLE.path());
static ICON_PATH: LazyLock<String> = LazyLock::new(|| ICON.path());
static INVITATION_PATH: LazyLock<String> = LazyLock::new(|| INVITATION.path());

/// Where the style sheet is.
pub fn style_path() -> &'static str {
    &STYLE_PATH
}

/// Where the bird is that stands in a browser's tab.
pub fn icon_path() -> &'static str {
    &ICON_PATH
}

/// Where the script of the invitation's page is.
pub fn invitation_path() -> &'static str {
    &INVITATION_PATH
}

/// Where the form's script is, speaking a language.
pub fn form_path(language: &str) -> String {
    FORMS.get(words::position(language)).map(Asset::path).unwrap_or_default()
}

/// The pieces as one script that shares nothing with others, the words of the language before them.
fn form(language: &str) -> Asset {
    let said: BTreeMap<&str, &str> = words::family(language, SAID).collect();
    let said = serde_json::to_string(&said).unwrap_or_else(|_| "{}".to_owned());
    let pieces: String = PIECES.iter().map(|piece| tight(piece)).collect();
    let text = format!("(() => {{\n\"use strict\";\nconst WORDS = {said};\n{pieces}}})();\n");
    Asset::new(&format!("form-{language}"), "js", SCRIPT, text)
}

/// A script without its indents and without lines that say nothing to a browser: a third of it on a slow line.
///
/// The pieces have no text over several lines, and no other comments than lines of their own.
fn tight(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.fold(String::with_capacity(script.len()), |text, line| text + line + "\n")
}

/// `GET /assets/{name}`: kept by browsers for good, for another content has another name.
pub async fn show(name: Named<String>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let all = [&*STYLE, &*ICON, &*INVITATION];
    let asset = all.into_iter().chain(FORMS.iter()).find(|asset| asset.name == *name).ok_or_else(Problem::not_found)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type(asset.media_type).insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"));
    let pack = || asset.packed.get_or_init(|| packed::gzip(asset.text.as_bytes(), Compression::best()));
    let Some(bytes) = Some(()).filter(|()| packed::takes_gzip(&request)).and_then(|()| pack().clone()) else {
        return Ok(answer.body(asset.text.as_ref().to_owned()));
    };
    let mut answer = answer.body(bytes);
    packed::mark(answer.headers_mut());
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_loses_its_indents_and_comments_alone() {
        let script = "// why\nfunction f() {\n  // and why\n\n  return \"// kept\"; // kept\n}\n";
        assert_eq!(tight(script), "function f() {\nreturn \"// kept\"; // kept\n}\n");
    }

    #[test]
    fn no_piece_has_a_text_over_several_lines() {
        for piece in PIECES {
            for (number, line) in piece.lines().enumerate() {
                let odd = line.matches('`').count() % 2 == 1;
                assert!(!odd && !line.contains("/*"), "line {}: {line}", number + 1);
            }
        }
    }

    /// The pieces share one scope: a name that two of them declare would keep all of them from running.
    #[test]
    fn no_two_pieces_declare_the_same_name() {
        let mut seen = std::collections::BTreeSet::new();
        for piece in PIECES {
            let mut depth = 0;
            for line in piece.lines() {
                let words = ["const ", "let ", "function ", "async function "];
                let declared = words.iter().find_map(|word| line.strip_prefix(word)).filter(|_| depth == 0);
                depth += line.matches('{').count();
                depth -= line.matches('}').count();
                let Some(rest) = declared else { continue };
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                assert!(seen.insert(name.clone()), "{name} is declared twice");
            }
        }
        assert!(seen.contains("fieldOf") && seen.len() > 20);
    }

    #[test]
    fn a_language_has_a_script_of_its_own() {
        let paths: std::collections::BTreeSet<String> =
            words::LANGUAGES.iter().map(|spoken| form_path(spoken.code)).collect();
        assert_eq!(paths.len(), words::LANGUAGES.len());
        assert_eq!(form_path("xx"), form_path(words::FALLBACK));
    }
}
