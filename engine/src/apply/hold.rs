//! Takes a site's lease, renews it while an apply runs, and lets it go.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_ssm::operation::get_parameter::builders::GetParameterInputBuilder;
use futures_util::FutureExt;
use tokio::sync::Mutex as Looked;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::lease::{self, Lease, Seen, Tenant};
use crate::ports::{ApiError, Reads, Writes};
use crate::record::RecordPlace;

/// Why a lease was not taken. Nothing else was written.
#[derive(Debug, thiserror::Error)]
pub enum Untaken {
    /// Another run holds the site.
    #[error("{} holds this site", .0.owner)]
    Held(Lease),
    /// Another run held the site since this one looked, so what was planned may be wrong.
    #[error("{} has changed this site meanwhile", .0.owner)]
    Changed(Lease),
    /// AWS refused, or did not answer.
    #[error("{0}")]
    Api(ApiError),
}

/// A lease that is held. What is not released ends by itself.
#[must_use = "a lease that nobody releases keeps others out until it ends"]
pub struct Hold {
    older: Vec<u64>,
    grip: Arc<Grip>,
    renewing: JoinHandle<()>,
}

/// A lease that was taken, and whether it is still ours.
struct Grip {
    writes: Writes,
    place: RecordPlace,
    number: u64,
    tenant: Tenant,
    /// What looking has told; whoever looks keeps others from looking too.
    looks: Looked<Looks>,
    lost: Mutex<Option<Lease>>,
    stop: CancellationToken,
}

/// When somebody looked whose a lease is.
struct Looks {
    /// When it was last seen to be ours.
    ours: Instant,
    /// When AWS was last asked, whatever it told.
    asked: Instant,
}

/// How old the knowledge that it is ours may be when something is written.
const FRESH: Duration = Duration::from_secs(5);
/// How many released leases may lie about before they are taken away.
const LITTER: usize = 4;
/// How many names are tried that turn out to have been deleted a moment ago.
const TRIES: u64 = 20;

/// Takes the lease after those that were seen, and renews it until it is released. `stop` is
/// cancelled when another run takes it away.
///
/// # Errors
/// Another run holds the site or has changed it since, or AWS does not answer.
pub async fn hold(
    writes: &Writes,
    place: &RecordPlace,
    seen: Seen,
    tenant: Tenant,
    stop: CancellationToken,
) -> Result<Hold, Untaken> {
    if let Some(holder) = seen.holder(&tenant) {
        return Err(Untaken::Held(holder.clone()));
    }
    let number = Box::pin(take(writes, &seen, &tenant)).await?;
    let grip = Arc::new(Grip {
        writes: writes.clone(),
        place: place.clone(),
        number,
        tenant,
        looks: Looked::new(Looks { ours: Instant::now(), asked: Instant::now() }),
        lost: Mutex::default(),
        stop,
    });
    let renewing = tokio::spawn(Box::pin(renew(Arc::clone(&grip))));
    let mut older = seen.older;
    older.extend(seen.highest.map(|(number, _)| number));
    Ok(Hold { older, grip, renewing })
}

async fn take(writes: &Writes, seen: &Seen, tenant: &Tenant) -> Result<u64, Untaken> {
    let first = seen.next();
    for number in first..first.saturating_add(TRIES) {
        let created = writes.perform(lease::create(&seen.record, number, &tenant.lease())).await;
        match created {
            Ok(_) => return Ok(number),
            Err(error) if error.code == "ParameterAlreadyExists" => {
                match read(&writes.reads(), &seen.record, number).await.map_err(Untaken::Api)? {
                    // The answer to an earlier attempt was lost.
                    Some(lease) if lease.run == tenant.run => return Ok(number),
                    Some(lease) if tenant.kept_out_by(&lease) => return Err(Untaken::Held(lease)),
                    Some(lease) => return Err(Untaken::Changed(lease)),
                    // Deleted a moment ago: AWS does not give the name out again yet.
                    None => {}
                }
            }
            Err(error) => return Err(Untaken::Api(error)),
        }
    }
    Err(Untaken::Changed(Lease { owner: "somebody".into(), ..tenant.released() }))
}

