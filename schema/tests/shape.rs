//! The derive and what stands on it, with a type made for the purpose.

use std::collections::{BTreeMap, BTreeSet};

use schema::shape::{AwsDecides, Change, Class, Duration, NotOurs, Timestamp, Volatile, Word, field_table};
use schema::{Finding, Shape, Sources, Tree, decode, yaml};

/// A window that exists only here.
#[derive(Debug, Clone, PartialEq, Shape)]
struct Window {
    /// When it opens.
    schedule: String,
    /// How long it stays open.
    duration: Duration,
    /// Whether it opens at all.
    #[shape(default = true)]
    enabled: bool,
    /// How urgent it is.
    #[shape(default)]
    priority: u32,
    /// What system it is for.
    #[shape(replace)]
    r#type: Word<System>,
    /// A note,
    /// on two lines.
    ///
    /// The second paragraph is for readers of the source.
    note: Option<String>,
    /// Either of two.
    #[shape(inline)]
    approval: Option<Approval>,
    /// The only one that must be.
    #[shape(inline)]
    task: Task,
    /// In order.
    #[shape(default)]
    commands: Vec<String>,
    /// In no order.
    #[shape(default)]
    labels: BTreeSet<String>,
    /// By key.
    #[shape(default)]
    targets: BTreeMap<String, Target>,
    /// AWS says.
    role: AwsDecides<String>,
    /// It moves.
    version: Volatile<i64>,
    /// Theirs.
    bytes: NotOurs<String>,
    /// When it ends.
    #[shape(rename = "endDate")]
    end: Option<Timestamp>,
}

/// A system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Shape)]
enum System {
    /// One.
    #[shape(word = "AMAZON_LINUX_2")]
    AmazonLinux2,
    /// Another.
    Windows,
}

/// Days or a date.
#[derive(Debug, Clone, PartialEq, Shape)]
enum Approval {
    /// After so many days.
    ApproveAfterDays(u32),
    /// Until a date.
    ApproveUntilDate(String),
}

/// What runs.
#[derive(Debug, Clone, PartialEq, Shape)]
enum Task {
    /// A command.
    RunCommand(Target),
    /// A runbook.
    Automation(String),
    /// Something that only AWS says.
    #[shape(live)]
    Unknown(String),
}

/// A target.
#[derive(Debug, Clone, PartialEq, Shape)]
struct Target {
    /// Its tag.
    tag: String,
}

fn read(text: &str) -> (Option<Window>, Vec<Finding>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("window.yaml", text);
    let (nodes, findings) = yaml::documents(&sources, id);
    assert_eq!(findings, []);
    let (window, findings) = decode(&nodes[0]);
    (window, findings, sources)
}

fn told(text: &str) -> Vec<String> {
    let (_, findings, sources) = read(text);
    let tell = |finding: &Finding| {
        let at = sources.locate(finding.span());
        let help = finding.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}:{} {}: {}{help}", at.line, at.column, finding.code, finding.message)
    };
    findings.iter().map(tell).collect()
}

const WHOLE: &str = "
schedule: cron(0 2 ? * SUN *)
duration: 4h
type: Windows
runCommand: {tag: web}
approveAfterDays: 7
commands: [b, a]
labels: [b, a]
targets: {web: {tag: x}}
endDate: 2027-01-01T00:00:00+01:00
";

