//! Who has changed something, in words.

use engine::drift::Who;

/// Who has changed something last, when, by which operation and with what; `name` makes others' words fit.
pub(in crate::render) fn words(who: &Who, name: impl Fn(&str) -> String) -> String {
    let Who { by, at, event, tool, told: _ } = who;
    if by.is_none() && at.is_none() {
        return "who has changed it is not known".to_owned();
    }
    let by = by.as_ref().map(|by| format!(" by {}", name(by))).unwrap_or_default();
    let at = at.map(|at| at.strftime(" at %Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
    let event = event.as_ref().map(|event| format!(", {}", name(event))).unwrap_or_default();
    let tool = tool.map(|tool| format!(" with {tool}")).unwrap_or_default();
    format!("last changed{by}{at}{event}{tool}")
}
