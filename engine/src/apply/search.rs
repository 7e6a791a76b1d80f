//! A create without a client token whose answer was lost: whether it has made something is found
//! out before anything is sent again.

use std::collections::BTreeSet;
use std::time::Duration;

use super::make::{Doors, Made, perform};
use super::outcome::Failure;
use crate::contract::Search;
use crate::ports::{Answer, Earlier, Page, Progress, Request};

/// Waits before each look, in seconds: lists lag behind writes.
const WAITS: [u64; 5] = [1, 2, 4, 8, 15];

/// What came of it.
pub(super) enum Found {
    /// An earlier attempt had made it: its id.
    Earlier(String),
    /// Nothing had, and this attempt did.
    Now(Box<Answer>),
}

/// Searches, and sends again where nothing is found.
pub(super) async fn find(
    doors: &Doors,
    search: Search,
    request: Request,
    made: &mut Made,
) -> Result<Found, Failure> {
    let mut last = None;
    for wait in WAITS {
        tokio::time::sleep(Duration::from_secs(wait)).await;
        if let Some(id) = look(doors, &search, made).await? {
            return Ok(Found::Earlier(id));
        }
        match perform(doors, request.clone(), made).await {
            Ok(answer) => return Ok(Found::Now(Box::new(answer))),
            Err(error) if error.earlier == Earlier::Unknown => last = Some(error),
            Err(error) => return Err(Failure::Api(error)),
        }
    }
    if let Some(id) = look(doors, &search, made).await? {
        return Ok(Found::Earlier(id));
    }
    Err(Failure::Api(last.expect("every attempt but one that ends it leaves an error")))
}

async fn look(doors: &Doors, search: &Search, made: &mut Made) -> Result<Option<String>, Failure> {
    let Search { list, next, ids, ask, ours } = search;
    let mut page = Some(list.clone());
    let mut progress = Progress::default();
    let mut seen = BTreeSet::new();
    while let Some(request) = page {
        let row = request.row();
        let listed = perform(doors, request, made).await.map_err(Failure::Api)?;
        let unseen: Vec<String> = ids(&listed).into_iter().filter(|id| seen.insert(id.clone())).collect();
        let brings = if unseen.is_empty() { Page::Same } else { Page::New };
        for id in unseen {
            let answer = perform(doors, ask(&id), made).await.map_err(Failure::Api)?;
            if ours(&answer) {
                return Ok(Some(id));
            }
        }
        page = next(&listed);
        if page.is_some() {
            progress.on(row, brings).map_err(Failure::Api)?;
        }
    }
    Ok(None)
}
