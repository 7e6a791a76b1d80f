use schema::bounds::{INTERPOLATIONS, SITE, TEXT};
use schema::{Scalar, reference};

use super::*;

/// What became of the scalars of a file.
struct Outcome {
    texts: Vec<String>,
    findings: Vec<Finding>,
    /// What each finding points at.
    guilty: Vec<String>,
    /// Where.
    starts: Vec<u32>,
    made: usize,
}

impl Outcome {
    fn messages(&self) -> Vec<&str> {
        self.findings.iter().map(|finding| finding.message.as_str()).collect()
    }

    fn codes(&self) -> Vec<&str> {
        self.findings.iter().map(|finding| finding.code).collect()
    }
}

/// Interpolates scalars, each as the file has it and as YAML reads it.
fn scalars(written: &[(&str, &str)], variables: &[(&str, &str)]) -> Outcome {
    let mut sources = Sources::default();
    let file: String = written.iter().map(|(raw, _)| *raw).collect();
    let source = sources.add("m.yaml", file);
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let site = Site {
        origin: None,
        former: None,
        stack: "webshop".into(),
        environment: "production".into(),
        region: "us-east-1".into(),
        account: "123456789012".into(),
        sandbox: false,
    };
    let values = Values::new(&variables, &site, &sources);
    let mut found = Interpolated::default();
    let mut texts = Vec::new();
    let mut start = 0;
    for (raw, text) in written {
        let span = Span { source, start, end: start + raw.len() as u32 };
        start = span.end;
        let scalar = Scalar { text: (*text).into(), style: Style::Plain };
        let mut node = Node { span, value: Value::Scalar(scalar) };
        all(&mut node, &values, &mut found);
        texts.push(node.scalar().expect("it stays one").text.clone());
    }
    let places = || found.findings.iter().map(|finding| finding.span());
    Outcome {
        texts,
        guilty: places().map(|span| sources.text(span).to_owned()).collect(),
        starts: places().map(|span| span.start).collect(),
        made: values.made(),
        findings: found.findings,
    }
}

fn interpolated(written: &str) -> (String, Vec<String>) {
    let Outcome { mut texts, findings, .. } = scalars(&[(written, written)], &[("port", "3306")]);
    (texts.remove(0), findings.into_iter().map(|finding| finding.message).collect())
}

#[test]
fn variables_and_the_site_become_text() {
    let (text, findings) = interpolated("${site.environment}:${var.port}@${site.region}");
    assert_eq!((text.as_str(), findings.len()), ("production:3306@us-east-1", 0));
}

#[test]
fn what_a_script_writes_stays_as_it_is() {
    for written in [
        "${HOME}",
        "${name%%.*}",
        "${a:-b}",
        "${str/foo/bar}",
        "${param/foo/bar}",
        "${sitemap.x}",
        "${vpc.id}",
        "${Parameter/foo}",
        "${",
        "$$",
        "${unclosed",
        "a}b",
    ] {
        assert_eq!(interpolated(written), (written.to_owned(), vec![]));
    }
}

#[test]
fn what_is_escaped_stays_without_its_escape() {
    for (written, made) in [
        ("$${var.port}", "${var.port}"),
        ("$$${var.port}", "$${var.port}"),
        ("$${a ${var.port} b", "${a 3306 b"),
        ("${a:-$${b}}", "${a:-${b}}"),
        ("${a $${b} ${var.port}", "${a ${b} 3306"),
    ] {
        assert_eq!(interpolated(written), (made.to_owned(), vec![]), "{written}");
    }
}

