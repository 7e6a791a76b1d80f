//! What is done with a file that may be damaged: a page that lies ends it, and not the process.
//!
//! redb believes what it reads and panics where that makes no sense, of which no check beforehand
//! keeps it: to check a file it has to open it. So what panics is caught. The danger is a value left
//! half-way; nothing that was in use when a panic came is used again, it is only dropped.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static DOUBTFUL: Cell<bool> = const { Cell::new(false) };
}

/// Does something, and gives `None` where it panicked. The panic is not told: whoever asked says in
/// better words that the file is damaged.
pub(super) fn doubting<T>(work: impl FnOnce() -> T) -> Option<T> {
    // Once for all threads: whoever takes the hook and puts it back meets another who does the same.
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !DOUBTFUL.get() {
                before(panic);
            }
        }));
    });
    DOUBTFUL.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    DOUBTFUL.set(false);
    done.ok()
}