#[test]
fn a_whole_value_is_read_and_its_tree_reads_back() {
    let (window, findings, _) = read(WHOLE);
    assert_eq!(findings, []);
    let window = window.expect("it is whole");
    insta::assert_snapshot!(format!("{:#?}", window.tree()), @r#"
    {
        "approveAfterDays": 7,
        "bytes": (undeclared),
        "commands": [
            "b",
            "a",
        ],
        "duration": "4h",
        "enabled": true,
        "endDate": "2026-12-31T23:00:00Z",
        "labels": [
            "a",
            "b",
        ],
        "priority": 0,
        "role": (undeclared),
        "runCommand": {
            "tag": "web",
        },
        "schedule": "cron(0 2 ? * SUN *)",
        "targets": {
            "web": {
                "tag": "x",
            },
        },
        "type": "Windows",
        "version": (undeclared),
    }
    "#);
    assert_eq!(Window::from_tree(Some(&window.tree())), Ok(window));
}

#[test]
fn what_only_aws_says_is_kept_in_trees() {
    let (window, ..) = read(WHOLE);
    let live = Window {
        r#type: Word::of("SOLARIS"),
        role: AwsDecides(Some("arn".to_owned())),
        version: Volatile(Some(3)),
        task: Task::Unknown("{}".to_owned()),
        approval: None,
        ..window.expect("it is whole")
    };
    assert_eq!(live.r#type.as_str(), "SOLARIS");
    assert_eq!(Window::from_tree(Some(&live.tree())), Ok(live));
}

#[test]
fn a_set_accepts_a_list_and_a_misfit_names_its_place() {
    let (window, ..) = read(WHOLE);
    let Tree::Map(mut map) = window.expect("it is whole").tree() else { panic!("a record is a map") };
    map.insert("labels".into(), Tree::List(vec![Tree::text("b"), Tree::text("a")]));
    let window = Window::from_tree(Some(&Tree::Map(map.clone()))).expect("a set is saved as a list");
    assert_eq!(window.labels.len(), 2);
    map.insert("targets".into(), Tree::map([("web", Tree::map([("tag", Tree::Bool(true))]))]));
    let misfit = Window::from_tree(Some(&Tree::Map(map))).expect_err("a tag is a text");
    assert_eq!(misfit.to_string(), "expected a text at `targets.web.tag`, found a truth value");
    assert!(Window::from_tree(None).is_err());
}

#[test]
fn all_mistakes_are_found_in_one_pass() {
    let text = "
schedul: cron(0 2 ? * SUN *)
duration: 4 moons
enabled: yes
priority: 1_000
type: windows
note: [a, list]
approveAfterDays: 7
approveUntilDate: 2027-01-01
commands: text
labels: [a, a]
targets:
  web: {tga: x}
  db: text
  app:
role: {a: b}
version: 3
endDate: tomorrow
colour: red
";
    insta::assert_snapshot!(told(text).join("\n"), @"
    2:1 unknown-field: unknown field `schedul`; did you mean `schedule`?
    2:1 one-of: one of `runCommand` and `automation` is needed
    3:11 duration: this is not a duration; write `4h`, `30 days`, `1d 12h` or ISO 8601 such as `PT4H`
    4:10 wrong-type: expected `true` or `false`
    5:11 wrong-type: expected a whole number; write it in decimal digits, such as `1000`
    6:7 unknown-word: `windows` is not a word for this; did you mean `Windows`?
    7:8 wrong-type: expected a text, found a list
    8:1 one-of: only one of these can be written; keep one of `approveAfterDays` and `approveUntilDate`
    10:11 wrong-type: expected a list, found a scalar; write it as a list, in brackets or each item behind a `-`
    11:13 duplicate-item: this is listed twice
    13:9 unknown-field: unknown field `tga`; did you mean `tag`?
    14:7 wrong-type: expected a map, found a scalar; write a map; its fields are `tag`
    15:3 missing-value: nothing is written here; write a value, or take the key out
    16:8 wrong-type: expected a text, found a map
    17:1 unknown-field: this cannot be written: AWS changes it by itself; take the field out
    18:10 timestamp: this is not a point in time; write date, time and offset, such as `2027-12-31T23:59:59Z`
    19:1 unknown-field: unknown field `colour`
    ");
}

#[test]
fn numbers_have_one_spelling_and_bounds() {
    let codes = |written: &str| told(&WHOLE.replace("duration", &format!("priority: {written}\nduration")));
    for fine in ["0", "7", "\"7\"", "4294967295"] {
        assert_eq!(codes(fine), Vec::<String>::new(), "{fine}");
    }
    for wrong in ["007", "0x1F", "1.0", "1e3", "+1", "\"\"", "\"-\"", "٣"] {
        assert!(codes(wrong)[0].contains("wrong-type"), "{wrong}");
    }
    for wrong in ["-1", "4294967296", "99999999999999999999"] {
        assert!(codes(wrong)[0].contains("number-range"), "{wrong}");
    }
}

#[test]
fn a_reference_cannot_stand_for_what_must_be_known() {
    let mark = schema::reference::mark("Parameter/a", "value");
    for (field, value) in [("priority", "0"), ("enabled", "true"), ("duration", "4h"), ("type", "Windows")] {
        let (node, sources) = {
            let mut sources = Sources::default();
            let id = sources.add("window.yaml", format!("{field}: {value}\n"));
            (yaml::documents(&sources, id).0.remove(0), sources)
        };
        let mut node = node;
        if let schema::Value::Map(entries) = &mut node.value
            && let schema::Value::Scalar(scalar) = &mut entries[0].value.value
        {
            scalar.text = mark.clone();
        }
        let (_, findings) = decode::<Window>(&node);
        let refused = findings.iter().find(|finding| finding.code == "reference-not-allowed");
        assert_eq!(sources.text(refused.expect(field).span()), value);
    }
}

#[test]
fn the_field_table_tells_class_default_and_change() {
    let rows: Vec<_> = field_table::<Window>()
        .into_iter()
        .map(|row| {
            let default = row.default.map(|default| format!(" = {default}")).unwrap_or_default();
            let required = if row.required { "!" } else { "" };
            let replace = if row.change == Change::Replace { ", replaces" } else { "" };
            let class = if row.class == Class::Declared { "" } else { row.class.words() };
            format!("{}{required}: {}{default}{replace} {class} -- {}", row.path, row.words, row.doc)
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"), @"
    schedule!: text  -- When it opens.
    duration!: duration  -- How long it stays open.
    enabled: `true` or `false` = true  -- Whether it opens at all.
    priority: whole number = 0  -- How urgent it is.
    type!: `AMAZON_LINUX_2`, `Windows`, replaces  -- What system it is for.
    note: text  -- A note, on two lines.
    approveAfterDays: whole number  -- After so many days.
    approveUntilDate: text  -- Until a date.
    runCommand: map  -- A command.
    runCommand.tag!: text  -- Its tag.
    automation: text  -- A runbook.
    commands: list of text = []  -- In order.
    labels: set of text = []  -- In no order.
    targets: map of map = {}  -- By key.
    targets.*.tag!: text  -- Its tag.
    role: text AWS decides -- AWS says.
    version: whole number volatile -- It moves.
    bytes: text not ours -- Theirs.
    endDate: timestamp  -- When it ends.
    ");
}

#[test]
fn durations_are_read_in_every_spelling_and_written_in_one() {
    let hours = |text: &str| Duration::parse(text).map(Duration::as_seconds);
    for (text, seconds) in [
        ("4h", 14_400),
        ("4 hours", 14_400),
        ("PT4H", 14_400),
        ("30 days", 2_592_000),
        ("P30D", 2_592_000),
        ("1d 12h", 129_600),
        ("1d12h", 129_600),
        ("P1DT12H", 129_600),
        ("2 weeks", 1_209_600),
        ("90s", 90),
        ("15 min", 900),
        ("0s", 0),
    ] {
        assert_eq!(hours(text), Some(seconds), "{text}");
        let written = Duration::seconds(seconds).to_string();
        assert_eq!(hours(&written), Some(seconds), "{written}");
    }
    for text in [
        "",
        "4",
        "h",
        "4 moons",
        "1 month",
        "P1M",
        "P",
        "PT",
        "-4h",
        "12h 1d",
        "1h 1h",
        "99999999999999999999h",
    ] {
        assert_eq!(hours(text), None, "{text}");
    }
    assert_eq!(Duration::hours(24).to_string(), "1 day");
}

proptest::proptest! {
    #[test]
    fn every_duration_reads_back(seconds in 0..u64::MAX / 2) {
        let duration = Duration::seconds(seconds);
        assert_eq!(Duration::parse(&duration.to_string()), Some(duration));
    }
}
