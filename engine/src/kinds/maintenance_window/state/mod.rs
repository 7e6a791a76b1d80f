//! AWS's words → states.

mod run;
mod target;
mod task;
mod window;

pub(super) use target::target;
pub(super) use task::task;
pub(super) use window::window;

/// AWS may send an empty text for none.
fn said(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}
