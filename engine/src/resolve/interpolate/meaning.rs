//! What one `${…}` means: a variable, a part of the site, a reference, or nothing of ours.

use std::borrow::Cow;

use schema::shape::{Vocabulary, mistyped};
use schema::{Finding, Span};

use super::Values;
use crate::address::Address;
use crate::kinds;

/// What one `${…}` means.
pub(super) enum Meaning<'a> {
    /// A text that is known.
    Value(&'a str),
    /// An attribute that is known when its resource is.
    Reference { address: Address, attribute: String },
    /// Nothing, and that is most likely a slip.
    Mistake(Finding),
    /// Nothing: it stays as it is written, for scripts.
    Nothing,
    /// Nothing, and the stack says that it is meant to stay.
    Left,
}

const SITE: [&str; 3] = ["environment", "region", "account"];
/// Characters of what is written that a message quotes.
const QUOTED: usize = 100;

/// Tells what stands between `${` and `}`, itself interpolated already; `strict` where that is no script's.
pub(super) fn meaning<'a>(inner: &str, span: Span, values: &'a Values<'_>, strict: bool) -> Meaning<'a> {
    if let Some(name) = inner.strip_prefix("var.") {
        return match values.variables.get(name) {
            Some(value) => Meaning::Value(value),
            None => Meaning::Mistake(unknown_variable(name, span, &values.names)),
        };
    }
    if let Some(name) = inner.strip_prefix("site.") {
        return match name {
            "environment" => Meaning::Value(&values.site.environment),
            "region" => Meaning::Value(&values.site.region),
            "account" => Meaning::Value(&values.site.account),
            _ => Meaning::Mistake(not_of_a_site(name, span)),
        };
    }
    if let Some((address, attribute)) = reference_in(inner) {
        return Meaning::Reference { address, attribute: attribute.to_owned() };
    }
    if values.leave.is_match(inner) {
        return Meaning::Left;
    }
    let meant = near_miss(inner).or_else(|| Some(inner).filter(|_| strict).and_then(almost));
    meant.map_or(Meaning::Nothing, |meant| Meaning::Mistake(slip(inner, &meant, span)))
}

fn reference_in(inner: &str) -> Option<(Address, &str)> {
    let (kind, _) = inner.split_once('/')?;
    kinds::resource(kind)?;
    let (address, attribute) = inner.rsplit_once('.')?;
    let name = address.split_once('/').map(|(_, name)| name)?;
    Some((Address::new(kind, name), attribute))
}

fn unknown_variable(name: &str, span: Span, known: &Vocabulary<'_>) -> Finding {
    let message = format!("there is no variable `{}` here", quoted(name));
    let finding = Finding::error("unknown-variable", span, message);
    match known.nearest(name) {
        Some(near) => finding.label(format!("did you mean `{near}`?")),
        None => finding,
    }
    .help("variables are declared in `trueup.yaml`: in `spec.variables`, an environment or a region")
}

fn not_of_a_site(name: &str, span: Span) -> Finding {
    let known = SITE.map(|word| format!("`${{site.{word}}}`")).join(", ");
    Finding::error("interpolation", span, format!("a site has no `{}`", quoted(name)))
        .help(format!("use one of {known}"))
}

fn slip(inner: &str, meant: &str, span: Span) -> Finding {
    let (inner, meant) = (quoted(inner), quoted(meant));
    Finding::error("interpolation", span, format!("`${{{inner}}}` means nothing"))
        .label(format!("did you mean `${{{meant}}}`?"))
        .help(format!("to keep the text as it stands, write `$${{{inner}}}`"))
}

/// What a `${…}` that is nothing may have been meant to be. Nothing but a slip is: scripts have names
/// that begin as ours do.
fn near_miss(inner: &str) -> Option<String> {
    if let Some((kind, rest)) = inner.split_once('/') {
        let names = kinds::KINDS.iter().flat_map(|kind| kind.resources).map(|resource| resource.name);
        // One that is a kind has no attribute behind it, and a script may mean what it likes by that.
        let meant = mistyped(kind, names).filter(|name| *name != kind)?;
        return Some(format!("{meant}/{rest}"));
    }
    let (head, rest) = inner.split_once('.')?;
    let rest_is_name =
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let meant = mistyped(head, ["var", "site"]).filter(|_| rest_is_name)?;
    Some(format!("{meant}.{rest}"))
}

/// What looks like ours, and in a script may be the script's: a blank or a colon too many, and a kind
/// without an attribute.
fn almost(inner: &str) -> Option<String> {
    let bare = inner.trim();
    let ours = |text: &str| {
        ["var.", "site."].iter().any(|head| text.starts_with(head)) || reference_in(text).is_some()
    };
    let colon = bare.split_once(':').filter(|(head, _)| ["var", "site"].contains(head));
    let dotted = colon.map(|(head, rest)| format!("{head}.{rest}"));
    let kind =
        bare.split_once('/').filter(|(kind, name)| kinds::resource(kind).is_some() && !name.contains('.'));
    dotted
        .or_else(|| (bare != inner && ours(bare)).then(|| bare.to_owned()))
        .or_else(|| kind.map(|_| format!("{bare}.ATTRIBUTE")))
}

/// A finding for what begins as ours and is never closed, by what stands behind its `${`.
pub(super) fn unclosed(head: &str, span: Span) -> Option<Finding> {
    let word = head.split([' ', '}', '\n', '"']).next().unwrap_or_default();
    let kind = word.split_once('/').is_some_and(|(kind, _)| kinds::resource(kind).is_some());
    let ours = kind || ["var.", "site."].iter().any(|head| word.starts_with(head));
    ours.then(|| {
        Finding::error("interpolation", span, format!("`${{{}` is never closed", quoted(word)))
            .help(format!("write `${{{word}}}`; to keep the text as it stands, `$${{`", word = quoted(word)))
    })
}

/// A text as messages quote it: what a `${…}` holds may be as long as a file.
fn quoted(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
