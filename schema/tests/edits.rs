//! Edits of a text: the one place changes, and no other byte.

use schema::edit::{Change, Item, Unfit, Written, edited, without_document};
use schema::{Node, Sources, yaml};

fn nodes(text: &str) -> (Vec<Node>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("manifest.yaml", text);
    let (nodes, findings) = yaml::documents(&sources, id);
    assert_eq!(findings, [], "{text}");
    (nodes, sources)
}

fn made(text: &str, path: &str, change: Change) -> Result<String, Unfit> {
    let (nodes, _) = nodes(text);
    let path: Vec<String> = path.split('.').map(str::to_owned).collect();
    let made = edited(text, &nodes[0], &path, change)?;
    self::nodes(&made);
    Ok(made)
}

#[track_caller]
fn becomes(text: &str, path: &str, change: Change, wanted: &str) {
    assert_eq!(made(text, path, change).expect("it fits"), wanted, "{text}");
}

fn text(text: &str) -> Written {
    Written::Text(text.to_owned())
}

fn put(words: &str) -> Change {
    Change::Put(text(words))
}

fn texts(words: &[&str]) -> Written {
    Written::List(words.iter().map(|word| text(word)).collect())
}

fn map(entries: &[(&str, &str)]) -> Written {
    Written::Map(entries.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect())
}

#[test]
fn a_scalar_keeps_its_style() {
    becomes("a: 1 # one\nb: 2\n", "a", put("9"), "a: 9 # one\nb: 2\n");
    becomes("a: '1'\n", "a", put("it's"), "a: 'it''s'\n");
    becomes("a: \"1\"\r\nb: 2\r\n", "a", put("x\ty"), "a: \"x\\ty\"\r\nb: 2\r\n");
    becomes("a: &x 1\n", "a", put("2"), "a: &x 2\n");
    becomes("{a: 1, b: [2]}", "a", put("x, y"), "{a: \"x, y\", b: [2]}");
    becomes("a: 1\n", "a", put("- no: plain #text"), "a: \"- no: plain #text\"\n");
    becomes("a:\nb: 2\n", "a", put("x"), "a: x\nb: 2\n");
    becomes("a: true", "a", Change::Put(Written::Word("false".into())), "a: false");
    becomes("a: x\n", "a", put("~"), "a: \"~\"\n");
    becomes("a: x\n", "a", put(""), "a: \"\"\n");
}

#[test]
fn lines_become_a_block() {
    becomes("k:\n  a: 1\n", "k.a", put("x\ny\n"), "k:\n  a: |\n    x\n    y\n");
    becomes("a: 1 # why\n", "a", put("x\ny"), "a: \"x\\ny\" # why\n");
    becomes("a: |\n  x\n  y\nb: 1\n", "a", put("x\n\nz\n"), "a: |\n  x\n\n  z\nb: 1\n");
    becomes("a: >-\n  x\n  y\n", "a", put("one"), "a: one\n");
    becomes("a: |\n  x\n  y", "a", put("x\nz\n"), "a: |\n  x\n  z\n");
}

#[test]
fn a_block_keeps_its_form() {
    let becomes = |text: &str, words: &str, wanted: &str| becomes(text, "a", put(words), wanted);
    becomes("a: |  # why\n    x\n    y\nb: 1\n", "x\nz\n", "a: |  # why\n    x\n    z\nb: 1\n");
    becomes("a: |\n  x\nb: 1\n", "if x\n\ty\n", "a: |\n  if x\n  \ty\nb: 1\n");
    becomes("a: |\n  x\n  y\nb: 1\n", "one\n", "a: |\n  one\nb: 1\n");
    becomes("a: >\n  x\n  y\nb: 1\n", "x z\n", "a: >\n  x z\nb: 1\n");
    becomes("a: >-\n  x\n  y\nb: 1\n", "x\nz", "a: |-\n  x\n  z\nb: 1\n");
    becomes("a: |2\n   x\n  y\nb: 1\n", "x\ny\n", "a: |\n  x\n  y\nb: 1\n");
}

