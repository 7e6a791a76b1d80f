//! The form of a record in Parameter Store: one text, or a head and pieces where it is too long for one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::content::{Applied, Part, Record};
use super::memory::{Memories, Memory};

/// The version of the form. A later one is left alone: this build would lose what it says.
const VERSION: u32 = 2;
/// Bytes of a parameter's value in the tier that takes most.
const PIECE: usize = 8 * 1024;
/// Pieces beside the head. What does not fit is forgotten, the oldest parts first.
const PIECES: usize = 8;

/// A record as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// What stands in the record's own place.
    pub(crate) head: String,
    /// What stands below it, in order.
    pub(crate) pieces: Vec<String>,
    /// Where those stand.
    pub(crate) laid: Laid,
}

/// Which pieces lie below a head. Two sets take turns, so that a head never names pieces of another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    /// The set that the head names.
    pub(super) turn: Turn,
    /// How many of the one lie there.
    pub(super) a: usize,
    /// How many of the other.
    pub(super) b: usize,
}

/// One of two sets of pieces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Turn {
    #[default]
    A,
    B,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<Applied>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    #[serde(flatten)]
    body: Body,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pieces: Option<Pieces>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// What grows.
#[derive(Default, Serialize, Deserialize)]
struct Body {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
    #[serde(default, skip_serializing_if = "Memories::is_empty")]
    kept: Memories,
}

/// Where a head's body lies.
#[derive(Serialize, Deserialize)]
struct Pieces {
    #[serde(flatten)]
    laid: Laid,
    /// Of all of them together: others are not the head's.
    digest: String,
}

/// Version 1.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct First {
    origin: Option<String>,
    commit: Option<String>,
    desired: Option<String>,
    #[serde(default)]
    patch_groups: BTreeMap<String, Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    baselines: BTreeMap<String, std::collections::BTreeSet<String>>,
}

/// A head that was read, and the pieces that it wants.
pub(super) struct Opened {
    head: Head,
}

impl Laid {
    /// The names of the pieces of a turn, below a record's own.
    fn named(turn: Turn, count: usize) -> impl Iterator<Item = String> {
        let letter = match turn {
            Turn::A => 'a',
            Turn::B => 'b',
        };
        (0..count).map(move |at| format!("{letter}{}", at + 2))
    }

    /// The names of the pieces that the head names.
    pub(crate) fn names(self) -> Vec<String> {
        Self::named(self.turn, self.count()).collect()
    }

    /// The names of all pieces there are.
    pub(crate) fn all(self) -> Vec<String> {
        Self::named(Turn::A, self.a).chain(Self::named(Turn::B, self.b)).collect()
    }

    fn count(self) -> usize {
        match self.turn {
            Turn::A => self.a,
            Turn::B => self.b,
        }
    }

    /// The other turn, with that many pieces.
    fn next(self, count: usize) -> Self {
        match self.turn {
            _ if count == 0 => Self::default(),
            Turn::A => Self { turn: Turn::B, b: count.max(self.b), ..self },
            Turn::B => Self { turn: Turn::A, a: count.max(self.a), ..self },
        }
    }
}

impl Record {
    /// The record as texts, where pieces lie that an earlier one has left.
    pub(crate) fn written(&self, lies: Laid) -> Written {
        let mut parts = self.parts.clone();
        loop {
            let body = Body { parts: parts.clone(), kept: self.kept.clone() };
            let whole = text(&self.head(body));
            if whole.len() <= PIECE {
                return Written { head: whole, pieces: Vec::new(), laid: Laid::default() };
            }
            let body = text(&Body { parts: parts.clone(), kept: self.kept.clone() });
            let pieces = cut(&body);
            if pieces.len() > PIECES && parts.pop().is_some() {
                continue;
            }
            let laid = lies.next(pieces.len());
            let mut head = self.head(Body::default());
            head.pieces = Some(Pieces { laid, digest: digest(&pieces) });
            return Written { head: text(&head), pieces, laid };
        }
    }

