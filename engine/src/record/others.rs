//! What the records of other sites claim in an account and region: two that claim one thing would undo
//! each other's work with every apply, and no tag can tell them so.

use std::collections::BTreeMap;

use aws_sdk_ssm::operation::get_parameters_by_path::builders::GetParametersByPathInputBuilder;

use super::form::Opened;
use super::memory::Memories;
use super::place::RecordPlace;
use crate::ports::Reads;

const PAGE: i32 = 10;

/// What other sites' records claim, by stack and environment.
#[derive(Debug, Default)]
pub(crate) struct Claims(BTreeMap<String, Memories>);

impl Claims {
    /// Reads the records that lie beside a site's own, in one call for each page. It is good to know and
    /// not needed: a role that may not look finds none.
    pub(crate) async fn read(reads: &Reads, place: Option<&RecordPlace>) -> Self {
        let Some((place, path)) = place.and_then(|place| Some((place, beside(&place.name)?))) else {
            return Self::default();
        };
        let input = GetParametersByPathInputBuilder::default().path(path).recursive(true).max_results(PAGE);
        let pages = reads.hasty().pages(input).await.unwrap_or_default();
        let parameters = pages.into_iter().flat_map(|page| page.parameters.unwrap_or_default());
        let texts: BTreeMap<String, String> =
            parameters.filter_map(|parameter| Some((parameter.name?, parameter.value?))).collect();
        let own = std::iter::once(&place.name).chain(place.former.as_ref().map(|former| &former.name));
        Self::among(&texts, path, &own.map(String::as_str).collect::<Vec<_>>())
    }

    fn among(texts: &BTreeMap<String, String>, path: &str, own: &[&str]) -> Self {
        let claim = |(name, text): (&String, &String)| {
            let owner = name.strip_prefix(path)?.strip_prefix('/')?;
            let opened = Opened::read(text)
                .ok()
                .filter(|_| !own.contains(&name.as_str()) && owner.matches('/').count() == 1)?;
            let pieces = opened.laid().names().into_iter().map(|piece| texts.get(&format!("{name}/{piece}")));
            let pieces: Vec<Option<String>> = pieces.map(|piece| piece.cloned()).collect();
            Some((owner.to_owned(), opened.whole(&pieces).kept))
        };
        Self(texts.iter().filter_map(claim).collect())
    }

    /// Which stack and environment claims a resource.
    pub(crate) fn of(&self, kind: &str, id: &str) -> Option<&str> {
        let claims = |memories: &&Memories| memories.get(kind, id).is_some();
        self.0.iter().find(|(_, memories)| claims(memories)).map(|(owner, _)| owner.as_str())
    }
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
        let claims = Claims::among(&texts, "/trueup", &["/trueup/webshop/default"]);
        assert_eq!(claims.0.keys().collect::<Vec<_>>(), ["billing/staging"]);
        assert_eq!(claims.of("ServiceSetting", "/ssm/a"), Some("billing/staging"));
        assert_eq!(claims.of("ServiceSetting", "/ssm/b"), None);
        assert_eq!(beside("/trueup/webshop/default"), Some("/trueup"));
        assert_eq!(beside("/webshop/default"), None);
    }
}
