//! The corpus and mutations of it, with a bound on memory, time and stack for each input.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fuzz_targets::{ALL, Target};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes that an input may need beside those for each of its own bytes.
const MEMORY_ALWAYS: usize = 96 << 20;
const MEMORY_PER_BYTE: usize = 4096;
/// Microseconds of processor time that an input may need: what others do on the machine does not count.
const TIME_ALWAYS: u64 = 4_000_000;
const TIME_PER_BYTE: u64 = 100;
/// The stack of the threads on which `trueup` works.
const STACK: usize = 2 << 20;
/// An input on which nothing is heard for so long hangs.
const SILENCE: Duration = Duration::from_secs(300);

/// Mutations of each target's corpus.
const MUTATIONS: u64 = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Files under a folder, sorted by name.
fn inputs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(inputs(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).expect("a file")));
        }
    }
    found.sort();
    found
}

/// What is fed to a target beside its own corpus.
fn others(target: Target) -> Vec<(String, Vec<u8>)> {
    let folders: &[&str] = match target.name {
        "manifests" => &[
            "fixtures/findings",
            "fixtures/stories",
            "examples/estate/manifests",
            "examples/webshop/manifests",
        ],
        _ => &[],
    };
    folders.iter().flat_map(|folder| inputs(&root().join(folder))).collect()
}

/// The processor time of this process so far, in microseconds; 0 where the system does not tell.
fn processor_time() -> u64 {
    /// What the system counts in: a hundredth of a second.
    const TICK: u64 = 10_000;
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name, in parentheses, may hold anything.
    let fields = told.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * TICK
}

/// What an input needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Need {
    memory: usize,
    time: u64,
}

/// Feeds one input; what is wrong with how it went.
fn feed(target: Target, bytes: &[u8]) -> Result<Need, String> {
    let (before, begun) = (MEMORY.current_usage(), processor_time());
    MEMORY.reset_peak_usage();
    let ended = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)));
    let need = Need {
        memory: MEMORY.peak_usage().saturating_sub(before),
        time: processor_time().saturating_sub(begun),
    };
    let most = Need {
        memory: MEMORY_ALWAYS + MEMORY_PER_BYTE * bytes.len(),
        time: TIME_ALWAYS + TIME_PER_BYTE * bytes.len() as u64,
    };
    if let Err(panic) = ended {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        return Err(format!("it panicked: {}", text.unwrap_or_default()));
    }
    if need.memory > most.memory {
        return Err(format!("it took {} KiB of memory, {} at most", need.memory >> 10, most.memory >> 10));
    }
    if need.time > most.time {
        return Err(format!("it took {} ms, {} at most", need.time / 1000, most.time / 1000));
    }
    Ok(need)
}

/// A sequence of numbers that is the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below.max(1) as u64).expect("it is below a size")
    }
}

/// Texts on which readers stumble.
const NASTY: &[&str] = &[
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{85}",
    "\u{2028}",
    "\u{10ffff}",
    "é",
    "\r\n",
    "\t",
    "-",
    "- ",
    ": ",
    "? ",
    "#",
    "&a ",
    "*a ",
    "<<: ",
    "!!",
    "|\n",
    "\"",
    "'",
    "\\",
    "${",
    "}",
    "{",
    "[",
    "]",
    ",",
    "%",
    "*",
    "/",
    "L",
    "W",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "2147483648",
    "9999-12-31T23:59:59Z",
    "-9999-01-01",
    "0001-01-01T00:00",
    "FREQ=",
    "INTERVAL=65535",
    "COUNT=4294967295",
    "null",
    "true",
    "~",
    ".inf",
    "NaN",
    "\u{e0f0}",
    "\n%%\n",
    "\n---\n",
];

