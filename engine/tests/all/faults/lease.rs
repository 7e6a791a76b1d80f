//! A process's turn at the site, as the binary takes it.

use std::sync::Arc;
use std::time::Duration;

use engine::apply::{Hold, Untaken, hold};
use engine::lease::{Seen, Tenant, seen};
use engine::ports::ApiError;
use engine::record::RecordPlace;
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::world::{World, now};

/// Somebody who may have to wait for another's turn to end.
pub struct Turn {
    tenant: Tenant,
    seen: Seen,
}

impl Turn {
    /// Waits until nobody holds the site: who was killed holds it for a while.
    pub async fn wait(world: &World, place: &RecordPlace, run: String) -> Result<Self, ApiError> {
        let began = world.began;
        let tenant = Tenant {
            run,
            owner: "a test".into(),
            purpose: "apply".into(),
            breaks: None,
            process: None,
            gone: |_| false,
            clock: Arc::new(move || {
                let since = SignedDuration::try_from(began.elapsed()).expect("short");
                now() + since
            }),
        };
        loop {
            let seen = seen(&world.reads(), place).await?;
            match seen.holder(&tenant) {
                None => return Ok(Self { tenant, seen }),
                Some(_) => tokio::time::sleep(Duration::from_secs(10)).await,
            }
        }
    }

    /// Takes it.
    pub async fn take(
        self,
        world: &World,
        place: &RecordPlace,
        stop: &CancellationToken,
    ) -> Result<Hold, Untaken> {
        hold(&world.writes(), place, self.seen, self.tenant, stop.clone()).await
    }
}