#[test]
fn items_beside_a_block_come_and_go() {
    let text = "a:\n  - one\n  - |\n    x\n    y\n  # of two\n  - two\nb: 1\n";
    let items = |items: Vec<Item>| made(text, "a", Change::Items(items)).expect("it fits");
    let new = || Item::New(self::text("n"));
    assert_eq!(
        items(vec![Item::Kept(0), Item::Kept(1), new(), Item::Kept(2)]),
        "a:\n  - one\n  - |\n    x\n    y\n  - n\n  # of two\n  - two\nb: 1\n"
    );
    assert_eq!(items(vec![Item::Kept(0), Item::Kept(2)]), "a:\n  - one\n  # of two\n  - two\nb: 1\n");
    assert_eq!(items(vec![Item::Kept(1)]), "a:\n  - |\n    x\n    y\nb: 1\n");
    let changed = |at, words| Item::Changed(at, put(words));
    assert_eq!(
        items(vec![Item::Kept(0), changed(1, "x\nz\n"), Item::Kept(2)]),
        text.replace("    y\n", "    z\n")
    );
    assert_eq!(
        items(vec![changed(0, "x\nz\n"), Item::Kept(1), Item::Kept(2)]),
        text.replace("- one\n", "- |\n    x\n    z\n")
    );
}

#[test]
fn keys_come_behind_the_others() {
    becomes("a:\n    b: 1 # b\n# c\nd: 2\n", "a.c", put("x"), "a:\n    b: 1 # b\n    c: x\n# c\nd: 2\n");
    becomes("a: {b: 1}\n", "a.c", put("2"), "a: {b: 1, c: \"2\"}\n");
    becomes("a: {}\n", "a.c", put("x"), "a: {c: x}\n");
    becomes("a:\nd: 2\n", "a.c", put("x"), "a:\n  c: x\nd: 2\n");
    becomes("a: 1", "b.c", put("x"), "a: 1\nb:\n  c: x");
    becomes(
        "a:\n  - b: 1\n    c: 2\n",
        "d",
        Change::Put(Written::List(vec![map(&[("x", "y")]), text("z")])),
        "a:\n  - b: 1\n    c: 2\nd:\n  - x: y\n  - z\n",
    );
    becomes(
        "x: &x {b: 1}\na:\n  c: 1\n  d: *x\n",
        "a.e",
        put("y"),
        "x: &x {b: 1}\na:\n  c: 1\n  d: *x\n  e: y\n",
    );
}

#[test]
fn keys_go_with_their_own_comment() {
    becomes("# all\na: 1\n# of b\nb: 2 # two\nc: 3\n", "b", Change::Remove, "# all\na: 1\nc: 3\n");
    becomes("# all\na: 1\nb: 2\n", "a", Change::Remove, "# all\nb: 2\n");
    becomes("a: 1\nb:\n  c: 2", "b", Change::Remove, "a: 1");
    for (name, left) in [("a", "{b: 2, c: 3}"), ("b", "{a: 1, c: 3}"), ("c", "{a: 1, b: 2}")] {
        becomes("{a: 1, b: 2, c: 3}", name, Change::Remove, left);
    }
    becomes(
        "# all\na:\n  # of b\n  b: 1\n  # of c\n  c: 2\n",
        "a.b",
        Change::Remove,
        "# all\na:\n  # of c\n  c: 2\n",
    );
    becomes("a:\n  b: 1\n", "a.b", Change::Remove, "a: {}\n");
    let both = Change::Keys(["b", "c"].map(|name| (name.to_owned(), Change::Remove)).into());
    becomes("x: {a: 1, b: 2, c: 3}", "x", both.clone(), "x: {a: 1}");
    becomes("x:\n  a: 1\n  b: 2\n  c: 3\n", "x", both, "x:\n  a: 1\n");
    becomes("a: 1\n", "b", Change::Remove, "a: 1\n");
}

