//! How long credentials last.

use aws_sdk_sts::config::{ProvideCredentials as _, SharedCredentialsProvider};
use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::render::plan::about;

/// Seconds that AWS may take to read back what was written: apply waits for that, at most so long.
const SETTLING: u64 = 30;

/// The credentials of a site, as far as they can run out.
#[derive(Clone, Default)]
pub struct Life(Option<SharedCredentialsProvider>);

impl Life {
    /// Of credentials that are as old as they are: nobody renews them.
    pub(super) fn of(provider: Option<SharedCredentialsProvider>) -> Self {
        Self(provider)
    }

    /// Of credentials that are renewed before they run out, or never do.
    pub(super) fn endless() -> Self {
        Self(None)
    }

    /// When they expire; `None` where that is not known, or never.
    pub async fn ends(&self) -> Option<Timestamp> {
        let credentials = self.0.as_ref()?.provide_credentials().await.ok()?;
        Timestamp::try_from(credentials.expiry()?).ok()
    }
}

/// Checks that credentials outlast an apply that takes so many seconds.
///
/// # Errors
/// They do not: 75, since with fresh ones it may go on.
pub fn outlasts(ends: Option<Timestamp>, now: Timestamp, seconds: u64) -> Result<()> {
    let Some(ends) = ends else { return Ok(()) };
    let needed = seconds.saturating_add(SETTLING);
    let left = ends.duration_since(now);
    if left >= SignedDuration::from_secs(i64::try_from(needed).unwrap_or(i64::MAX)) {
        return Ok(());
    }
    let left = match u64::try_from(left.as_secs()) {
        Ok(0) | Err(_) => "have expired".to_owned(),
        Ok(seconds) => format!("expire in {}, at {ends:.0}", about(seconds)),
    };
    Err(Error::new(
        Exit::Temporary,
        format!("the credentials {left}, and applying takes {}; nothing was changed", about(needed)),
    )
    .help("log in again, or use credentials that last longer; `--only` applies a part at a time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ends: Option<&str>, seconds: u64) -> String {
        let now = "2026-11-21T12:00:00Z".parse().expect("a time");
        let ends = ends.map(|ends| ends.parse().expect("a time"));
        match outlasts(ends, now, seconds) {
            Ok(()) => "enough".into(),
            Err(Error { exit, message: Some(crate::error::Message::Words(words)), .. }) => {
                format!("{}: {words}", exit.code())
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn they_must_outlast_the_apply_and_what_aws_takes_to_settle() {
        assert_eq!(said(None, 100_000), "enough");
        assert_eq!(said(Some("2026-11-21T13:00:00Z"), 3570), "enough");
        insta::assert_snapshot!(said(Some("2026-11-21T13:00:00Z"), 3571), @r#"75: the credentials expire in about 60 min, at 2026-11-21T13:00:00Z, and applying takes about 61 min; nothing was changed"#);
        insta::assert_snapshot!(said(Some("2026-11-21T12:00:20Z"), 1), @r#"75: the credentials expire in about 20 s, at 2026-11-21T12:00:20Z, and applying takes about 31 s; nothing was changed"#);
        insta::assert_snapshot!(said(Some("2026-11-21T11:59:59Z"), 1), @r#"75: the credentials have expired, and applying takes about 31 s; nothing was changed"#);
        insta::assert_snapshot!(said(Some("2026-11-21T11:59:59Z"), u64::MAX), @r#"75: the credentials have expired, and applying takes about 307445734561825861 min; nothing was changed"#);
    }
}
