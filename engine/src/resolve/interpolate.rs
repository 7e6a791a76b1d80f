//! `${…}` in a manifest's strings: variables and the site become text, references become marks,
//! everything else stays as written.

use std::collections::BTreeMap;

use schema::{Finding, Node, SourceId, Sources, Span, Style, Value, reference};

use crate::address::Address;
use crate::kinds;
use crate::site::Site;

/// What `${…}` may stand for.
pub(super) struct Values<'a> {
    /// The site's variables, merged.
    pub(super) variables: &'a BTreeMap<String, String>,
    /// The site itself.
    pub(super) site: &'a Site,
    /// The texts, to point into them.
    pub(super) sources: &'a Sources,
}

/// A reference that a manifest makes.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// Where it stands.
    pub(super) span: Span,
    /// Whose attribute.
    pub(super) address: Address,
    /// Which attribute.
    pub(super) attribute: String,
}

/// What an interpolation found.
#[derive(Default)]
pub(super) struct Interpolated {
    pub(super) findings: Vec<Finding>,
    pub(super) mentions: Vec<Mention>,
}

/// Fields of a spec that make identity: no reference may stand in them.
const IDENTITY: [&str; 2] = ["name", "path"];
const SITE: [&str; 3] = ["environment", "region", "account"];
/// How many letters a near miss may be off.
const NEAR: usize = 2;

/// Replaces every `${…}` in the values of a spec.
pub(super) fn interpolate(spec: &mut Node, values: &Values<'_>) -> Interpolated {
    let mut found = Interpolated::default();
    if let Value::Map(entries) = &mut spec.value {
        for entry in entries {
            let before = found.mentions.len();
            walk(&mut entry.value, values, &mut found);
            if IDENTITY.contains(&entry.key.text.as_str()) {
                for mention in found.mentions.drain(before..).collect::<Vec<_>>() {
                    let message = format!("`{}` cannot hold a reference", entry.key.text);
                    found.findings.push(
                        Finding::error("unknown-reference", mention.span, message)
                            .label("known only after an apply")
                            .help("a name must be known before anything is read; use a variable"),
                    );
                }
            }
        }
    }
    found
}

/// Replaces every `${…}` of one value whose findings are told elsewhere.
pub(super) fn interpolate_value(node: &mut Node, values: &Values<'_>) {
    walk(node, values, &mut Interpolated::default());
}

/// Replaces every `${…}` of one text, and the findings. References mean nothing there.
pub(super) fn interpolate_text(written: &str, span: Span, values: &Values<'_>) -> (String, Vec<Finding>) {
    let mut found = Interpolated::default();
    let made = text(written, span, values, &mut found);
    for mention in found.mentions {
        let finding =
            Finding::error("unknown-reference", mention.span, "a stack's tag cannot hold a reference");
        found.findings.push(finding.help("use a variable"));
    }
    (made, found.findings)
}

/// Replaces every `${…}` of a file that asks for it.
pub(super) fn interpolate_file(source: SourceId, values: &Values<'_>) -> (String, Interpolated) {
    let mut found = Interpolated::default();
    let held = &values.sources.get(source).text;
    let whole = Span { end: held.len() as u32, ..Span::start_of(source) };
    let made = text(held, whole, values, &mut found);
    (made, found)
}

fn walk(node: &mut Node, values: &Values<'_>, found: &mut Interpolated) {
    let span = node.span;
    match &mut node.value {
        Value::Scalar(scalar) => {
            if scalar.text.contains("${") {
                scalar.text = text(&scalar.text, span, values, found);
                if scalar.text.is_empty() {
                    // Empty and plain would mean that nothing was written.
                    scalar.style = Style::Quoted;
                }
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| walk(item, values, found)),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| walk(&mut entry.value, values, found)),
    }
}

fn text(written: &str, span: Span, values: &Values<'_>, found: &mut Interpolated) -> String {
    let mut made = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('$') {
            made.push_str(&rest[..at - 1]);
            made.push_str("${");
            rest = &rest[at + 2..];
            continue;
        }
        made.push_str(&rest[..at]);
        let Some(close) = closing(&rest[at..]) else {
            made.push_str("${");
            rest = &rest[at + 2..];
            continue;
        };
        let whole = &rest[at..=at + close];
        let inner = &whole[2..whole.len() - 1];
        let span = place(span, whole, values.sources);
        if inner.contains("${") {
            let inner = text(inner, span, values, found);
            made.push_str(&replace(&format!("${{{inner}}}"), &inner, span, values, found));
        } else {
            made.push_str(&replace(whole, inner, span, values, found));
        }
        rest = &rest[at + close + 1..];
    }
    made + rest
}

/// Where the `}` stands that closes a text's leading `${`, over any `${…}` inside.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                depth += 1;
                at += 1;
            }
            b'}' if depth == 1 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The place of `${…}` itself, where the scalar's raw text shows it; else the whole scalar's.
fn place(span: Span, whole: &str, sources: &Sources) -> Span {
    sources.text(span).find(whole).map_or(span, |at| {
        let start = span.start + at as u32;
        Span { start, end: start + whole.len() as u32, ..span }
    })
}

