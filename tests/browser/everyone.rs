//! For everybody: point 35 of the checklist with the keyboard alone. axe's part is in its own file.

use serde_json::json;

use crate::driver::Key;
use crate::stage::{FIRST, KENYA, play};
use crate::support::people::PASSWORD;

#[test]
fn what_a_page_logs_as_wrong_is_heard() {
    play(|stage| {
        let nobody = stage.browser();
        nobody.visit("/sign-in");
        assert!(nobody.complaints().is_empty());
        let wrong = "setTimeout(() => { throw new Error('thrown') }); \
                     const style = document.createElement('style'); style.textContent = 'p {}'; document.head.append(style)";
        nobody.run(wrong, &json!([]));
        nobody.visit("/sign-in");
        let heard = nobody.complaints();
        for word in ["thrown", "Content Security Policy"] {
            assert!(heard.iter().any(|said| said.contains(word)), "{word} in {heard:?}");
        }
    });
}

#[test]
fn point_35_the_keyboard_alone_gets_to_a_saved_answer() {
    play(|stage| {
        let kenya = stage.browser();
        kenya.visit("/sign-in");
        let tab_to = |css: &str| {
            for _ in 0..120 {
                if kenya.has_focus(css) {
                    return;
                }
                kenya.keys(&[Key::Tab]);
            }
            panic!("the keyboard does not get to {css}");
        };
        tab_to("#email");
        kenya.type_text(KENYA);
        kenya.keys(&[Key::Tab]);
        kenya.paste(PASSWORD);
        kenya.leaving(|| kenya.keys(&[Key::Enter]));
        kenya.visit(FIRST);
        kenya.keys(&[Key::Tab]);
        assert!(kenya.has_focus(".skip"), "the first stop leads past what is above");
        tab_to("#line-value");
        kenya.type_text("The Wildlife Service");
        tab_to("#one-value-yes, #one-value-");
        tab_to("button[value=list]");
        kenya.leaving(|| kenya.keys(&[Key::Enter]));
        assert_eq!(stage.stored("line"), "The Wildlife Service");
    });
}

#[test]
fn point_35_the_focus_is_never_hidden() {
    play(|stage| {
        let kenya = stage.kenya();
        for width in [1280, 390] {
            kenya.resize(width, 700);
            kenya.visit(FIRST);
            let hidden = "const one = document.activeElement; const box = one.getClientRects()[0] ?? one.getBoundingClientRect(); \
                 const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)); \
                 return one === document.body || one.contains(at) || at?.contains(one) ? null : one.outerHTML + ' under ' + at?.outerHTML";
            for _ in 0..60 {
                kenya.keys(&[Key::Tab]);
                let found = kenya.run(hidden, &json!([]));
                assert!(found.is_null(), "{width} pixels: {found}");
            }
        }
    });
}