#[test]
fn items_come_and_go() {
    let items = || vec![Item::New(text("n")), Item::Kept(0), Item::Kept(2), Item::New(text("m"))];
    becomes("a: [x, 'y', z]\n", "a", Change::Items(items()), "a: [n, x, z, m]\n");
    becomes(
        "a:\n- x # one\n# of y\n- 'y'\n- z\nb: 1\n",
        "a",
        Change::Items(items()),
        "a:\n- n\n- x # one\n- z\n- m\nb: 1\n",
    );
    let last = || Change::Items(vec![Item::Kept(1)]);
    becomes("a:\n  # of x\n  - x\n  # of y\n  - y\n", "a", last(), "a:\n  # of y\n  - y\n");
    becomes("a:\n  - x\n  - y", "a", Change::Items(vec![Item::Kept(0)]), "a:\n  - x");
    becomes("a:\n  - x\n", "a", Change::Items(vec![]), "a: []\n");
    let rule = Change::Keys(vec![("c".into(), put("9")), ("d".into(), put("x"))]);
    let changed = |rule: &Change| vec![Item::Changed(0, rule.clone()), Item::New(map(&[("b", "z")]))];
    becomes(
        "a:\n  - b: 1\n    c: 2 # two\n",
        "a",
        Change::Items(changed(&rule)),
        "a:\n  - b: 1\n    c: 9 # two\n    d: x\n  - b: z\n",
    );
    becomes("a: [{b: 1, c: 2}]", "a", Change::Items(changed(&rule)), "a: [{b: 1, c: 9, d: x}, {b: z}]");
    becomes("a: x\n", "a", Change::Put(texts(&["x", "y"])), "a: [x, y]\n");
}

#[test]
fn a_value_goes_under_a_key_of_its_own() {
    let under = || Change::Under { key: "value".into(), beside: vec![("description".into(), text("why"))] };
    becomes(
        "p:\n  a: 1 # one\n  b: 2\n",
        "p.a",
        under(),
        "p:\n  a:\n    description: why\n    value: 1 # one\n  b: 2\n",
    );
    becomes("p: {a: 1}\n", "p.a", under(), "p: {a: {value: 1, description: why}}\n");
    becomes("p:\n  a:\n    - x\n", "p.a", under(), "p:\n  a:\n    description: why\n    value:\n    - x\n");
    becomes(
        "p:\n  a: |\n    x\n    y\n",
        "p.a",
        under(),
        "p:\n  a:\n    description: why\n    value: |\n      x\n      y\n",
    );
}

#[test]
fn a_document_goes_with_what_parts_it_from_others() {
    let text = "# head\n---\na: 1\n--- # two\n# of b\nb: 2\n---\nc: 3\n";
    let (nodes, _) = nodes(text);
    let left = |at| without_document(text, &nodes, at).expect("there are others");
    assert_eq!(left(0), "# head\n--- # two\n# of b\nb: 2\n---\nc: 3\n");
    assert_eq!(left(1), "# head\n---\na: 1\n---\nc: 3\n");
    assert_eq!(left(2), "# head\n---\na: 1\n--- # two\n# of b\nb: 2\n");
    let text = "a: 1\n---\nb: 2\n\n# of the file\n";
    let (nodes, _) = self::nodes(text);
    assert_eq!(without_document(text, &nodes, 1).as_deref(), Some("a: 1\n\n# of the file\n"));
    assert_eq!(without_document(text, &nodes, 0).as_deref(), Some("b: 2\n\n# of the file\n"));
    assert_eq!(without_document("a: 1\n", &self::nodes("a: 1\n").0, 0), None);
}

#[test]
fn what_stands_elsewhere_is_not_edited() {
    let place = |text: &str, path: &str| match made(text, path, put("9")) {
        Err(Unfit::Elsewhere(span)) => text[span.start as usize..span.end as usize].to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(place("x: &x 1\na: *x\n", "a"), "1");
    assert_eq!(place("x: &x {b: 1}\na:\n  <<: *x\n  c: 2\n", "a.b"), "b");
    assert_eq!(place("a:\n  k: &x {b: 1}\n  <<: *x\n", "a.b"), "b");
    assert_eq!(place("x: &x {b: 1}\na: *x\n", "a.b"), "b");
    // The anchor may be an item of the same list, or lie in one.
    for list in ["l: [&a x, *a, y]\n", "l: [[&a x], *a, y]\n", "l:\n  - &a x\n  - *a\n  - y\n"] {
        let items = Change::Items(vec![Item::Kept(0), Item::Kept(2)]);
        assert!(matches!(made(list, "l", items), Err(Unfit::Elsewhere(_))), "{list}");
        let items = vec![Item::Kept(0), Item::Changed(1, put("9")), Item::Kept(2)];
        assert!(matches!(made(list, "l", Change::Items(items)), Err(Unfit::Elsewhere(_))), "{list}");
    }
    becomes("x: &x {b: 1}\na:\n  <<: *x\n  c: 2\n", "a.c", put("y"), "x: &x {b: 1}\na:\n  <<: *x\n  c: y\n");
}