fn replace(whole: &str, inner: &str, span: Span, values: &Values<'_>, found: &mut Interpolated) -> String {
    if let Some(name) = inner.strip_prefix("var.") {
        if let Some(value) = values.variables.get(name) {
            return value.clone();
        }
        found.findings.push(unknown_variable(name, span, values.variables));
    } else if let Some(name) = inner.strip_prefix("site.") {
        match name {
            "environment" => return values.site.environment.clone(),
            "region" => return values.site.region.clone(),
            "account" => return values.site.account.clone(),
            _ => found.findings.push(
                Finding::error("interpolation", span, format!("a site has no `{name}`"))
                    .help(format!("use one of {}", list(SITE.map(|word| format!("`${{site.{word}}}`"))))),
            ),
        }
    } else if let Some((address, attribute)) = reference_in(inner) {
        found.mentions.push(Mention { span, address: address.clone(), attribute: attribute.to_owned() });
        return reference::mark(address.as_str(), attribute);
    } else if let Some(meant) = near_miss(inner) {
        found.findings.push(
            Finding::error("interpolation", span, format!("`{whole}` means nothing"))
                .label(format!("did you mean `${{{meant}}}`?"))
                .help(format!("to keep the text as it stands, write `${whole}`")),
        );
    }
    whole.to_owned()
}

fn reference_in(inner: &str) -> Option<(Address, &str)> {
    let (kind, _) = inner.split_once('/')?;
    kinds::resource(kind)?;
    let (address, attribute) = inner.rsplit_once('.')?;
    let name = address.split_once('/').map(|(_, name)| name)?;
    Some((Address::new(kind, name), attribute))
}

fn unknown_variable(name: &str, span: Span, variables: &BTreeMap<String, String>) -> Finding {
    let finding = Finding::error("unknown-variable", span, format!("there is no variable `{name}` here"));
    let near = variables.keys().find(|known| strsim::damerau_levenshtein(known, name) <= NEAR);
    match near {
        Some(near) => finding.label(format!("did you mean `{near}`?")),
        None => finding,
    }
    .help("variables are declared in `trueup.yaml`: in `spec.variables`, an environment or a region")
}

/// What a `${…}` that is nothing may have been meant to be.
fn near_miss(inner: &str) -> Option<String> {
    let near = |word: &str, known: &str| {
        word != known && strsim::damerau_levenshtein(&word.to_lowercase(), &known.to_lowercase()) <= NEAR
    };
    if let Some((kind, rest)) = inner.split_once('/') {
        let names = kinds::KINDS.iter().flat_map(|kind| kind.resources).map(|resource| resource.name);
        return names.into_iter().find(|name| near(kind, name)).map(|name| format!("{name}/{rest}"));
    }
    let (head, rest) = inner.split_once('.')?;
    let rest_is_name =
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    ["var", "site"]
        .into_iter()
        .find(|known| rest_is_name && (near(head, known) || head.eq_ignore_ascii_case(known)))
        .map(|known| format!("{known}.{rest}"))
}

fn list(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use schema::Scalar;

    use super::*;

    fn interpolated(written: &str) -> (String, Vec<String>) {
        let mut sources = Sources::default();
        let source = sources.add("m.yaml", written);
        let span = Span { source, start: 0, end: written.len() as u32 };
        let mut node =
            Node { span, value: Value::Scalar(Scalar { text: written.into(), style: Style::Plain }) };
        let variables = BTreeMap::from([("port".to_owned(), "3306".to_owned())]);
        let site = Site {
            stack: "webshop".into(),
            environment: "production".into(),
            region: "us-east-1".into(),
            account: "123456789012".into(),
        };
        let values = Values { variables: &variables, site: &site, sources: &sources };
        let mut found = Interpolated::default();
        walk(&mut node, &values, &mut found);
        let Value::Scalar(scalar) = node.value else { unreachable!() };
        (scalar.text, found.findings.iter().map(|finding| finding.message.clone()).collect())
    }

    #[test]
    fn variables_and_the_site_become_text() {
        let (text, findings) = interpolated("${site.environment}:${var.port}@${site.region}");
        assert_eq!((text.as_str(), findings.len()), ("production:3306@us-east-1", 0));
    }

    #[test]
    fn what_a_script_writes_stays_as_it_is() {
        for written in ["${HOME}", "${name%%.*}", "${a:-b}", "${str/foo/bar}", "${", "$$", "${unclosed"] {
            assert_eq!(interpolated(written), (written.to_owned(), vec![]));
        }
        assert_eq!(interpolated("$${var.port}").0, "${var.port}");
    }

    #[test]
    fn near_misses_are_found() {
        for written in ["${vars.port}", "${Var.port}", "${sites.region}", "${parameter/a/b.value}"] {
            assert_eq!(interpolated(written).1, [format!("`{written}` means nothing")]);
        }
        assert_eq!(interpolated("${var.prot}").1, ["there is no variable `prot` here"]);
    }

    #[test]
    fn what_stands_inside_is_replaced_first() {
        let (text, findings) = interpolated("${Parameter/webshop/${site.environment}/port.value}");
        assert!(findings.is_empty(), "{findings:?}");
        let pieces = reference::pieces(&text);
        let address = "Parameter/webshop/production/port";
        assert_eq!(pieces[0], reference::Piece::Reference { address, attribute: "value" });
        assert_eq!(interpolated("${DB_PORT:-${var.port}}").0, "${DB_PORT:-3306}");
        assert_eq!(interpolated("${unclosed ${var.port}").0, "${unclosed 3306");
        assert_eq!(interpolated("${a:-${b:-${c}}}").0, "${a:-${b:-${c}}}");
    }

    #[test]
    fn references_become_marks() {
        let (text, findings) = interpolated("host=${Parameter/webshop/a.b.value}!");
        assert!(findings.is_empty());
        let pieces = reference::pieces(&text);
        assert_eq!(
            pieces[1],
            reference::Piece::Reference { address: "Parameter/webshop/a.b", attribute: "value" }
        );
    }
}
