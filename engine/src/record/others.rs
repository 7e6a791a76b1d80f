//! What the records of other sites claim in an account and region: two that claim one thing would undo
//! each other's work with every apply, and no tag can tell them so.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::get_parameters_by_path::builders::GetParametersByPathInputBuilder;

use futures_util::future::join_all;
use schema::stack::USUAL_RECORD;

use super::content::Record;
use super::form::Opened;
use super::memory::{Memories, Memory};
use super::place::{RecordPlace, piece_of};
use crate::ports::Reads;
use crate::site::{Site, owner};

const PAGE: i32 = 10;

/// What other sites' records claim, by what their owner's tag says.
#[derive(Debug, Default)]
pub(crate) struct Claims(BTreeMap<String, Memories>);

impl Claims {
    /// Reads the records of other sites, in one call for each page. It is good to know and not
    /// needed: a role that may not look finds none.
    pub(crate) async fn read(reads: &Reads, site: &Site, place: Option<&RecordPlace>) -> Self {
        let paths = looked_at(place);
        let hasty = reads.hasty();
        let all = paths.into_iter().map(async |path| {
            let input =
                GetParametersByPathInputBuilder::default().path(path).recursive(true).max_results(PAGE);
            let pages = hasty.pages(input).await.unwrap_or_default();
            let parameters = pages.into_iter().flat_map(|page| page.parameters.unwrap_or_default());
            let texts: BTreeMap<String, String> =
                parameters.filter_map(|parameter| Some((parameter.name?, parameter.value?))).collect();
            Self::among(&texts, path, site, place)
        });
        Self(join_all(all).await.into_iter().flat_map(|claims| claims.0).collect())
    }

    fn among(texts: &BTreeMap<String, String>, path: &str, site: &Site, place: Option<&RecordPlace>) -> Self {
        let own = |name: &str| place.is_some_and(|place| place.is_own(name));
        let claim = |(name, text): (&String, &String)| {
            let (stack, environment) = name.strip_prefix(path)?.strip_prefix('/')?.split_once('/')?;
            let opened = Opened::read(text).ok().filter(|_| !own(name) && !environment.contains('/'))?;
            let pieces = opened.laid().names().into_iter().map(|piece| texts.get(&piece_of(name, &piece)));
            let pieces: Vec<Option<String>> = pieces.map(|piece| piece.cloned()).collect();
            let Record { origin, kept, .. } = opened.whole(&pieces);
            let owner = owner(stack, environment, origin.as_deref());
            // Its own, from when it was kept there.
            (!site.owners().contains(&owner)).then_some((owner, kept))
        };
        Self(texts.iter().filter_map(claim).collect())
    }

    /// Whose a resource is that is claimed, as its tag would say it.
    pub(crate) fn of(&self, kind: &str, id: &str) -> Option<&str> {
        self.whose(kind, id, |_| true)
    }

    /// Whose a part of a resource is that is claimed: see [`Memory::words`].
    pub(crate) fn of_word(&self, kind: &str, id: &str, word: &str) -> Option<&str> {
        self.whose(kind, id, |memory| memory.words.contains_key(word))
    }

    fn whose(&self, kind: &str, id: &str, claims: impl Fn(&Memory) -> bool) -> Option<&str> {
        let (owner, _) = self.0.iter().find(|(_, memories)| memories.get(kind, id).is_some_and(&claims))?;
        Some(owner)
    }
}

/// The paths below which a site looks for the records of others: beside its own, and where they usually lie.
pub(crate) fn looked_at(place: Option<&RecordPlace>) -> BTreeSet<&str> {
    place.and_then(|place| beside(&place.name)).into_iter().chain([USUAL_RECORD]).collect()
}

/// The path below which records lie as `<stack>/<environment>`.
fn beside(name: &str) -> Option<&str> {
    let (stack, _) = name.rsplit_once('/')?;
    let (path, _) = stack.rsplit_once('/')?;
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_beside_ones_own_are_read_with_their_pieces_and_nothing_else_is() {
        let record = r#"{"version":2,"kept":{"ServiceSetting":{"/ssm/a":{"name":"a"}}}}"#;
        let texts = [
            ("/trueup/webshop/default", record),
            ("/trueup/billing/staging", record),
            ("/trueup/billing/staging/lease-1", record),
            ("/trueup/note", record),
            ("/trueup/shop/default", "no record"),
        ];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let site = Site {
            stack: "webshop".into(),
            environment: "default".into(),
            origin: None,
            former: None,
            region: "us-east-1".into(),
            account: "123456789012".into(),
            sandbox: false,
        };
        let claims = Claims::among(&texts, "/trueup", &site, None);
        assert_eq!(claims.0.keys().collect::<Vec<_>>(), ["billing/staging"]);
        assert_eq!(claims.of("ServiceSetting", "/ssm/a"), Some("billing/staging"));
        assert_eq!(claims.of("ServiceSetting", "/ssm/b"), None);
        assert_eq!(beside("/trueup/webshop/default"), Some("/trueup"));
        assert_eq!(beside("/webshop/default"), None);
    }
}