/// A neighbour of an input: cut, bent, repeated, or with a part of another.
fn mutated(dice: &mut Dice, one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = one.to_vec();
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(bytes.len() + 1);
        let end = at + dice.roll(bytes.len() - at + 1).min(64);
        match dice.roll(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
            3 => drop(bytes.splice(at..end, NASTY[dice.roll(NASTY.len())].bytes())),
            4 => {
                let part = bytes[at..end].repeat(1 + dice.roll(40));
                drop(bytes.splice(at..at, part));
            }
            5 => {
                let from = dice.roll(other.len() + 1);
                let until = from + dice.roll(other.len() - from + 1);
                drop(bytes.splice(at..end, other[from..until].iter().copied()));
            }
            _ => drop(bytes.splice(at..at, NASTY[dice.roll(NASTY.len())].bytes())),
        }
    }
    bytes
}

/// The beginning of a hierarchy of parameters.
const HIERARCHY: &str =
    "kind: ParameterHierarchy\napiVersion: trueup/v1\nmetadata: {name: x}\nspec: {path: /a, parameters: {";
/// The beginning of a runbook, up to what its only step is told.
const DOCUMENT: &str = "kind: Document\napiVersion: trueup/v1\nmetadata: {name: x}\nspec: {type: Automation, content: {schemaVersion: '0.3', parameters: {aa: {type: String}}, mainSteps: [{name: bb, action: 'aws:sleep', inputs: {Duration: PT1H}, nextStep: '";

