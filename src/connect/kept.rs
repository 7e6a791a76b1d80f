//! Credentials that are asked for once, however many sites stand on them.
//!
//! A role is assumed with credentials that the SDK keeps nowhere: it would ask for them anew for every role, and
//! a program that asks somebody on the terminal would be run as often, several times at once.

use std::sync::Arc;

use aws_credential_types::credential_fn::provide_credentials_fn;
use aws_sdk_sts::config::{Credentials, ProvideCredentials as _, SharedCredentialsProvider};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

/// How long before they expire credentials are asked for anew.
const EARLY: SignedDuration = SignedDuration::from_secs(60);

/// A provider that keeps what another one gives; only one at a time asks that.
pub(super) fn kept(inner: SharedCredentialsProvider) -> SharedCredentialsProvider {
    let held: Arc<Mutex<Option<Credentials>>> = Arc::default();
    SharedCredentialsProvider::new(provide_credentials_fn(move || {
        let (inner, held) = (inner.clone(), Arc::clone(&held));
        async move {
            let mut held = held.lock().await;
            if let Some(credentials) = held.as_ref().filter(|credentials| good(credentials)) {
                return Ok(credentials.clone());
            }
            let credentials = inner.provide_credentials().await?;
            *held = Some(credentials.clone());
            Ok(credentials)
        }
    }))
}

/// Whether credentials are good for a while. What does not say when it expires never does.
fn good(credentials: &Credentials) -> bool {
    let ends = credentials.expiry().and_then(|expiry| Timestamp::try_from(expiry).ok());
    ends.is_none_or(|ends| ends.duration_since(Timestamp::now()) > EARLY)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::time::{Duration, SystemTime};

    use super::*;

    /// A provider that counts how often it is asked, and answers after a while, with what lasts so long.
    fn program(count: Arc<AtomicUsize>, lasting: Option<Duration>) -> SharedCredentialsProvider {
        SharedCredentialsProvider::new(provide_credentials_fn(move || {
            count.fetch_add(1, Relaxed);
            async move {
                tokio::task::yield_now().await;
                let ends = lasting.map(|lasting| SystemTime::now() + lasting);
                Ok(Credentials::new("key", "secret", None, ends, "program"))
            }
        }))
    }

    async fn asked(lasting: Option<u64>) -> usize {
        let count = Arc::new(AtomicUsize::new(0));
        let kept = kept(program(Arc::clone(&count), lasting.map(Duration::from_secs)));
        let one = || async { kept.provide_credentials().await.map(drop) };
        let (first, second, third) = tokio::join!(one(), one(), one());
        first.and(second).and(third).expect("given");
        count.load(Relaxed)
    }

    #[tokio::test]
    async fn whoever_comes_together_asks_once() {
        assert_eq!(asked(None).await, 1);
        assert_eq!(asked(Some(3600)).await, 1);
        // What is about to expire is good for nobody after the first.
        assert_eq!(asked(Some(30)).await, 3);
    }
}
