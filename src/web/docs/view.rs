//! What the reference shows of the OpenAPI document.

use serde_json::Value;

/// One call.
pub struct Operation {
    /// `GET`
    pub method: String,
    /// `/api/v1/cycles/{cycle}`
    pub path: String,
    /// Its place on the page.
    pub anchor: String,
    /// What it does, in a line.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Whether it wants a token.
    pub signed_in: bool,
    /// What stands in the path, the query and the headers.
    pub parameters: Vec<Field>,
    /// What is sent.
    pub body: Option<Kind>,
    /// What comes back.
    pub responses: Vec<Response>,
}

/// One answer.
pub struct Response {
    /// `200`
    pub status: String,
    /// In words.
    pub description: String,
    /// Its body.
    pub body: Option<Kind>,
}

/// One type of the API.
pub struct Schema {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its fields; for words, none.
    pub fields: Vec<Field>,
    /// What it is when it has no fields.
    pub kind: Kind,
}

/// One field or parameter.
pub struct Field {
    /// Its name.
    pub name: String,
    /// `path`, `query`, `header`; empty for a field.
    pub place: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it is.
    pub kind: Kind,
    /// What it means.
    pub description: String,
}

/// What a value is, in words, and the schema it names.
#[derive(Default)]
pub struct Kind {
    /// `text`, `list of`, `one of a, b`
    pub words: String,
    /// A schema's name.
    pub names: Option<String>,
}

/// Every call, by path.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, methods) in entries(document.get("paths")) {
        for (method, call) in entries(Some(methods)) {
            let said = text(call, "description");
            found.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                anchor: text(call, "operationId"),
                summary: text(call, "summary"),
                description: said,
                signed_in: call.get("security").and_then(Value::as_array).is_some_and(|needs| {
                    needs.iter().any(|need| need.as_object().is_some_and(|schemes| !schemes.is_empty()))
                }),
                parameters: list(call.get("parameters")).map(parameter).collect(),
                body: call.get("requestBody").map(content),
                responses: entries(call.get("responses"))
                    .filter(|(status, _)| *status != "default")
                    .map(|(status, response)| Response {
                        status: status.clone(),
                        description: text(response, "description"),
                        body: response.get("content").map(|_| content(response)),
                    })
                    .collect(),
            });
        }
    }
    found
}

/// Every type, by name.
pub fn schemas(document: &Value) -> Vec<Schema> {
    entries(document.pointer("/components/schemas"))
        .map(|(name, schema)| {
            let required: Vec<&str> = list(schema.get("required")).filter_map(Value::as_str).collect();
            Schema {
                name: name.clone(),
                description: text(schema, "description"),
                fields: entries(schema.get("properties"))
                    .map(|(name, field)| Field {
                        name: name.clone(),
                        place: String::new(),
                        required: required.contains(&name.as_str()),
                        kind: kind(field),
                        description: text(field, "description"),
                    })
                    .collect(),
                kind: kind(schema),
            }
        })
        .collect()
}

fn parameter(said: &Value) -> Field {
    Field {
        name: text(said, "name"),
        place: text(said, "in"),
        required: said.get("required").and_then(Value::as_bool).unwrap_or(false),
        kind: said.get("schema").map(kind).unwrap_or_default(),
        description: text(said, "description"),
    }
}

fn content(said: &Value) -> Kind {
    let Some((media, content)) = entries(said.get("content")).next() else { return Kind::default() };
    let inner = content.get("schema").map(kind).unwrap_or_default();
    match inner {
        named @ Kind { names: Some(_), .. } if media == "application/json" => named,
        Kind { words, names } => Kind { words: format!("{media} {words}").trim_end().to_owned(), names },
    }
}

/// Says a JSON Schema in words.
fn kind(schema: &Value) -> Kind {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return Kind { words: String::new(), names: Some(name.to_owned()) };
    }
    let choices: Vec<&str> = list(schema.get("enum")).filter_map(Value::as_str).collect();
    if !choices.is_empty() {
        return Kind { words: format!("one of {}", choices.join(", ")), names: None };
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        let inner = list(schema.get(several)).map(kind).find(|kind| kind.names.is_some());
        if let Some(inner) = inner {
            return inner;
        }
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let plain = |name: &str| match name {
        "string" => "text",
        "integer" => "whole number",
        "boolean" => "true or false",
        "null" => "null",
        "number" => "number",
        _ => "object",
    };
    if types.contains(&"array") {
        let inner = schema.get("items").map(kind).unwrap_or_default();
        return Kind { words: format!("list of {}", inner.words).trim_end().to_owned(), names: inner.names };
    }
    let words: Vec<&str> = types.into_iter().map(plain).collect();
    Kind { words: if words.is_empty() { "any JSON".to_owned() } else { words.join(" or ") }, names: None }
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schema: Value, words: &str, names: Option<&str>) {
        let kind = kind(&schema);
        assert_eq!((kind.words.as_str(), kind.names.as_deref()), (words, names), "{schema}");
    }

    #[test]
    fn a_schema_is_said_in_words() {
        check(serde_json::json!({"type": ["string", "null"]}), "text or null", None);
        check(serde_json::json!({"type": "array", "items": {"$ref": "#/x/Flaw"}}), "list of", Some("Flaw"));
        check(serde_json::json!({"enum": ["a", "b"], "type": "string"}), "one of a, b", None);
        check(serde_json::json!({"oneOf": [{"type": "null"}, {"$ref": "#/x/Flaw"}]}), "", Some("Flaw"));
        check(serde_json::json!({}), "any JSON", None);
    }
}