async fn read(reads: &Reads, record: &str, number: u64) -> Result<Option<Lease>, ApiError> {
    let input = GetParameterInputBuilder::default().name(lease::name(record, number));
    match reads.call(input).await {
        Ok(answer) => {
            let value = answer.parameter.and_then(|parameter| parameter.value).unwrap_or_default();
            Ok(Some(Lease::read(&value)))
        }
        Err(error) if error.code == "ParameterNotFound" => Ok(None),
        Err(error) => Err(error),
    }
}

/// Renews a lease for as long as nobody has taken it away. Trouble on the way is no reason to stop:
/// the lease lasts for several turns.
async fn renew(grip: Arc<Grip>) {
    loop {
        tokio::time::sleep(lease::RENEWED).await;
        if !grip.is_ours().await {
            return;
        }
        let Grip { writes, place, number, tenant, .. } = &*grip;
        let _ = writes.perform(lease::overwrite(&place.name, *number, &tenant.lease())).await;
    }
}

impl Grip {
    /// Whether it is still ours, as far as that is known from a few seconds ago. Where AWS does not tell, it
    /// is until it would have ended.
    async fn is_ours(&self) -> bool {
        let mut looks = self.looks.lock().await;
        if self.lost().is_some() {
            return false;
        }
        let lasts = |looks: &Looks| looks.ours.elapsed() < lease::LIFE.unsigned_abs();
        if looks.asked.elapsed() <= FRESH {
            return lasts(&looks);
        }
        let found = lease::seen(&self.writes.reads().hasty(), &self.place).await;
        looks.asked = Instant::now();
        let Ok(found) = found else { return lasts(&looks) };
        // Its number is given out again once somebody has deleted it.
        let another = |highest: u64, lease: &Lease| {
            highest > self.number || (highest == self.number && lease.run != self.tenant.run)
        };
        if let Some((_, other)) = found.highest.filter(|(highest, lease)| another(*highest, lease)) {
            *self.lost.lock().expect("no holder of the lock panics") = Some(other);
            self.stop.cancel();
            return false;
        }
        looks.ours = looks.asked;
        true
    }

    fn lost(&self) -> Option<Lease> {
        self.lost.lock().expect("no holder of the lock panics").clone()
    }
}

impl Drop for Hold {
    /// Nobody is left to release it: it ends by itself.
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

/// What is left of a site's leases when one is let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The site stays: its last lease tells the next run where to go on.
    Site,
    /// The site is destroyed, and nothing of it is to stay.
    Nothing,
}

impl Hold {
    /// Who has taken it away meanwhile, if so.
    pub fn lost(&self) -> Option<Lease> {
        self.grip.lost()
    }

    /// A door whose writes get leave only while the lease is ours, as AWS told at most five seconds before.
    /// Where AWS does not tell, they get it until the lease would have ended.
    pub fn guards(&self, writes: &Writes) -> Writes {
        let grip = Arc::clone(&self.grip);
        writes.with_leave(Arc::new(move || {
            let grip = Arc::clone(&grip);
            async move { grip.is_ours().await }.boxed()
        }))
    }

    /// Lets it go, in one call, or two where old ones are taken away.
    ///
    /// # Errors
    /// AWS did not take it: the lease ends by itself at the time given.
    pub async fn release(self, leaving: Leaving) -> Result<(), (ApiError, Lease)> {
        self.renewing.abort();
        if self.lost().is_some() {
            return Ok(());
        }
        let grip = &self.grip;
        let all = || [&self.older[..], &[grip.number]].concat();
        let requests = match leaving {
            Leaving::Nothing => lease::tidy(&grip.place.name, &all()),
            Leaving::Site => {
                let mut requests =
                    vec![lease::overwrite(&grip.place.name, grip.number, &grip.tenant.released())];
                // The last but one stays: a reader whose list lags must not find its successor free.
                if self.older.len() > LITTER {
                    requests.extend(lease::tidy(&grip.place.name, &self.older[..self.older.len() - 1]));
                }
                requests
            }
        };
        for request in requests {
            let performed = Box::pin(grip.writes.perform(request)).await;
            performed.map_err(|error| (error, grip.tenant.lease()))?;
        }
        Ok(())
    }
}