/// Something too deep or too much of it: a head, so many openings, a middle, as many closings. A `%n` in an
/// opening is its number.
const BOMBS: &[(&str, &str, &str, usize, &str, &str)] = &[
    ("calendars", "", "BEGIN:X\r\n", 100_000, "", "END:X\r\n"),
    ("calendars", "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\n", "END:Y\r\n", 100_000, "", ""),
    ("calendars", "BEGIN:VCALENDAR\r\nX:", "\r\n y", 50_000, "", ""),
    (
        "calendars",
        "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\n",
        "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270301\r\nEND:VEVENT\r\n",
        5_000,
        "END:VCALENDAR\r\n",
        "",
    ),
    (
        "calendars",
        "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\n",
        "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20270301\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20270301\r\nDTSTART:20270301\r\nEND:VEVENT\r\n",
        2_000,
        "END:VCALENDAR\r\n",
        "",
    ),
    ("calendars", "FREQ=DAILY;BYMONTHDAY=", "1,", 50_000, "1", ""),
    ("manifests", "a: ", "[", 10_000, "", "]"),
    ("manifests", "a: ", "{a: ", 10_000, "", "}"),
    ("manifests", "", "- ", 10_000, "", ""),
    ("manifests", "", "? ", 10_000, "", ""),
    ("manifests", "", "---\n", 10_000, "", ""),
    ("manifests", "", "---\na: b\n", 10_000, "", ""),
    ("manifests", "{", "k: 1, ", 20_000, "}", ""),
    ("manifests", "a: \"", "\\u202e", 50_000, "\"", ""),
    ("interpolation", "", "${", 50_000, "", ""),
    ("interpolation", "", "${", 50_000, "", "}"),
    ("interpolation", "", "$${", 50_000, "", "}"),
    ("interpolation", "", "${a$${", 20_000, "", "}}"),
    ("interpolation", "${a", "$${b}", 50_000, "}", ""),
    ("interpolation", "", "${var.size}", 50_000, "\n%%\nsize\n7", ""),
    ("interpolation", "", "${var.siez}", 20_000, "\n%%\nsize\n7", ""),
    ("interpolation", "", "${site.siez}", 20_000, "", ""),
    ("interpolation", "", "${vars.size}", 20_000, "", ""),
    ("interpolation", "", "${Paramter/a.value}", 20_000, "", ""),
    ("interpolation", "", "${Parameter/a.value}", 20_000, "", ""),
    ("interpolation", "${var.size}${var.size}${var.size}\n%%\nsize\n", "x", 1 << 19, "", ""),
    ("interpolation", "${var.", "x", 1 << 19, "}\n%%\nsize\n7", ""),
    ("interpolation", "${var.sizes}${var.sizes}", "\n%%\nsize\n7", 10_000, "", ""),
    ("manifests", "", "&a *a ", 5_000, "", ""),
    ("manifests", "#", "#", 1 << 20, "", ""),
    ("manifests", "a: ", "x", 1 << 20, "", ""),
    ("manifests", "x", "\0", 16 << 20, "", ""),
    (
        "manifests",
        "kind: Document\napiVersion: trueup/v1\nmetadata: {name: x}\nspec: {type: Command, content: {file: x}}\n%%\n\n%%\n",
        "[",
        10_000,
        "",
        "]",
    ),
    (
        "manifests",
        "kind: Document\napiVersion: trueup/v1\nmetadata: {name: x}\nspec: {type: Command, content: {file: x}}\n%%\n\n%%\n",
        "{\"a\":",
        10_000,
        "1",
        "}",
    ),
    (
        "manifests",
        "kind: ParameterHierarchy\napiVersion: trueup/v1\nmetadata: {name: x}\nspec:\n  path: /a\n  parameters:\n    k:\n      value: x\n      allowedPattern: ",
        "(",
        10_000,
        "",
        ")",
    ),
    ("manifests", HIERARCHY, "k%n: {value: x, allowedPattern: '((x{1,90}){1,90}){1,90}'}, ", 2_000, "}}", ""),
    ("manifests", HIERARCHY, "k%n: '${var.size}', ", 10_000, "}}", ""),
    ("manifests", HIERARCHY, "k%n: '${var.siez%n}', ", 10_000, "}}", ""),
    ("manifests", HIERARCHY, "k%n: {value: 1, descripton%n: x}, ", 10_000, "}}", ""),
    ("manifests", HIERARCHY, "k%n: {type: SecureString, value: x}, ", 5_000, "}}", ""),
    ("manifests", HIERARCHY, "a b%n: 1, ", 10_000, "}}", ""),
    ("manifests", DOCUMENT, "{{ a%n }}{{ b%n.c }}", 10_000, "'}]}}", ""),
    (
        "manifests",
        "kind: PatchGroup\napiVersion: trueup/v1\nmetadata: {name: x}\nspec: {name: '${var.word}', baselines: [",
        "x%n, 'y${var.size}', ",
        5_000,
        "]}",
        "",
    ),
    ("plans", "{\"format\":\"1.0\",\"plans\":", "[", 10_000, "", "]"),
    ("plans", "{\"format\":\"1.0\",\"plans\":", "{\"a\":", 10_000, "1", "}"),
    ("policies", "// deny a: b\n", "(", 10_000, "true", ")"),
    ("policies", "// deny a: b\n", "!", 10_000, "true", ""),
    ("policies", "// deny a: b\n", "[", 10_000, "", "]"),
    ("policies", "// deny a: b\n", "a.", 10_000, "b", ""),
    ("policies", "// deny a: b\n", "1 + ", 10_000, "1", ""),
    ("policies", "", "// deny a: b\nchange.x\n\n", 2_000, "", ""),
    ("foreign", "{\"version\":4,\"resources\":", "[", 10_000, "", "]"),
    (
        "foreign",
        "Resources: {P: {Type: 'AWS::SSM::Parameter', Properties: {Value: ",
        "!Not [",
        10_000,
        "a",
        "]",
    ),
    ("foreign", "A=\"", "\\\"\n", 10_000, "\"", ""),
    ("foreign", "{\"a\": \"", "\\ud83d\\ude00", 10_000, "\"}", ""),
    ("record", "{\"version\":1,\"patchGroups\":", "{\"a\":", 10_000, "1", "}"),
    ("schedules", "cron(", "0-59/1,", 20_000, " * * * ? *)", ""),
    ("schedules", "", "cron(", 10_000, "", ")"),
    ("schedules", "rate(", "9", 10_000, " days)", ""),
    ("wire", "ssm PutParameter\n", "[", 10_000, "", "]"),
    ("wire", "ssm PutParameter\n{\"Tags\":", "{\"a\":", 10_000, "1", "}"),
    ("wire", "ssm PutParameter\n{\"Tags\":[", "{},", 20_000, "{}]}", ""),
    ("wire", "ec2\nAction=DescribeInstances", "&Filter.1.Value.1=", 20_000, "", ""),
    ("wire", "sts\nAction=", "%00", 20_000, "", ""),
    (
        "wire",
        "ssm CreateDocument\n{\"Name\":\"doc\",\"DocumentFormat\":\"YAML\",\"Content\":\"a: ",
        "[",
        10_000,
        "\"}",
        "",
    ),
    (
        "wire",
        "ssm CreateDocument\n{\"Name\":\"doc\",\"DocumentFormat\":\"YAML\",\"Content\":\"a: ",
        "{a: ",
        10_000,
        "\"}",
        "",
    ),
];

