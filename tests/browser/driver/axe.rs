//! axe-core, by Deque: whether people with any device can use a page. Brought by tests/chromium into what cargo builds.

use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::json;

use super::Browser;

/// What WCAG 2.2 asks at A and AA, and what axe's authors ask beside.
const RULES: &str = r#"["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]"#;

/// What axe leaves out unless it is asked for: whether targets are large enough.
const OFF: &str = r#"{"target-size": {"enabled": true}}"#;

impl Browser {
    /// Fails unless axe finds nothing wrong with the page as it stands.
    #[track_caller]
    pub fn is_accessible(&self, what: &str) {
        let found = self.barriers();
        assert!(found.is_empty(), "{what}, at {}:\n  {}", self.path(), found.join("\n  "));
    }

    /// What axe finds wrong with the page as it stands.
    #[track_caller]
    pub fn barriers(&self) -> Vec<String> {
        let script = format!(
            "{}; const done = arguments[0]; \
             axe.run(document, {{runOnly: {RULES}, rules: {OFF}, resultTypes: ['violations']}}).then( \
               (found) => done(found.violations.map((one) => one.id + ': ' + one.help + one.nodes.slice(0, 6).map((node) => '\\n    ' \
                 + node.html.slice(0, 200) + '\\n      ' + node.failureSummary.replaceAll('\\n', ' ')).join(''))), \
               (no) => done([`${{no}}`]));",
            source()
        );
        // It is script itself, and waits: the page may run it, whatever it may run of its own.
        let scripted = self.scripted.get();
        self.scripted(true);
        let found = self.run_async(&script, &json!([]));
        self.scripted(scripted);
        found.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    }
}

fn source() -> &'static str {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let file = "axe/node_modules/axe-core/axe.min.js";
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let path = folder.parent().expect("it is in the target folder").join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}: run tests/chromium", path.display()))
    })
}
