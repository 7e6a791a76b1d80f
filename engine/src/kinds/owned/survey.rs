//! What AWS holds of such a kind at a site.

use super::listed::Listed;
use super::place::{Place, Standing};
use super::places::Places;
use super::whose::Whose;
use crate::address::Address;
use crate::contract::{Inventory, Owner, Scope, Unreadable};
use crate::ports::{ApiError, Reads, spread};

/// What a kind's reading of AWS has given, before it is put into the kind's words.
pub(in crate::kinds) struct Survey<'a, L: Listed> {
    /// Whose each is.
    pub(in crate::kinds) whose: Whose<'a, L>,
    /// What is ours or in a manifest's place, whole, in the order of addresses.
    pub(in crate::kinds) read: Vec<(Place, L::Whole)>,
    /// What could not be read, and what is in the way.
    pub(in crate::kinds) inventory: Inventory,
}

/// Surveys a kind.
///
/// # Flow
/// The list tells which resources there are, tags tell whose they are; then each that is ours or in a
/// manifest's place is read whole, all side by side.
///
/// # Guarantees
/// What cannot be read is in the inventory as unreadable, never missing from it; what is listed and not there
/// when it is read is so, too: it may have gone since the list, and one answer that denies it does not say so.
pub(in crate::kinds) async fn survey<'a, L: Listed>(reads: &Reads, scope: &'a Scope<'a>) -> Survey<'a, L> {
    match L::list(reads).await {
        Ok(listed) => {
            let whose = Whose::find(reads, scope, listed).await;
            let (at, inventory) = Places::of(&whose);
            let mut survey = Survey { whose, read: Vec::new(), inventory };
            survey.read(reads, at).await;
            survey.settle_odds(reads).await;
            survey
        }
        Err(error) => {
            let mut survey = Survey {
                whose: Whose::of(scope, Vec::new()),
                read: Vec::new(),
                inventory: Inventory::default(),
            };
            survey.unreadable(None, error);
            survey
        }
    }
}

impl<L: Listed> Survey<'_, L> {
    async fn read(&mut self, reads: &Reads, at: Vec<Place>) {
        let mut known = Vec::new();
        for place in at {
            match self.whose.failed(&place.id).cloned() {
                Some(error) => self.unreadable(Some(place.address), error),
                None => known.push(place),
            }
        }
        let mut answers = whole::<L>(reads, known).await;
        answers.sort_by(|(a, _), (b, _)| a.address.cmp(&b.address));
        for (place, answer) in answers {
            match answer {
                Ok(whole) => self.read.push((place, whole)),
                Err(error) => self.unreadable(Some(place.address), error),
            }
        }
    }

    /// Asks once more for what is ours by its tags and was left out of the list: what answers is there. It
    /// stands in the way of whatever its manifest would make until the list has it.
    async fn settle_odds(&mut self, reads: &Reads) {
        let depth = self.whose.scope.depth;
        let asked = self.whose.unlisted().iter().filter(|(_, address)| depth.asks_for(address));
        let asked = asked.map(|(id, address)| Place {
            address: address.clone(),
            id: id.clone(),
            owner: Owner::Ours,
            standing: Standing::InTheWay,
        });
        let answers = whole::<L>(reads, asked.collect()).await;
        for (place, answer) in answers {
            let error = match answer {
                Err(error) if error.code == L::LINE.missing => continue,
                Err(error) => error,
                Ok(_) => {
                    let message = format!("AWS has `{}`, and does not list it", place.id);
                    ApiError::at_odds(L::LINE.list, message)
                }
            };
            self.unreadable(Some(place.address), error);
        }
    }

    fn unreadable(&mut self, address: Option<Address>, error: ApiError) {
        self.inventory.unreadable.push(Unreadable { address, kind: L::LINE.kind, error });
    }
}

/// Reads resources whole, in no order.
async fn whole<L: Listed>(reads: &Reads, places: Vec<Place>) -> Vec<(Place, Result<L::Whole, ApiError>)> {
    spread(places, |place: Place| {
        let read = L::read(reads.clone(), place.clone());
        async move { (place, read.await) }
    })
    .await
}