    fn head(&self, body: Body) -> Head {
        let Self { origin, last, previous, parts: _, kept: _, rest } = self.clone();
        Head { version: VERSION, origin, last, previous, body, pieces: None, rest }
    }

    /// Reads a record that lies in one text.
    ///
    /// # Errors
    /// Why the text is none that this build may write over, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        Ok(Opened::read(text)?.whole(&[]))
    }

    /// The record as one text, however long.
    pub fn text(&self) -> String {
        text(&self.head(Body { parts: self.parts.clone(), kept: self.kept.clone() }))
    }
}

impl Opened {
    /// Reads a head.
    ///
    /// # Errors
    /// Why the text is none that this build may write over, in words.
    pub(super) fn read(head: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let none = |_: serde_json::Error| "holds no record of trueup".to_owned();
        let Version { version } = serde_json::from_str(head).map_err(none)?;
        match version {
            1 => Ok(Self { head: serde_json::from_str::<First>(head).map_err(none)?.into() }),
            VERSION => Ok(Self { head: serde_json::from_str(head).map_err(none)? }),
            version => {
                Err(format!("holds a record of version {version}, and this build of trueup knows {VERSION}"))
            }
        }
    }

    /// Where its pieces lie.
    pub(super) fn laid(&self) -> Laid {
        self.head.pieces.as_ref().map(|pieces| pieces.laid).unwrap_or_default()
    }

    /// The record, with what its pieces hold. Where one is missing or another's, all of theirs is lost.
    pub(super) fn whole(self, pieces: &[Option<String>]) -> Record {
        let Head { version: _, origin, last, previous, body, pieces: told, rest } = self.head;
        let found: Option<Vec<String>> = pieces.iter().cloned().collect();
        let body = match (told, found) {
            (None, _) => body,
            (Some(told), Some(found)) if digest(&found) == told.digest => {
                serde_json::from_str(&found.concat()).unwrap_or_default()
            }
            (Some(_), Some(_) | None) => Body::default(),
        };
        let Body { parts, kept } = body;
        Record { origin, last, previous, parts, kept, rest }
    }
}

impl From<First> for Head {
    fn from(first: First) -> Self {
        let First { origin, commit, desired, patch_groups } = first;
        let mut kept = Memories::default();
        for (id, Group { name, baselines }) in patch_groups {
            kept.insert("PatchGroup", &id, Memory { name, words: baselines });
        }
        let last = desired.map(|digest| Applied { commit, digest });
        let body = Body { parts: Vec::new(), kept };
        Self { version: VERSION, origin, last, body, ..Self::default() }
    }
}

fn text<T: Serialize>(form: &T) -> String {
    serde_json::to_string(form).expect("a record is plain data")
}

fn digest(pieces: &[String]) -> String {
    blake3::hash(pieces.concat().as_bytes()).to_hex().to_string()
}

