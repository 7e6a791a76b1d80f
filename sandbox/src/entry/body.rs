//! A request's body, no larger and no slower than the limits.

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};

use super::limits::Limits;

/// So many times the limit is read and dropped before a client that sends on is cut off: it reads no answer
/// before it has sent all.
const PATIENCE: u64 = 8;

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoBody {
    /// It is larger than the limit.
    TooLarge,
    /// It ended before its end.
    Cut,
    /// It did not come in time.
    Late,
}

/// Reads a body.
pub(super) async fn read(body: Incoming, limits: &Limits) -> Result<Bytes, NoBody> {
    tokio::time::timeout(limits.body_time, within(body, limits.body)).await.unwrap_or(Err(NoBody::Late))
}

async fn within(mut body: Incoming, limit: usize) -> Result<Bytes, NoBody> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let announced = body.size_hint().lower();
    if announced > most.saturating_mul(PATIENCE) {
        return Err(NoBody::TooLarge);
    }
    let mut kept = Vec::new();
    let mut seen: u64 = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| NoBody::Cut)?.into_data() else { continue };
        seen = seen.saturating_add(data.len() as u64);
        if seen > most.saturating_mul(PATIENCE) {
            break;
        }
        if seen > most {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&data);
        }
    }
    if seen > most { Err(NoBody::TooLarge) } else { Ok(kept.into()) }
}
