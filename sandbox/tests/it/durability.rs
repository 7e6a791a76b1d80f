//! The file: what was acknowledged is there after the worst.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use sandbox::{Effect, Moment, OpenError, Rule, Sandbox, Secrets, When};
use serde_json::{Value, json};

use crate::support::{Aws, settings};

const FILE: &str = "SANDBOX_TEST_FILE";
const WRITERS: usize = 8;

fn open(path: &Path) -> Aws {
    Aws::of(Sandbox::open(path, settings()).expect("it opens"))
}

#[tokio::test]
async fn everything_is_there_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("below/sandbox");
    let aws = open(&path);
    let tags = json!([{"Key": "a", "Value": "b"}]);
    aws.ok("PutParameter", json!({"Name": "/a/x", "Value": "1\n2 é", "Type": "SecureString", "Tags": tags}))
        .await;
    aws.overwrite("/a/x", "2").await;
    aws.ok("LabelParameterVersion", json!({"Name": "/a/x", "ParameterVersion": 1, "Labels": ["old"]})).await;
    aws.put("gone", "1").await;
    aws.ok("DeleteParameter", json!({"Name": "gone"})).await;
    aws.at("210987654321", "eu-west-1").put("elsewhere", "1").await;
    let before = aws.sandbox.dump(Secrets::Shown);
    drop(aws);
    let aws = open(&path);
    assert_eq!(aws.sandbox.dump(Secrets::Shown), before);
    let old = aws.ok("GetParameter", json!({"Name": "/a/x:old", "WithDecryption": true})).await;
    assert_eq!(old["Parameter"]["Value"], "1\n2 é");
    assert_eq!(aws.overwrite("/a/x", "3").await["Version"], 3);
}

#[tokio::test]
async fn a_dump_masks_secrets_unless_they_are_asked_for() {
    let aws = Aws::new();
    aws.ok("PutParameter", json!({"Name": "s", "Value": "geheim", "Type": "SecureString"})).await;
    aws.overwrite("s", "geheim2").await;
    assert!(!aws.sandbox.dump(Secrets::Masked).to_string().contains("geheim"));
    let shown = aws.sandbox.dump(Secrets::Shown);
    assert_eq!(shown["123456789012"]["us-east-1"]["parameter"]["/s"]["Value"], "geheim2");
}

#[tokio::test]
async fn one_process_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sandbox");
    let aws = open(&path);
    assert!(matches!(Sandbox::open(&path, settings()), Err(OpenError::Busy)));
    assert!(matches!(Sandbox::reset(&path), Err(OpenError::Busy)));
    aws.put("x", "1").await;
    drop(aws);
    Sandbox::reset(&path).expect("nobody holds it");
    Sandbox::reset(&path).expect("there is none");
    assert_eq!(open(&path).names("DescribeParameters", json!({})).await, Vec::<String>::new());
}

#[test]
fn what_is_no_sandbox_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "nothing of a sandbox is in here\n".repeat(1000)).expect("it is written");
    let refused = Sandbox::open(&path, settings()).map(drop).map_err(|error| error.to_string());
    assert!(
        refused.as_ref().is_err_and(|error| error.contains("not one that this version wrote")),
        "{refused:?}"
    );
    assert!(std::fs::read_to_string(&path).expect("it is there").starts_with("nothing of a sandbox"));
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sandbox");
    drop(open(&path));
    let mode = std::fs::metadata(&path).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// The child of the test below: writes until it is killed, and tells each write that was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child process of `no_acknowledged_write_is_lost`"]
async fn child() {
    let Ok(path) = std::env::var(FILE) else { return };
    let aws = open(Path::new(&path));
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let aws = aws.clone();
        writers.spawn(async move {
            let body =
                json!({"Name": format!("/w/{writer}"), "Value": "v", "Type": "String", "Overwrite": true});
            loop {
                let version = aws.ok("PutParameter", body.clone()).await["Version"].clone();
                println!("acknowledged {writer} {version}");
            }
        });
    }
    // Each writes until the process is killed.
    writers.join_next().await;
}

/// The child of the test below: ends by a fault rule, after its fifth write is safe and before the answer.
#[tokio::test]
#[ignore = "the child process of `a_crash_comes_after_the_write_and_before_the_answer`"]
async fn crashing_child() {
    let Ok(path) = std::env::var(FILE) else { return };
    let aws = open(Path::new(&path));
    aws.sandbox.add_fault(Rule::new("PutParameter", When::Nth(5), Effect::Crash(Moment::After)));
    aws.put("x", "1").await;
    for _ in 0..10 {
        println!("acknowledged {}", aws.overwrite("x", "1").await["Version"]);
    }
}

