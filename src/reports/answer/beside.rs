//! What stands beside an answer whatever it is, files of the report and links; and the answers that are files or links. Pure.

use serde_json::Value as Json;

use super::{Flaws, text};
use crate::canonical::canonical;
use crate::ids::AttachmentId;
use crate::templates::Question;
use crate::templates::limits::{LINK_LABEL_LENGTH, MOST_FILES, MOST_LINKS, URL_LENGTH};

/// What stands beside an answer. Like a comment, it answers nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Beside {
    /// Files of the report: a list of their ids; of a frozen answer, of their descriptions.
    pub attachments: Option<Json>,
    /// Links: a list of `{url, label}`.
    pub links: Option<Json>,
}

impl Beside {
    /// Each part with its name, where it is there.
    pub fn parts(&self) -> [(&'static str, Option<&Json>); 2] {
        [("attachments", self.attachments.as_ref()), ("links", self.links.as_ref())]
    }

    /// What its question takes. A cycle may have moved to a version that takes less: that stays with the answer and in its
    /// history, and is neither asked for again nor frozen.
    pub fn taken_by(&self, question: &Question) -> Self {
        Self {
            attachments: self.attachments.clone().filter(|_| question.attachments),
            links: self.links.clone().filter(|_| question.links),
        }
    }

    /// What was sent, and of what was not sent what is kept: a form that does not ask for files or links leaves them alone. An
    /// empty list was sent: it takes away.
    pub fn or(self, kept: &Self) -> Self {
        Self {
            attachments: self.attachments.or_else(|| kept.attachments.clone()),
            links: self.links.or_else(|| kept.links.clone()),
        }
    }

    /// What was sent, as it was read: of what was not sent, still nothing.
    pub fn as_read(&self, read: &Self) -> Self {
        let part = |sent: &Option<Json>, read: &Option<Json>| {
            sent.as_ref().map(|_| read.clone().unwrap_or_else(|| Json::Array(Vec::new())))
        };
        Self { attachments: part(&self.attachments, &read.attachments), links: part(&self.links, &read.links) }
    }

    /// Whether both say the same; an empty list says nothing.
    pub fn says(&self, other: &Self) -> bool {
        let given =
            |part: &Option<Json>| part.clone().filter(|part| !part.is_null() && part != &Json::Array(Vec::new()));
        (given(&self.attachments), given(&self.links)) == (given(&other.attachments), given(&other.links))
    }

    /// As it is stored: canonical JSON, files and then links.
    pub fn written(&self) -> [Option<String>; 2] {
        self.parts().map(|(_, part)| part.map(canonical))
    }
}

/// Reads what was sent beside an answer.
pub(super) fn parse(question: &Question, sent: &Beside, flaws: &mut Flaws<'_>) -> Beside {
    let given = |part: &Option<Json>| part.clone().filter(|part| !part.is_null());
    let before = flaws.found.len();
    let read = Beside {
        attachments: given(&sent.attachments).and_then(|sent| files(MOST_FILES, &sent, flaws)),
        links: given(&sent.links).and_then(|sent| links(&sent, flaws)),
    };
    // Many choices and long words are flaws of the answer, too: of what stands beside it the code says so.
    for flaw in flaws.found.iter_mut().skip(before) {
        match flaw.code.as_str() {
            "too_many" => flaw.code = "too_many_beside".to_owned(),
            "too_long" => flaw.code = "too_long_beside".to_owned(),
            _ => {}
        }
    }
    for ((name, part), taken) in read.parts().into_iter().zip([question.attachments, question.links]) {
        if part.is_some() && !taken {
            flaws.add(name, format!("this question takes no {name} beside its answer"));
        }
    }
    read
}

/// Ids of files, each once. Whether there are such files in the report is not known here.
pub(super) fn files(most: usize, sent: &Json, flaws: &mut Flaws<'_>) -> Option<Json> {
    let Some(items) = sent.as_array() else {
        return flaws.wrong("type", "send a list of attachment ids");
    };
    let mut ids: Vec<String> = Vec::new();
    for item in items {
        match item.as_str().and_then(|id| id.parse::<AttachmentId>().ok()).map(String::from) {
            None => flaws.add("type", "each file must be the id that its upload answered"),
            Some(id) if ids.contains(&id) => flaws.add("duplicate", format!("{id} stands here twice")),
            Some(id) => ids.push(id),
        }
    }
    if ids.len() > most {
        flaws.add("too_many", format!("at most {most} files fit in this answer"));
    }
    (!ids.is_empty()).then(|| serde_json::json!(ids))
}

/// Links, each with what to call it.
pub(super) fn links(sent: &Json, flaws: &mut Flaws<'_>) -> Option<Json> {
    let Some(items) = sent.as_array() else { return flaws.wrong("type", "send a list of {url, label}") };
    if items.len() > MOST_LINKS {
        return flaws.wrong("too_many", format!("at most {MOST_LINKS} links fit in one answer"));
    }
    let mut kept = Vec::new();
    for item in items {
        let fields = item.as_object();
        let known = fields.is_some_and(|fields| fields.keys().all(|key| key == "url" || key == "label"));
        let Some(url) = item.get("url").and_then(Json::as_str).filter(|_| known) else {
            flaws.add("type", "each link must be {\"url\": …, \"label\": …}");
            continue;
        };
        if !is_link(url) {
            flaws.add(
                "url",
                format!("a link begins with https:// or http://, names a host and has at most {URL_LENGTH} characters"),
            );
        }
        let mut link = serde_json::json!({ "url": url });
        match item.get("label") {
            None | Some(Json::Null) => {}
            Some(Json::String(label)) => {
                if let (Some(label), Some(link)) =
                    (text(Some(label), LINK_LABEL_LENGTH, "label", flaws), link.as_object_mut())
                {
                    link.insert("label".to_owned(), Json::String(label));
                }
            }
            Some(_) => flaws.add("type", "a link's label must be a text"),
        }
        kept.push(link);
    }
    (!kept.is_empty()).then_some(Json::Array(kept))
}

/// Only addresses that a browser opens as a page: no script, no data.
fn is_link(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
        && url.chars().count() <= URL_LENGTH
        && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}
