//! Text to nodes: what is kept as written, what is refused, and how quickly.

use schema::{Finding, Node, Sources, Style, Value, bounds, yaml};

fn read(text: &str) -> (Vec<Node>, Vec<Finding>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("manifest.yaml", text);
    let (nodes, findings) = yaml::documents(&sources, id);
    (nodes, findings, sources)
}

/// Every finding as `line:column code`, and the text that it points at.
fn told(text: &str) -> Vec<(String, String)> {
    let (_, findings, sources) = read(text);
    let tell = |finding: &Finding| {
        let at = sources.locate(finding.span());
        (format!("{}:{} {}", at.line, at.column, finding.code), sources.text(finding.span()).to_owned())
    };
    findings.iter().map(tell).collect()
}

fn one(text: &str) -> Node {
    let (mut nodes, findings, _) = read(text);
    assert_eq!(findings, [], "{text}");
    assert_eq!(nodes.len(), 1, "{text}");
    nodes.remove(0)
}

fn scalar(text: &str) -> (String, Style) {
    let node = one(&format!("key: {text}\n"));
    let scalar = node.get("key").and_then(Node::scalar).expect("a scalar");
    (scalar.text.clone(), scalar.style)
}

#[test]
fn scalars_stay_as_they_were_written() {
    for text in [
        "1.10",
        "0755",
        "yes",
        "no",
        "on",
        "1_000",
        "2026-01-01",
        "~",
        "null",
        "0x1F",
        "1e3",
        "12:30",
        "${var.x}",
    ] {
        assert_eq!(scalar(text), (text.to_owned(), Style::Plain));
    }
    assert_eq!(scalar("'it''s'"), ("it's".to_owned(), Style::Quoted));
    assert_eq!(scalar(r#""a\tb\u00e9""#), ("a\tbé".to_owned(), Style::Quoted));
    assert_eq!(scalar("!!str 12"), ("12".to_owned(), Style::Quoted));
    assert_eq!(scalar("!!int \"12\""), ("12".to_owned(), Style::Plain));
    assert_eq!(scalar("|\n  a\n  b"), ("a\nb\n".to_owned(), Style::Block));
    assert_eq!(scalar(">-\n  a\n  b"), ("a b".to_owned(), Style::Block));
}

#[test]
fn a_block_that_ends_its_file_has_no_more_lines_than_are_written() {
    for (written, text) in
        [("a: |\n  x", "x"), ("a: |\n  x\n", "x\n"), ("a: |+\n  x\n\n", "x\n\n"), ("a: >\n  x\n  y", "x y")]
    {
        let node = one(written);
        assert_eq!(node.get("a").and_then(Node::scalar).expect("a text").text, text, "{written:?}");
    }
}

#[test]
fn nothing_written_differs_from_a_tilde_and_an_empty_text() {
    let node = one("nothing:\ntilde: ~\nempty: ''\n");
    let unwritten: Vec<_> = node.entries().iter().map(|entry| entry.value.is_unwritten()).collect();
    assert_eq!(unwritten, [true, false, false]);
}

#[test]
fn spans_slice_the_text_they_name() {
    let text = "ключ: \"日本 x\"\nlist: [a, bc]\nblock:\n  - one\n  - two: 2\nlast: |\n  text\n";
    let (nodes, _, sources) = read(text);
    let slice = |key: &str| sources.text(nodes[0].get(key).expect("the key is there").span);
    assert_eq!(slice("ключ"), "\"日本 x\"");
    assert_eq!(slice("list"), "[a, bc]");
    assert_eq!(slice("block"), "- one\n  - two: 2");
    assert_eq!(slice("last"), "text");
    let keys: Vec<_> = nodes[0].entries().iter().map(|entry| sources.text(entry.key.span)).collect();
    assert_eq!(keys, ["ключ", "list", "block", "last"]);
    assert_eq!(sources.text(nodes[0].span), text.trim_end_matches('\n'));
}

#[test]
fn carriage_returns_and_byte_order_marks_are_harmless() {
    let node = one("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\n");
    assert_eq!(node.get("a").and_then(Node::scalar).expect("a").text, "1");
    assert_eq!(node.get("b").and_then(Node::scalar).expect("b").text, "x\ny\n");
}

#[test]
fn many_documents_are_kept_and_empty_ones_are_not() {
    let (nodes, findings, _) = read("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n...\n");
    assert_eq!(findings, []);
    assert_eq!(nodes.iter().map(|node| node.entries()[0].key.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn a_syntax_error_ends_its_file_and_keeps_what_was_before() {
    let (nodes, findings, _) = read("a: 1\n---\nb: [1, 2\n---\nc: 3\n");
    assert_eq!(nodes.len(), 1);
    assert_eq!(findings.len(), 1);
}

#[test]
fn duplicate_keys_name_both_places() {
    let (nodes, findings, sources) = read("a: 1\nb: 2\na: 3\n");
    let lines: Vec<_> = findings[0].labels.iter().map(|label| sources.locate(label.span).line).collect();
    assert_eq!((findings[0].code, lines), ("duplicate-key", vec![3, 1]));
    assert_eq!(nodes[0].entries().len(), 2, "the first stays");
}

#[test]
fn aliases_repeat_their_anchors() {
    let node = one("base: &base {x: 1, y: [a]}\ncopy: *base\nlist: [*base]\n");
    assert_eq!(node.get("copy"), node.get("base"));
    assert_eq!(node.at(["list", "0"]), node.get("base"));
    assert_eq!(told("a: *none\n"), [("1:4 yaml-alias".to_owned(), "*none".to_owned())]);
    assert_eq!(told("a: &a [*a]\n"), [("1:8 yaml-alias".to_owned(), "*a".to_owned())]);
    assert_eq!(told("a: &a x\n---\nb: *a\n")[0].0, "3:4 yaml-alias", "anchors end with their document");
}

#[test]
fn merge_keys_fill_in_what_is_not_written() {
    let node = one("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\nd: {<<: *a}\n");
    let c = node.get("c").expect("c");
    let text = |key: &str| c.get(key).and_then(Node::scalar).expect("a scalar").text.as_str();
    assert_eq!([text("x"), text("y"), text("z")], ["3", "1", "2"]);
    assert_eq!(c.entries().len(), 3);
    assert_eq!(node.at(["d", "y"]).and_then(Node::scalar).expect("y").text, "1");
    assert_eq!(told("a: {<<: x}\n"), [("1:9 yaml-merge".to_owned(), "x".to_owned())]);
    assert_eq!(
        told("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n"),
        [("2:13 duplicate-key".to_owned(), "<<".to_owned())]
    );
    assert!(matches!(&one("\"<<\": 1\n").value, Value::Map(entries) if entries[0].key.text == "<<"));
}

#[test]
fn common_slips_have_findings_of_their_own() {
    assert_eq!(told("a: {b: ${var.b}}\n"), [("1:8 yaml-flow-reference".to_owned(), "${var.b}".to_owned())]);
    assert_eq!(
        told("a: [x, ${var.b}, y]\n"),
        [("1:8 yaml-flow-reference".to_owned(), "${var.b}".to_owned())]
    );
    assert_eq!(
        told("a: {\n  b: ${var.b},\n}\n"),
        [("2:6 yaml-flow-reference".to_owned(), "${var.b}".to_owned())]
    );
    assert_eq!(
        told("a: '{ ${b}\n"),
        [("2:1 yaml-syntax".to_owned(), String::new())],
        "quoted is no reference"
    );
    assert_eq!(told("a:\n\tb: c\n"), [("2:1 yaml-tab".to_owned(), "\t".to_owned())]);
    assert_eq!(told("a: !Ref b\n"), [("1:4 yaml-tag".to_owned(), "!Ref".to_owned())]);
    assert_eq!(told("? [a]\n: b\n"), [("1:4 yaml-key".to_owned(), "a".to_owned())]);
    assert_eq!(told(": b\n")[0].0, "1:1 yaml-key");
    assert_eq!(told("# nothing\n"), [("1:1 yaml-empty".to_owned(), String::new())]);
    assert_eq!(told(""), [("1:1 yaml-empty".to_owned(), String::new())]);
    assert_eq!(told("a: \u{e0f0}\n")[0].0, "1:4 yaml-character");
}

#[test]
fn files_that_are_no_text_have_a_place_all_the_same() {
    let mut sources = Sources::default();
    let finding = yaml::add_bytes(&mut sources, "a.yaml", b"a: caf\xe9\n".to_vec()).expect_err("not UTF-8");
    assert_eq!((finding.code, sources.locate(finding.span()).path), ("yaml-encoding", "a.yaml".to_owned()));
    let large = vec![b'#'; bounds::FILE + 1];
    let finding = yaml::add_bytes(&mut sources, "b.yaml", large).expect_err("too large");
    assert_eq!((finding.code, sources.locate(finding.span()).path), ("yaml-too-large", "b.yaml".to_owned()));
}

#[test]
fn a_stack_has_an_end() {
    let mut sources = Sources::default();
    let mut add = |bytes: usize| yaml::add_bytes(&mut sources, "a.yaml", vec![b'#'; bytes]);
    for _ in 0..bounds::STACK / bounds::FILE {
        add(bounds::FILE).expect("there is room");
    }
    assert_eq!(add(1).expect_err("there is none").code, "stack-too-large");
    let mut sources = Sources::default();
    let mut add = || yaml::add_bytes(&mut sources, "a.yaml", Vec::new());
    for _ in 0..bounds::FILES {
        add().expect("there is room");
    }
    assert_eq!(add().expect_err("there is none").code, "stack-too-large");
}

#[test]
fn aliases_have_room_in_all_files_together() {
    let text = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 40].join(", "));
    let mut sources = Sources::default();
    let ids = ["a.yaml", "b.yaml"].map(|path| sources.add(path, text.as_str()));
    let (_, findings) = schema::read_manifests(&sources, ids);
    let costly: Vec<_> = findings.iter().filter(|finding| finding.code == "yaml-alias").collect();
    assert_eq!(costly.len(), 1, "{findings:?}");
    assert_eq!(sources.locate(costly[0].span()).path, "b.yaml");
}

/// Whoever meets a bound reads of it on the page of its code.
#[test]
fn pages_say_the_bounds() {
    let (kib, mib) =
        (|bytes: usize| format!("{} KiB", bytes >> 10), |bytes: usize| format!("{} MiB", bytes >> 20));
    for (code, bound) in [
        ("yaml-too-large", mib(bounds::FILE)),
        ("stack-too-large", mib(bounds::STACK)),
        ("stack-too-large", format!("{},{:03}", bounds::FILES / 1000, bounds::FILES % 1000)),
        ("yaml-too-deep", bounds::DEPTH.to_string()),
        ("document-content", bounds::CONTENT_DEPTH.to_string()),
        ("yaml-alias", mib(bounds::ALIASES)),
        ("interpolation-depth", bounds::INTERPOLATIONS.to_string()),
        ("interpolation-size", mib(bounds::TEXT)),
        ("interpolation-size", mib(bounds::SITE)),
        ("reference-size", mib(bounds::TEXT)),
        ("reference-size", mib(bounds::SITE)),
        ("policy-form", kib(bounds::POLICIES)),
        ("policy-form", bounds::RULES.to_string()),
        ("policy-expression", bounds::CONDITION.to_string()),
    ] {
        let page = schema::explain(code).expect("every code has a page");
        assert!(page.text.contains(&bound), "{code}: {bound}");
    }
}

/// Each of these once hung, overflowed or ate all memory in some YAML reader.
#[test]
fn hostile_files_end_in_a_finding() {
    let bomb: String = (0..12)
        .map(|at| match at {
            0 => "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(),
            _ => format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 9].join(", ")),
        })
        .collect();
    assert_eq!(told(&bomb).last().expect("a finding").0.split(' ').nth(1), Some("yaml-alias"));
    let wide = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 1000].join(", "));
    assert_eq!(told(&wide)[0].0.split(' ').nth(1), Some("yaml-alias"));
    let chain: String = (1..200).map(|at| format!("a{at}: &a{at} [*a{}]\n", at - 1)).collect();
    assert_eq!(told(&format!("a0: &a0 [x]\n{chain}"))[0].0.split(' ').nth(1), Some("yaml-too-deep"));
    for deep in ["[", "{a: ", "- ", "? "] {
        assert_eq!(told(&deep.repeat(100_000))[0].0.split(' ').nth(1), Some("yaml-too-deep"), "{deep}");
    }
    let fine = format!("{}x{}", "[".repeat(bounds::DEPTH), "]".repeat(bounds::DEPTH));
    one(&fine);
}

