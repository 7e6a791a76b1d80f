//! Golden stories: what a person sees of a plan and an apply, and which calls that took.
//!
//! A story is a folder of `fixtures/stories`: `stack/` is the stack as git has it; `before/`, where
//! there is one, is applied first; `live.yaml` is what others did in the account since. `plan.txt`,
//! `outcome.txt` and `calls.txt` are what came out; `TRUEUP_GENERATE=1` writes them anew. A story
//! without `outcome.txt` is only planned, since AWS would keep its apply waiting.

#[path = "common/forms.rs"]
mod forms;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use hyper::body::Bytes;
use regex::Regex;
use sandbox::{Sandbox, Settings};

const ACCOUNT: &str = "123456789012";

struct Story {
    folder: PathBuf,
    work: tempfile::TempDir,
}

impl Story {
    fn file(&self) -> PathBuf {
        self.work.path().join("account.sandbox")
    }

    fn run(&self, stack: &Path, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_trueup"))
            .env_clear()
            .env("HOME", self.work.path())
            .env("DB_PASSWORD", "canary-4711")
            .current_dir(stack)
            .arg(format!("--sandbox={}", self.file().display()))
            .args(arguments)
            .output()
            .expect("the binary runs")
    }

    fn play(&self) -> Vec<(&'static str, String)> {
        let before = self.folder.join("before");
        if before.exists() {
            let first = self.copy("before");
            let done = self.run(&first, &["apply", "--yes"]);
            assert!(done.status.success(), "{}", text(&done));
        }
        self.others();
        let stack = self.copy("stack");
        let saved = self.work.path().join("plan.json");
        let plan = self.run(&stack, &["plan", "--out", &saved.to_string_lossy()]);
        forms::has_form("plan", &fs::read_to_string(&saved).expect("saved"));
        let arguments = ["show", &saved.to_string_lossy(), "--format", "json"];
        let printed = self.run(&stack, &arguments).stdout;
        forms::has_its_form(&arguments, &String::from_utf8(printed).expect("UTF-8"));
        let shown = ended(&plan, &String::from_utf8_lossy(&plan.stdout));
        if !self.folder.join("outcome.txt").exists() {
            return vec![("plan.txt", shown)];
        }
        let result = self.work.path().join("result.json");
        let arguments = ["apply", "--yes", "--verbose", "--result", &result.to_string_lossy()];
        let apply = self.run(&stack, &arguments);
        let result = fs::read_to_string(result).expect("written however it ends");
        assert!(!result.contains("canary"), "a secret is written:\n{result}");
        let result = forms::has_form("result", &result);
        assert_eq!(result["exit_code"].as_i64(), apply.status.code().map(i64::from), "{result}");
        let said = text(&apply);
        let all = format!("{}{said}", text(&plan));
        assert!(!all.contains("canary"), "a secret is shown:\n{all}");
        if apply.status.success() {
            let again = self.run(&stack, &["plan", "--detailed-exitcode"]);
            assert!(again.status.success(), "not settled:\n{}", text(&again));
        }
        let outcome =
            after_plan(&String::from_utf8_lossy(&apply.stdout), &String::from_utf8_lossy(&plan.stdout));
        let refusal = String::from_utf8_lossy(&apply.stderr);
        let refusal = in_order(refusal.lines().filter(|line| !line.starts_with("call: ")).collect());
        vec![
            ("plan.txt", shown),
            ("outcome.txt", ended(&apply, &format!("{}\n{outcome}", refusal.join("\n")))),
            ("calls.txt", calls(&said)),
        ]
    }

    fn copy(&self, part: &str) -> PathBuf {
        let target = self.work.path().join(part).join("stack");
        copy(&self.folder.join(part), &target);
        target
    }

    /// Does in the account what `live.yaml` says that others did.
    fn others(&self) {
        let Ok(text) = fs::read_to_string(self.folder.join("live.yaml")) else { return };
        let steps: Vec<BTreeMap<String, serde_json::Value>> =
            serde_yaml::from_str(&text).expect("a list of calls");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let sandbox = Sandbox::open(self.file(), Settings::default()).expect("nobody holds it");
            for (operation, input) in steps.iter().flatten() {
                let request = http::Request::post("http://127.0.0.1/")
                    .header("host", "127.0.0.1")
                    .header("content-type", "application/x-amz-json-1.1")
                    .header("x-amz-target", format!("AmazonSSM.{operation}"))
                    .header(
                        "authorization",
                        format!("AWS4-HMAC-SHA256 Credential={ACCOUNT}/20261121/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0"),
                    )
                    .body(Bytes::from(input.to_string()))
                    .expect("a request");
                let answer = sandbox.handle(request).await.expect("answered");
                assert!(answer.status().is_success(), "{operation}: {:?}", answer.body());
            }
        });
    }
}

fn ended(output: &Output, said: &str) -> String {
    let said = steady(said.trim());
    let said: Vec<&str> = said.lines().map(str::trim_end).collect();
    format!("{}\n\nexit {}\n", said.join("\n"), output.status.code().unwrap_or(-1))
}

/// Without the times at which somebody did something, which go with the clock, and the ids that AWS draws.
fn steady(text: &str) -> String {
    static TIME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC").expect("a pattern"));
    static ID: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").expect("a pattern"));
    ID.replace_all(&TIME.replace_all(text, "(then)"), "(id)").into_owned()
}

/// Progress by address: changes that do not need one another end in any order.
fn in_order(mut lines: Vec<&str>) -> Vec<&str> {
    if lines.first().is_some_and(|line| line.starts_with("Applying")) {
        lines[1..].sort_by_key(|line| line.split_whitespace().nth(1).unwrap_or_default().to_owned());
    }
    lines
}

/// What apply printed behind the plan, which it shows first.
fn after_plan(apply: &str, plan: &str) -> String {
    apply.strip_prefix(plan).unwrap_or(apply).to_owned()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Operations and how often each was called.
fn calls(said: &str) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for call in said.lines().filter_map(|line| line.strip_prefix("call: ")) {
        *counts.entry(call.split_whitespace().nth(1).unwrap_or_default()).or_default() += 1;
    }
    counts.iter().map(|(name, count)| format!("{count:>4} {name}\n")).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

#[test]
fn stories_end_as_they_are_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stories");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).expect("stories").flatten().map(|entry| entry.path()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    let mut wrong = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let story = Story { folder: folder.clone(), work: tempfile::tempdir().expect("a folder") };
        for (file, came) in story.play() {
            let path = folder.join(file);
            if std::env::var_os("TRUEUP_GENERATE").is_some() {
                fs::write(&path, &came).expect("written");
            }
            let told = fs::read_to_string(&path).unwrap_or_default();
            if told != came {
                wrong.push(format!("{name}/{file}, told:\n{told}\ncame:\n{came}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