/// The bombs of a target.
fn bombs(target: Target) -> impl Iterator<Item = (String, Vec<u8>)> {
    BOMBS.iter().filter(move |bomb| bomb.0 == target.name).map(|(_, head, open, times, middle, close)| {
        let name = format!("{times} times {open:?} after {head:?}");
        let opened: String = (0..*times).map(|at| open.replace("%n", &at.to_string())).collect();
        (name, [*head, &opened, middle, &close.repeat(*times)].concat().into_bytes())
    })
}

/// Everything that is fed to a target, told one by one before it is fed.
fn feed_all(target: Target, about: &dyn Fn(String)) -> (usize, Need, Vec<String>) {
    let mut most = Need::default();
    let mut wrong = Vec::new();
    let mut count = 0;
    // A stack that overflows ends the process: this file is what is left to look at.
    let at_hand = std::env::temp_dir().join(format!("trueup-fuzz-{}-{}", target.name, std::process::id()));
    let mut one = |name: String, bytes: &[u8]| {
        count += 1;
        about(name.clone());
        fs::write(&at_hand, bytes).expect("a temporary file");
        match feed(target, bytes) {
            Ok(need) => {
                most = Need { memory: most.memory.max(need.memory), time: most.time.max(need.time) };
            }
            Err(why) => {
                let kept = at_hand.with_extension(count.to_string());
                fs::write(&kept, bytes).expect("a temporary file");
                wrong.push(format!("{name}: {why}\n    kept as {}", kept.display()));
            }
        }
    };
    let corpus = inputs(&root().join("fuzz/corpus").join(target.name));
    assert!(!corpus.is_empty(), "`{}` has a corpus", target.name);
    let all: Vec<(String, Vec<u8>)> = corpus.into_iter().chain(others(target)).collect();
    for (name, bytes) in all.iter().cloned().chain(bombs(target)) {
        one(name, &bytes);
    }
    let mut dice = Dice(0x7275_6574);
    let large = |bytes: &[u8]| bytes.len() > 16 << 10;
    for number in 0..MUTATIONS {
        let (name, first) = &all[dice.roll(all.len())];
        let (_, second) = &all[dice.roll(all.len())];
        if !large(first) && !large(second) {
            one(format!("mutation {number} of {name}"), &mutated(&mut dice, first, second));
        }
    }
    fs::remove_file(&at_hand).expect("the temporary file");
    (count, most, wrong)
}

/// Memory is counted for the whole process: one target at a time.
static TURN: Mutex<()> = Mutex::new(());

fn holds(name: &str) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let target = ALL.iter().copied().find(|target| target.name == name).expect("a target");
    let (tell, told) = channel();
    let work = move || feed_all(target, &|input| tell.send(input).expect("somebody listens"));
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread");
    let mut last = String::new();
    loop {
        match told.recv_timeout(SILENCE) {
            Ok(input) => last = input,
            Err(RecvTimeoutError::Timeout) => panic!("it hangs on {last}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let (count, Need { memory, time }, wrong) = thread.join().expect("what panics is caught");
    println!("{name}: {count} inputs, at most {} KiB and {} ms each", memory >> 10, time / 1000);
    assert!(wrong.is_empty(), "{} inputs went wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn calendars() {
    holds("calendars");
}

#[test]
fn interpolation() {
    holds("interpolation");
}

#[test]
fn manifests() {
    holds("manifests");
}

#[test]
fn plans() {
    holds("plans");
}

#[test]
fn policies() {
    holds("policies");
}

#[test]
fn foreign() {
    holds("foreign");
}

#[test]
fn record() {
    holds("record");
}

#[test]
fn schedules() {
    holds("schedules");
}

#[test]
fn wire() {
    holds("wire");
}