#[test]
fn near_misses_are_found() {
    for written in
        ["${vars.port}", "${Var.port}", "${sites.region}", "${parameter/a/b.value}", "${Paramter/a.value}"]
    {
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

#[test]
fn each_has_its_own_place() {
    let twice = "${var.a} ${var.a}";
    assert_eq!(scalars(&[(twice, twice)], &[]).starts, [0, 9]);
    let quoted = "\"\\t${vars.a} ${var.b}\"";
    let outcome = scalars(&[(quoted, "\t${vars.a} ${var.b}")], &[]);
    assert_eq!(outcome.guilty, ["${vars.a}", "${var.b}"]);
    // Which of them is which cannot be told here.
    let escaped = "\"\\x24{vars.a} ${var.b}\"";
    let outcome = scalars(&[(escaped, "${vars.a} ${var.b}")], &[]);
    assert_eq!(outcome.guilty, [escaped, escaped]);
}

#[test]
fn a_message_quotes_no_more_than_it_must() {
    let written = format!("${{var.{}}}", "é".repeat(10_000));
    let outcome = scalars(&[(&written, &written)], &[]);
    assert!(outcome.messages()[0].len() < 300, "{}", outcome.messages()[0]);
}

/// `${a${a…}}`, so deep.
fn nested(depth: usize) -> String {
    "${a".repeat(depth) + &"}".repeat(depth)
}

#[test]
fn they_lie_only_so_deep_in_one_another() {
    assert_eq!(interpolated(&nested(INTERPOLATIONS)), (nested(INTERPOLATIONS), vec![]));
    let written = format!("x {} ${{var.port}}", nested(INTERPOLATIONS + 1));
    let outcome = scalars(&[(&written, &written)], &[("port", "3306")]);
    assert_eq!(outcome.codes(), ["interpolation-depth"]);
    assert_eq!(outcome.guilty, [nested(INTERPOLATIONS + 1)]);
    assert_eq!(outcome.texts, [written], "it stays as it is written");
    // What stays open is text, however much of it there is.
    let open = format!("{}${{var.port}}", "${a".repeat(INTERPOLATIONS + 1));
    assert_eq!(interpolated(&open).0, open.replace("${var.port}", "3306"));
}

#[test]
fn however_many_are_nested_or_left_open_no_stack_overflows() {
    let deep = nested(100_000);
    let outcome = scalars(&[(&deep, &deep)], &[]);
    assert_eq!((outcome.codes(), &outcome.texts), (vec!["interpolation-depth"], &vec![deep]));
    let open = "${".repeat(100_000);
    assert_eq!(interpolated(&open), (open, vec![]));
    let escaped = "$${".repeat(100_000);
    assert_eq!(interpolated(&escaped), ("${".repeat(100_000), vec![]));
}

#[test]
fn a_text_grows_only_so_long() {
    let big = "x".repeat(TEXT / 2 - 10);
    let (two, three) = ("${var.big}".repeat(2), "${var.big}".repeat(3));
    let written = [(&*two, &*two), (&*three, &*three), ("${var.big}", "${var.big}")];
    let outcome = scalars(&written, &[("big", &big)]);
    assert_eq!(outcome.codes(), ["interpolation-size"]);
    assert_eq!((&*outcome.guilty[0], outcome.starts[0]), ("${var.big}", 40), "the one that was too much");
    assert_eq!(outcome.texts, [big.repeat(2), three, big], "the others are made all the same");
}

#[test]
fn what_is_written_counts_for_a_text_too() {
    let written = format!("${{var.port}}{}", "x".repeat(TEXT));
    let outcome = scalars(&[(&written, &written)], &[("port", "3306")]);
    assert_eq!((outcome.codes(), &outcome.guilty), (vec!["interpolation-size"], &vec![written]));
}

#[test]
fn a_site_makes_only_so_much_and_says_so_once() {
    let big = "x".repeat(TEXT);
    let written = [("${var.big}", "${var.big}"); SITE / TEXT + 10];
    let outcome = scalars(&written, &[("big", &big)]);
    assert_eq!(outcome.codes(), ["interpolation-size"]);
    assert_eq!(outcome.starts, [(10 * SITE / TEXT) as u32], "the first that was too much");
    let made = outcome.texts.iter().filter(|text| **text == big).count();
    assert_eq!(made, SITE / TEXT);
    assert!(outcome.texts[made..].iter().all(|text| text == "${var.big}"));
}

/// A value that is made only to be looked at leaves no text, and is work all the same.
#[test]
fn what_is_made_within_another_counts() {
    let name = "n".repeat(TEXT / 2);
    let variables = [("inner", name.as_str()), (name.as_str(), "")];
    let written = "${var.${var.inner}}".repeat(4 * SITE / TEXT);
    let outcome = scalars(&[(&written, &written)], &variables);
    assert_eq!(outcome.codes(), ["interpolation-size"]);
}

#[test]
fn twice_as_many_make_twice_as_much() {
    let value = "x".repeat(100);
    let made = |times: usize| {
        let written = "${var.value} ${".repeat(times);
        scalars(&[(&written, &written)], &[("value", &value)]).made
    };
    assert_eq!(made(1_000), 100_000);
    assert_eq!(made(2_000), 2 * made(1_000));
}
