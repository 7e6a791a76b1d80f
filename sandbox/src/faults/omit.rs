//! Answers that leave something out.

use crate::tree::{Record, Tree};

/// How an answer leaves something out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Omission {
    /// Without a word.
    Silent,
    /// It is named among what does not exist, where the operation has a place for that.
    Invalid,
}

const INVALID: &str = "InvalidParameters";

/// Takes out of every list of an answer what has a name, an id or an ARN of an item.
pub(crate) fn omit(reply: &mut Record, item: &str, omission: Omission) {
    let found = reply.values_mut().fold(false, |found, value| omit_from(value, item) | found);
    let names_invalid = reply.get(INVALID).is_some();
    if found && omission == Omission::Invalid && names_invalid {
        let invalid = reply.items(INVALID).iter().cloned().chain([Tree::from(item)]);
        let invalid = Tree::List(invalid.collect());
        reply.set(INVALID, invalid);
    }
}

fn omit_from(tree: &mut Tree, item: &str) -> bool {
    match tree {
        Tree::List(items) => {
            let before = items.len();
            items.retain(|held| !is_of(held, item));
            items.len() < before
        }
        Tree::Record(record) => {
            record.values_mut().fold(false, |found, value| omit_from(value, item) | found)
        }
        Tree::Bool(_) | Tree::Integer(_) | Tree::Float(_) | Tree::Text(_) | Tree::Map(_) => false,
    }
}

/// Whether it is an item, or a record with a text of its own that names one.
fn is_of(tree: &Tree, item: &str) -> bool {
    let names = |text: &str| {
        let tail = text.strip_suffix(item.trim_start_matches('/'));
        text == item || (text.starts_with("arn:") && tail.is_some_and(|head| head.ends_with(['/', ':'])))
    };
    match tree {
        Tree::Text(text) => names(text),
        Tree::Record(record) => record.values().any(|value| value.as_text().is_some_and(names)),
        Tree::Bool(_) | Tree::Integer(_) | Tree::Float(_) | Tree::List(_) | Tree::Map(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Record {
        let parameter = |name: &str| Tree::Record(Record::new().with("Name", name).with("Value", "x"));
        let list = Tree::List(vec![parameter("/a/b"), parameter("/a/bc")]);
        Record::new().with("Parameters", list).with(INVALID, Tree::List(Vec::new()))
    }

    #[test]
    fn what_is_named_goes_and_nothing_else() {
        let mut reply = answer();
        omit(&mut reply, "/a/b", Omission::Silent);
        assert_eq!((reply.items("Parameters").len(), reply.items(INVALID).len()), (1, 0));
        let mut reply = answer();
        omit(&mut reply, "/a/b", Omission::Invalid);
        assert_eq!((reply.items("Parameters").len(), reply.items(INVALID).len()), (1, 1));
        let mut reply = answer();
        omit(&mut reply, "/a", Omission::Invalid);
        assert_eq!((reply.items("Parameters").len(), reply.items(INVALID).len()), (2, 0));
    }

    #[test]
    fn an_arn_names_what_it_ends_with() {
        let resource = |arn: &str| Tree::Record(Record::new().with("ResourceARN", arn));
        let arns = [
            "arn:aws:ssm:us-east-1:123456789012:parameter/a/b",
            "arn:aws:ssm:us-east-1:123456789012:parameter/aa/b",
        ];
        let mut reply = Record::new().with("List", Tree::List(arns.map(resource).into()));
        omit(&mut reply, "/a/b", Omission::Silent);
        assert_eq!(reply.items("List").len(), 1);
    }
}