#[tokio::test]
async fn a_crash_comes_after_the_write_and_before_the_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sandbox");
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "durability::crashing_child", "--ignored", "--nocapture"])
        .env(FILE, &path)
        .output()
        .expect("it runs");
    assert!(!child.status.success());
    let told = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(told.contains("acknowledged 4") && !told.contains("acknowledged 5"), "{told}");
    assert_eq!(open(&path).ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Version"], 5);
}

/// Lets a child write, kills it after so many acknowledged writes, and gives the last of each writer.
fn write_and_kill(path: &Path, writes: usize) -> BTreeMap<String, i64> {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "durability::child", "--ignored", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut told = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut last = BTreeMap::new();
    let mut note = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let told = matches!(words[..], [.., "acknowledged", _, _]);
        if let [.., "acknowledged", writer, version] = words[..] {
            last.insert(writer.to_owned(), version.parse().expect("a number"));
        }
        usize::from(told)
    };
    let mut seen = 0;
    while seen < writes {
        let mut line = String::new();
        told.read_line(&mut line).expect("a line");
        assert!(!line.is_empty(), "the child ended by itself");
        seen += note(&line);
    }
    // SIGKILL: nothing of the child runs after it.
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    // What it had told before it died counts too, but for a line that was cut off in the middle.
    let mut rest = String::new();
    told.read_to_string(&mut rest).expect("a text");
    for line in rest.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        note(line);
    }
    last
}

#[tokio::test]
async fn no_acknowledged_write_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sandbox");
    for round in 1..=5 {
        let acknowledged = write_and_kill(&path, 40 * round);
        let aws = open(&path);
        for (writer, version) in acknowledged {
            let read = aws.ok("GetParameter", json!({"Name": format!("/w/{writer}")})).await;
            let found = read["Parameter"]["Version"].as_i64().expect("a number");
            // One more may have been written and not told.
            assert!((version..=version + 1).contains(&found), "{writer}: told {version}, found {found}");
            consistent(&aws, &format!("/w/{writer}")).await;
        }
    }
}

/// A write's rows are all there or none: the history ends with the current version and has no hole.
async fn consistent(aws: &Aws, name: &str) {
    let pages = aws.pages("GetParameterHistory", json!({"Name": name}), "Parameters", "NextToken").await;
    let versions: Vec<i64> =
        pages.concat().iter().map(|row| row["Version"].as_i64().expect("a number")).collect();
    assert!(versions.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{versions:?}");
    let current: Value = aws.ok("GetParameter", json!({"Name": name})).await;
    assert_eq!(current["Parameter"]["Version"].as_i64(), versions.last().copied());
}

/// Numbers as by chance, the same each time.
fn numbers() -> impl Iterator<Item = usize> {
    std::iter::successors(Some(0x9e37_79b9_u64), |last| {
        Some(last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    })
    .map(|number| (number >> 33) as usize)
}

/// A file of which some bits are others is refused or holds what it held; it never ends the process,
/// neither when it is opened nor when it is written to.
#[tokio::test]
async fn a_damaged_file_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sandbox");
    let aws = open(&path);
    for name in ["a", "b", "c"] {
        aws.put(name, &"x".repeat(900)).await;
    }
    let held = aws.sandbox.dump(Secrets::Shown);
    drop(aws);
    let bytes = std::fs::read(&path).expect("there");
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    let anywhere = numbers().map(|number| used[number % used.len()]);
    let mut refused = 0;
    for (at, bit) in (0..96).chain(anywhere.take(96)).zip(numbers()) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (bit % 8);
        std::fs::write(&path, damaged).expect("written");
        match Sandbox::open(&path, settings()) {
            Err(OpenError::Format(_)) => refused += 1,
            Err(other) => panic!("a bit of byte {at}: {other:?}"),
            Ok(sandbox) => {
                assert_eq!(sandbox.dump(Secrets::Shown), held, "a bit of byte {at}");
                Aws::of(sandbox).put("d", "1").await;
            }
        }
    }
    assert!(refused > 20, "{refused}");
    Sandbox::reset(&path).expect("what is damaged can be deleted");
    assert!(!path.exists());
}