#[test]
fn a_hundred_thousand_keys_are_no_matter() {
    let text: String = (0..100_000).map(|at| format!("key{at}: {at}\n")).collect();
    assert_eq!(one(&text).entries().len(), 100_000);
}

proptest::proptest! {
    /// Whatever is in a file, it is read or refused; spans lie inside of it.
    #[test]
    fn any_text_is_read_or_refused(text in r#"[ \t\n:\-\[\]{}&*!|>'"%@#,?a-c$é~<]{0,60}"#) {
        let (nodes, findings, sources) = read(&text);
        let inside = |span: schema::Span| sources.get(span.source).text.get(span.start as usize..span.end as usize).is_some();
        for finding in &findings {
            assert!(finding.labels.iter().all(|label| inside(label.span)), "{finding:?}");
        }
        fn all(node: &Node, check: &dyn Fn(schema::Span) -> bool) -> bool {
            let below = node.items().iter().chain(node.entries().iter().map(|entry| &entry.value));
            check(node.span) && below.into_iter().all(|node| all(node, check))
        }
        assert!(nodes.iter().all(|node| all(node, &inside)));
        assert!(!nodes.is_empty() || !findings.is_empty());
    }

    /// What one YAML library writes, this one reads as the same texts.
    #[test]
    fn written_texts_are_read_back(texts in proptest::collection::vec("[ -~éß日\n]{0,20}", 1..5)) {
        let written = serde_yaml::to_string(&texts).expect("texts can be written");
        let (nodes, findings, _) = read(&written);
        assert_eq!(findings, [], "{written}");
        let read: Vec<_> = nodes[0].items().iter().map(|item| item.scalar().expect("a text").text.clone()).collect();
        assert_eq!(read, texts, "{written}");
    }
}
