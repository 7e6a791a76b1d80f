//! `examples/life`: a pull request from its branch to the drift after it, run whole.

use std::path::Path;
use std::process::Command;

/// Headings, commands, and how those ended that did not end well.
fn outline(text: &str) -> String {
    let told = text.lines().filter(|line| ["#", "$ ", "exit "].iter().any(|begin| line.starts_with(begin)));
    told.map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_life_of_a_pull_request_goes_as_told() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/life/run");
    let output = Command::new(script).arg(env!("CARGO_BIN_EXE_trueup")).output().expect("python3 runs it");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{err}");
    insta::assert_snapshot!(outline(&text), @r#"
    # A pull request's life
    ## 1. What is merged already is in AWS
    $ trueup apply -e staging --yes
    ## 2. A branch changes a timeout and adds a flag
    $ git switch --quiet --create slower-api
    $ git diff --unified=0
    $ git commit --quiet --all --message 'api: calls may take a minute'
    $ trueup validate
    ## 3. The plan is a comment of the pull request
    $ trueup plan -e staging --without-secrets --base main --format markdown > comment.md
    $ trueup comment comment.md
    ## 4. One more commit, and it is the same comment
    $ git commit --quiet --all --message 'api: 45 seconds are enough'
    $ trueup plan -e staging --without-secrets --base main --format markdown > comment.md
    $ trueup comment comment.md
    ## 5. It is merged, and what was planned is applied
    $ git switch --quiet main && git merge --quiet --no-ff --message 'Merge slower-api' slower-api
    $ trueup plan -e staging --out plan.json
    $ trueup apply plan.json
    $ trueup drift -e staging
    ## 6. At night somebody edits AWS by hand
    $ curl --silent $AWS_ENDPOINT_URL --user $AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY --aws-sigv4 aws:amz:us-east-1:ssm --header 'x-amz-target: AmazonSSM.PutParameter' --header 'content-type: application/x-amz-json-1.1' --data '{"Name": "/webshop/staging/api/timeout", "Value": "5", "Overwrite": true}'
    ## 7. Drift tells it, and ends with 2
    $ trueup drift -e staging
    exit 2
    ## 8. The plan tells it from what git changes
    $ trueup plan -e staging
    ## 9. Apply puts it back
    $ trueup apply -e staging --yes
    $ trueup drift -e staging
    "#);
    for (told, after) in [
        ("| **Plan: 1 to create, 1 to change", "## 3."),
        ("edited comment 1 of pull request 7", "## 4."),
        ("Applied 2 changes", "## 5."),
        ("Drift: 1 drifted", "## 7."),
        ("Changed outside", "## 8."),
        ("Applied 1 change", "## 9."),
    ] {
        let (_, part) = text.split_once(after).expect("a heading");
        let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
        assert!(part.contains(told), "no `{told}` after `{after}`:\n{part}");
    }
}