/// A text in pieces that each fit a parameter.
fn cut(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut left = text;
    while !left.is_empty() {
        let (piece, rest) = left.split_at(left.floor_char_boundary(PIECE));
        pieces.push(piece.to_owned());
        left = rest;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::address::Address;

    fn read(written: &Written) -> Record {
        let opened = Opened::read(&written.head).expect("a record");
        assert_eq!(opened.laid(), written.laid);
        let pieces: Vec<Option<String>> = written.pieces.iter().cloned().map(Some).collect();
        opened.whole(&pieces)
    }

    fn applied(commit: &str) -> Applied {
        Applied { commit: Some(commit.into()), digest: "d".into() }
    }

    fn addresses(count: usize) -> BTreeSet<Address> {
        (0..count).map(|at| Address::new("Parameter", &format!("/webshop/production/{at:04}"))).collect()
    }

    #[test]
    fn a_record_reads_back() {
        let mut record = Record { origin: Some("0a1b".into()), ..Record::default() };
        let words = BTreeMap::from([("SUSE".to_owned(), BTreeSet::from(["PatchBaseline/suse".to_owned()]))]);
        record.kept.insert("PatchGroup", "Production", Memory { name: "production".into(), words });
        record = record.whole(record.origin.clone(), applied("c1"), record.kept.clone());
        record = record.part(&applied("c2"), BTreeSet::from(["Parameter/a".into()]));
        let written = record.written(Laid::default());
        insta::assert_snapshot!(written.head, @r#"{"version":2,"origin":"0a1b","last":{"commit":"c1","digest":"d"},"parts":[{"commit":"c2","digest":"d","addresses":["Parameter/a"]}],"kept":{"PatchGroup":{"Production":{"name":"production","words":{"SUSE":["PatchBaseline/suse"]}}}}}"#);
        assert_eq!(read(&written), record);
    }

    #[test]
    fn the_first_version_is_read() {
        let text = r#"{"version":1,"origin":"0a1b","commit":"c1","desired":"d","patchGroups":{"Production":{"name":"production","baselines":{"SUSE":["PatchBaseline/suse"]}}}}"#;
        let record = Record::read(text).expect("a record");
        insta::assert_snapshot!(record.text(), @r#"{"version":2,"origin":"0a1b","last":{"commit":"c1","digest":"d"},"kept":{"PatchGroup":{"Production":{"name":"production","words":{"SUSE":["PatchBaseline/suse"]}}}}}"#);
    }

    #[test]
    fn what_a_later_build_keeps_is_written_back() {
        let text = r#"{"version":2,"actions":{"Action/warm":"d"}}"#;
        let record = Record::read(text).expect("a record");
        let later = record.whole(None, applied("c1"), Memories::default());
        assert!(later.text().contains(r#""actions":{"Action/warm":"d"}"#), "{}", later.text());
    }

    #[test]
    fn what_is_no_record_is_told() {
        let said = |text: &str| Record::read(text).expect_err("no record");
        assert_eq!(said("hello"), "holds no record of trueup");
        assert_eq!(said("{}"), "holds no record of trueup");
        assert_eq!(said("{\"version\":3}"), "holds a record of version 3, and this build of trueup knows 2");
    }

    #[test]
    fn a_long_one_lies_in_pieces_that_take_turns() {
        let long = Record::default().part(&applied("c1"), addresses(500));
        let first = long.written(Laid::default());
        assert!(first.head.len() < 512 && first.pieces.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(first.laid.names(), ["b2", "b3", "b4"]);
        assert_eq!(read(&first), long);
        let second = long.written(first.laid);
        assert_eq!(second.laid.names(), ["a2", "a3", "a4"]);
        assert_eq!(second.laid.all(), ["a2", "a3", "a4", "b2", "b3", "b4"]);
        assert_eq!(read(&second), long);
        let short = Record::default().written(second.laid);
        assert_eq!((short.pieces.len(), short.laid), (0, Laid::default()));
    }

    #[test]
    fn a_head_without_its_pieces_loses_only_these() {
        let mut long = Record::default().whole(None, applied("c1"), Memories::default());
        long = long.part(&applied("c2"), addresses(500));
        let written = long.written(Laid::default());
        let torn = [
            vec![None, Some(written.pieces[1].clone()), Some(written.pieces[2].clone())],
            vec![Some("{}".into()), Some(String::new()), Some(String::new())],
        ];
        for pieces in torn {
            let read = Opened::read(&written.head).expect("a record").whole(&pieces);
            assert_eq!(read, Record { parts: Vec::new(), ..long.clone() });
        }
    }

    #[test]
    fn what_does_not_fit_is_forgotten_the_oldest_first() {
        let mut long = Record::default();
        for commit in ["c1", "c2", "c3"] {
            long = long.part(&applied(commit), addresses(1000));
        }
        let read = read(&long.written(Laid::default()));
        let commits: Vec<_> = read.parts.iter().map(|part| part.applied.commit.as_deref()).collect();
        assert_eq!(commits, [Some("c3")]);
        for commit in 0..20 {
            long = long.part(&applied(&format!("d{commit}")), addresses(1));
        }
        assert_eq!(long.parts.len(), 16);
    }
}
