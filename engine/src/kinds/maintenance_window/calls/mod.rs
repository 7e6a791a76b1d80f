//! Which calls make a step of a window, of a target, of a task.

mod run;
mod target;
mod task;
mod window;

pub(super) use target::calls as target;
pub(super) use task::calls as task;
pub(super) use window::calls as window;

use aws_sdk_ssm::types::Target;

/// One key of what a target or a task is chosen by.
fn chosen<'a>(key: &str, values: impl IntoIterator<Item = &'a String>) -> Target {
    Target::builder().key(key).set_values(Some(values.into_iter().cloned().collect())).build()
}
