//! The stable words of refusals, for programs: word, status, meaning. `/api/docs` shows them, and each problem's `type`
//! points there; a word that is missing here fails the test of the doors that meets it.

/// Every word there is.
pub const WORDS: &[(&str, u16, &str)] = &[
    ("unreadable", 400, "The body is no JSON, or the request broke off."),
    ("signed_out", 401, "No token, or one that no longer counts."),
    ("wrong_credentials", 401, "The e-mail address or the password is not right; which of them is not said."),
    ("forbidden", 403, "You may see it, but this is not yours to do."),
    ("not_found", 404, "It does not exist, or not for you."),
    ("wrong_method", 405, "The address is right, the method is not; Allow says which are."),
    ("exists", 409, "There is one with this code already."),
    ("published", 409, "A published version never changes."),
    ("submitted", 409, "The report is submitted; reopen it to change it."),
    ("not_submitted", 409, "The report is not submitted: there is nothing to reopen."),
    ("not_open", 409, "The cycle is not open yet."),
    ("closed", 409, "The cycle is closed."),
    ("stale", 409, "Somebody changed it since you read it; the answer says how it stands now."),
    ("too_slow", 408, "The body took too long to arrive."),
    ("too_large", 413, "The body is larger than what is taken."),
    ("wrong_media_type", 415, "The body is not of the media type that is asked for."),
    ("content_encoding", 415, "The body is compressed; send it plain."),
    ("unfit", 422, "It can be read but is not right; errors lists everything."),
    ("gaps", 422, "Answers are missing or unfinished; errors lists them all."),
    ("internal", 500, "Our doing; instance is the id under which it was logged."),
    ("unavailable", 503, "The database does not answer. Nothing was kept; repeat after Retry-After."),
    ("outcome_unknown", 503, "Whether it was kept is not known. Repeating with the same operation id is safe."),
    ("clash", 503, "Somebody did the same at the same moment. Nothing was kept; repeat."),
    ("no_room", 507, "The server's disk is full. Nothing was kept."),
    ("busy", 503, "Too much at once. Nothing was kept; repeat after Retry-After."),
];
