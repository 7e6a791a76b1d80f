//! How much interpolation may make: a short variable that is used often is a bomb.

use std::sync::atomic::{AtomicUsize, Ordering};

use schema::bounds::{INTERPOLATIONS, SITE};
use schema::{Finding, Span};

/// What is left of [`SITE`], and one; 0 once more was asked for.
pub(super) struct Room(AtomicUsize);

/// Which bound a text goes beyond, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beyond {
    /// More than [`INTERPOLATIONS`].
    Depth(Span),
    /// More than [`TEXT`].
    Text(Span),
    /// More than [`SITE`].
    Site(Span),
}

impl Room {
    /// All of it.
    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(SITE + 1))
    }

    /// Takes so many bytes. Where that is more than is left, nothing more can be taken after it.
    pub(super) fn take(&self, bytes: usize, span: Span) -> Result<(), Beyond> {
        let less = |left: usize| Some(left.saturating_sub(bytes));
        let before = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        if before.is_ok_and(|left| left > bytes) { Ok(()) } else { Err(Beyond::Site(span)) }
    }

    /// Whether more was asked for than there was.
    pub(super) fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// How many bytes were taken.
    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        SITE + 1 - self.0.load(Ordering::Relaxed)
    }
}

impl Beyond {
    /// What the author is told of it.
    pub(super) fn finding(self) -> Finding {
        match self {
            Self::Depth(span) => {
                let message = format!("`${{…}}` lie more than {INTERPOLATIONS} deep in one another");
                Finding::error("interpolation-depth", span, message).help(
                    "write parts of it out, or give them a variable; to keep the text as it stands, write `$${`",
                )
            }
            Self::Text(span) => Finding::error(
                "interpolation-size",
                span,
                "a text grows beyond 1 MiB when it is interpolated",
            )
            .label("with this")
            .help("AWS takes no text over 64 KiB; use the variable less often, or a shorter one"),
            Self::Site(span) => {
                Finding::error("interpolation-size", span, "more than 64 MiB are interpolated at one site")
                    .label("with this, and nothing after it is interpolated")
                    .help("use long variables less often, or shorter ones")
            }
        }
    }
}
