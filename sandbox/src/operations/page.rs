//! Pages of a list, and the tokens between them.
//!
//! A token holds the key of the last item, so that the next page begins there, wherever that is by then, and a
//! seal of what was asked, so that it fits no other question.

use crate::handler::{Call, base64_text};
use crate::settings::Pages;
use crate::tree::{Record, Tree};

/// How a list goes on.
pub(super) struct Page {
    seal: [u8; 8],
    /// The key of the last item of the page before.
    pub(super) after: Option<String>,
    size: usize,
    pages: Pages,
}

/// The token does not belong to this question, or is none at all.
pub(super) struct BadToken;

impl Page {
    /// Reads the token. `question` is everything that must stay the same from page to page.
    pub(super) fn new(
        call: &Call<'_>,
        token: Option<&str>,
        size: usize,
        question: &str,
    ) -> Result<Self, BadToken> {
        let mut hasher = blake3::Hasher::new();
        for part in [call.operation.name, call.scope.account(), call.scope.region(), question] {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        let mut seal = [0; 8];
        hasher.finalize_xof().fill(&mut seal);
        let after = token.map(|token| open(&seal, token).ok_or(BadToken)).transpose()?;
        Ok(Page { seal, after, size, pages: call.pages })
    }

    /// Takes as many items as fit, and the token where there are more. What a filter keeps back comes as none.
    pub(super) fn take<'k>(
        &self,
        items: impl Iterator<Item = (&'k str, Option<Tree>)>,
    ) -> (Vec<Tree>, Option<String>) {
        let mut out = Vec::with_capacity(self.size.min(64));
        let mut last = "";
        for (looked, (key, item)) in items.enumerate() {
            let ends = match self.pages {
                Pages::Full => out.len() == self.size && item.is_some(),
                Pages::Sparse => looked == self.size,
            };
            if ends {
                return (out, Some(self.token(last)));
            }
            let taken = item.is_some();
            out.extend(item);
            // A full page goes on after its last item, one that was cut short after what it has looked at.
            if taken || self.pages == Pages::Sparse {
                last = key;
            }
        }
        (out, None)
    }

    fn token(&self, last: &str) -> String {
        let mut bytes = self.seal.to_vec();
        bytes.extend(last.bytes());
        base64_text(&bytes)
    }
}

fn open(seal: &[u8; 8], token: &str) -> Option<String> {
    let bytes = aws_smithy_types::base64::decode(token).ok()?;
    let key = bytes.strip_prefix(seal)?;
    String::from_utf8(key.to_vec()).ok()
}

/// The reply of a list: the items under their name, the token where there is one.
pub(super) fn reply(name: &'static str, items: Vec<Tree>, token: Option<String>) -> Record {
    Record::new().with(name, items).with_some("NextToken", token)
}
