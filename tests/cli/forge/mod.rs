//! `comment`: one comment for one plan, whatever the forge does.

pub mod server;
mod stories;

use std::sync::{Arc, Barrier};

use crate::common::{CANARY, World};
use server::{Act, ForgeServer, US};

const LIST: &str = "GET /api/repos/acme/infra/issues/7/comments";
const MAKE: &str = "POST /api/repos/acme/infra/issues/7/comments";
const LINE: &str = "<!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c change=none basis=none -->";
const OTHER: &str = "<!-- trueup:plan v=1 key=0123456789ab sha=4f2c change=none basis=none -->";

fn text(words: &str) -> String {
    format!("{LINE}\n{words}\n")
}

fn github() -> (ForgeServer, World) {
    let (server, mut world) = (ForgeServer::start(), World::empty());
    server.github(&mut world);
    world.write("comment.md", text("new"));
    (server, world)
}

fn gitlab() -> (ForgeServer, World) {
    let (server, mut world) = (ForgeServer::start(), World::empty());
    server.gitlab(&mut world);
    world.write("comment.md", text("new"));
    (server, world)
}

#[test]
fn the_first_run_posts_and_the_next_one_edits() {
    for (server, world) in [github(), gitlab()] {
        server.comment("alice", "hello");
        server.comment(US, &format!("{OTHER}\nanother stack's"));
        world.run(&["comment", "comment.md"]).exits(0).says("posted comment 3 of").says("request 7");
        world.write("comment.md", text("newer"));
        world.run(&["comment", "comment.md"]).exits(0).says("edited comment 3 of");
        let bodies: Vec<_> = server.comments().into_iter().map(|comment| comment.body).collect();
        assert_eq!(bodies, ["hello".to_owned(), format!("{OTHER}\nanother stack's"), text("newer")]);
        assert_eq!(server.count("POST"), 1);
    }
}

#[test]
fn what_others_write_is_never_edited() {
    for (server, world) in [github(), gitlab()] {
        server.comment("mallory", &text("nothing to do here"));
        server.comment(US, &format!("see:\n{}", text("quoted")));
        world.run(&["comment", "comment.md"]).exits(0).says("posted comment 3");
        assert_eq!(server.comments()[0].body, text("nothing to do here"));
        assert_eq!(server.count("PATCH") + server.count("PUT"), 0);
    }
}

#[test]
fn a_comment_is_found_behind_ten_thousand() {
    for ((server, world), pages) in [(github(), 101), (gitlab(), 501)] {
        for at in 0..10_000 {
            server.comment("alice", &format!("comment {at}"));
        }
        server.comment(US, &text("old"));
        world.run(&["comment", "comment.md"]).exits(0).says("edited comment 10001");
        assert_eq!(server.ours(), [text("new")]);
        assert_eq!(server.asked().iter().filter(|asked| asked.line.contains("page=")).count(), pages);
    }
}

#[test]
fn two_runs_at_once_leave_one_comment() {
    for ((server, world), make) in
        [(github(), MAKE), (gitlab(), "POST /api/v4/projects/42/merge_requests/7/notes")]
    {
        let both = Arc::new(Barrier::new(2));
        server.once(make, Act::Meet(Arc::clone(&both)));
        server.once(make, Act::Meet(both));
        let runs = [world.start(&["comment", "comment.md"]), world.start(&["comment", "comment.md"])];
        for run in runs {
            let (code, out, err) = run.end();
            assert_eq!(code, 0, "{out}{err}");
        }
        assert_eq!(server.ours(), [text("new")]);
        assert_eq!(server.count("POST"), 2, "they did come at once");
    }
}

#[test]
fn what_is_there_twice_becomes_one() {
    let (server, world) = github();
    server.comment(US, &text("one"));
    server.comment(US, &text("two"));
    world.run(&["comment", "comment.md"]).exits(0).says("edited comment 1");
    assert_eq!(server.ours(), [text("new")]);
}

#[test]
fn a_comment_that_goes_meanwhile_is_made_again() {
    let (server, world) = github();
    server.comment(US, &text("old"));
    server.once("PATCH", Act::Vanish);
    world.run(&["comment", "comment.md"]).exits(0).says("posted comment 2");
    assert_eq!(server.ours(), [text("new")]);
}

#[test]
fn a_token_that_says_whose_it_is_edits_its_own_comments_only() {
    let (server, world) = github();
    server.comment("renovate[bot]", &text("another app's"));
    server.comment(US, &text("old"));
    server.once("GET /api/user", Act::Answer(200, r#"{"login": "github-actions[bot]", "type": "Bot"}"#));
    world.run(&["comment", "comment.md"]).exits(0).says("edited comment 2");
    assert_eq!(server.ours(), [text("new")]);
}

#[test]
fn a_busy_forge_is_asked_again() {
    let (server, world) = github();
    server.once(LIST, Act::Answer(429, "{}"));
    server.once(LIST, Act::Answer(502, "<html>"));
    server.once(MAKE, Act::Answer(429, "{}"));
    world.run(&["comment", "comment.md"]).exits(0).says("posted comment 1");
    assert_eq!(server.ours(), [text("new")]);
}

#[test]
fn a_post_whose_answer_is_lost_is_looked_for_before_it_is_made_again() {
    let (server, world) = github();
    server.once(MAKE, Act::DoAnd(502));
    world.run(&["comment", "comment.md"]).exits(0);
    assert_eq!(server.ours(), [text("new")]);
    assert_eq!(server.count("POST"), 1);
}

#[test]
fn a_forge_that_stays_busy_is_75() {
    let (server, world) = github();
    for _ in 0..5 {
        server.once(LIST, Act::Answer(429, r#"{"message": "slow down"}"#));
    }
    world
        .run(&["comment", "comment.md"])
        .exits(75)
        .says("cannot read the comments: `http://127.0.0.1:")
        .says("answered 429: slow down; the comment is as it was")
        .says("help: run it again later");
    assert_eq!(server.count(LIST), 5);
}

#[test]
fn the_token_of_a_fork_may_only_read() {
    let (server, world) = github();
    server.once(MAKE, Act::Answer(403, r#"{"message": "Resource not accessible by integration"}"#));
    let ended = world.run(&["comment", "comment.md"]).exits(1);
    ended
        .says("cannot post the comment")
        .says("not accessible by integration")
        .says("workflow_run")
        .says("summary");
    assert_eq!(server.ours(), [] as [String; 0]);
}

#[test]
fn a_token_that_is_none_is_told_and_not_shown() {
    for ((server, mut world), name) in [(github(), "GITHUB_TOKEN"), (gitlab(), "GITLAB_TOKEN")] {
        world.set(name, format!("other-{CANARY}"));
        world.run(&["comment", "comment.md", "-v"]).exits(1).says("401").says(name);
        for token in [format!("a\n{CANARY}"), format!("ä{CANARY}"), " \n".to_owned()] {
            world.set(name, token);
            world.run(&["comment", "comment.md"]).exits(64).says(&format!("`{name}` holds no token"));
        }
        world.unset(name);
        world
            .run(&["comment", "comment.md"])
            .exits(64)
            .says(&format!("`{name}` is not set; nothing was posted"));
        assert_eq!(server.asked().len(), 1);
    }
}

#[test]
fn what_the_forge_says_is_shown_without_the_token_and_as_text() {
    let (server, world) = github();
    let said = format!(r#"{{"message": "ghs_{CANARY} \u001b[2J\n::error::x"}}"#);
    server.once(LIST, Act::Answer(422, said.leak()));
    let ended = world.run(&["comment", "comment.md"]).exits(1).says("answered 422: (secret)");
    assert!(!ended.err.contains('\u{1b}') && !ended.err.contains("\n::error"), "{}", ended.err);
}

#[test]
fn the_token_follows_to_no_other_address() {
    let (server, world) = github();
    server.once(LIST, Act::Answer(302, ""));
    world.run(&["comment", "comment.md"]).exits(1).says("where the token does not go");
    assert_eq!(server.count(LIST), 1);
}

#[test]
fn what_is_no_answer_is_told() {
    let (server, world) = github();
    server.once(LIST, Act::Answer(200, "<html>please log in</html>"));
    world.run(&["comment", "comment.md"]).exits(1).says("answers no such JSON, but `<html>");
    server.once(LIST, Act::Close);
    world.run(&["comment", "comment.md", "--timeout", "1s"]).exits(75).says("cannot be reached");
    server.once(LIST, Act::Hang);
    world.run(&["comment", "comment.md", "--timeout", "1s"]).exits(75).says("did not answer within 1 s");
    assert_eq!(server.ours(), [] as [String; 0]);
}

#[test]
fn files_that_are_no_comment_are_not_posted() {
    let (server, world) = github();
    for (file, said) in [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("## a plan\n", "does not say which comment it is"),
        (&*format!("value\n{LINE}\n"), "does not say which comment it is"),
        (&*format!("{LINE}\n{}", "x".repeat(65_536)), "a comment has 65536 at most"),
        (&*"x".repeat(10_000_000), "more than 4000000 bytes"),
    ] {
        world.write("comment.md", file);
        world.run(&["comment", "comment.md"]).exits(1).says(said);
    }
    world.run(&["comment", "none.md"]).exits(1).says("cannot read `none.md`");
    world.write("comment.md", b"\xff\xfe");
    world.run(&["comment", "comment.md"]).exits(1).says("not UTF-8");
    assert_eq!(server.asked().len(), 0);
}

#[test]
fn gitlab_takes_longer_comments() {
    let (server, world) = gitlab();
    world.write("comment.md", text(&"x".repeat(900_000)));
    world.run(&["comment", "comment.md"]).exits(0);
    assert_eq!(server.ours().len(), 1);
}

#[test]
fn a_name_finds_a_comment_that_has_no_key() {
    let (server, world) = github();
    world.write("notes.md", "one\n");
    world.run(&["comment", "notes.md", "--key", "notes"]).exits(0).says("posted comment 1");
    world.run(&["comment", "notes.md", "--key", "other --> notes"]).exits(0).says("posted comment 2");
    world.write("notes.md", "two\n");
    world.run(&["comment", "notes.md", "--key", "notes"]).exits(0).says("edited comment 1");
    assert!(server.ours()[0].ends_with("-->\ntwo\n"), "{:?}", server.ours());
}

#[test]
fn the_number_is_the_jobs_own_or_said() {
    let (server, mut world) = github();
    for bad in ["0", "-1", "seven", "7/../8", "99999999999999999999"] {
        world.run(&["comment", "comment.md", "--number", bad]).exits(64);
    }
    world.run(&["comment", "comment.md", "--number", "8"]).exits(1).says("issues/8/comments").says("404");
    world.write("event.json", r#"{"ref": "refs/heads/main"}"#);
    world.set("GITHUB_EVENT_PATH", "event.json");
    world
        .run(&["comment", "comment.md"])
        .exits(64)
        .says("this run is about no pull request")
        .says("--number");
    world.run(&["comment", "comment.md", "--number", "7"]).exits(0);
    for (event, said) in [("[", "is no event"), (r#"{"pull_request": {"number": "7"}}"#, "is no event")] {
        world.write("event.json", event);
        world.run(&["comment", "comment.md"]).exits(1).says(said);
    }
    world.write("event.json", " ".repeat(30_000_000));
    world.run(&["comment", "comment.md"]).exits(1).says("more than 26214400 bytes").says("GITHUB_EVENT_PATH");
    world.set("GITHUB_EVENT_PATH", "none.json");
    world.run(&["comment", "comment.md"]).exits(1).says("cannot read `none.json`");
    world.unset("GITHUB_EVENT_PATH");
    world.run(&["comment", "comment.md"]).exits(64);
    assert_eq!(server.ours().len(), 1);
    let (_, mut world) = gitlab();
    world.set("CI_MERGE_REQUEST_IID", "7/notes");
    world.run(&["comment", "comment.md"]).exits(64).says("`CI_MERGE_REQUEST_IID` is no number");
    world.unset("CI_MERGE_REQUEST_IID");
    world.run(&["comment", "comment.md"]).exits(64).says("merge_request_event");
}

#[test]
fn variables_that_lead_elsewhere_are_refused() {
    let (server, mut world) = github();
    for (name, bad) in [
        ("GITHUB_API_URL", "file:///etc/passwd"),
        ("GITHUB_API_URL", "http://user:word@127.0.0.1/"),
        ("GITHUB_REPOSITORY", "acme/infra/../../other"),
        ("GITHUB_REPOSITORY", "acme/.."),
    ] {
        let good = world.unset(name).expect("it was set");
        world.set(name, bad);
        world.run(&["comment", "comment.md"]).exits(64).says(name);
        world.set(name, good);
    }
    world.unset("GITHUB_ACTIONS");
    world.run(&["comment", "comment.md"]).exits(64).says("--forge github");
    world.run(&["comment", "comment.md", "--forge", "github"]).exits(0);
    world.run(&["comment", "comment.md", "--forge", "bitbucket"]).exits(64);
    assert_eq!(server.ours().len(), 1);
}

#[test]
fn no_stack_and_no_aws_is_needed() {
    let (server, world) = github();
    assert!(!world.stack().join("trueup.yaml").exists());
    world.run(&["comment", "comment.md", "-q"]).exits(0).never_says("posted");
    assert_eq!(server.ours().len(), 1);
}

#[test]
fn proxies_are_used_as_everywhere() {
    let (proxy, mut world) = github();
    world.set("GITHUB_API_URL", "http://forge.example/api").set("HTTP_PROXY", proxy.address());
    proxy.once("GET http://forge.example/api/user", Act::Answer(401, "{}"));
    world.run(&["comment", "comment.md"]).exits(1).says("`http://forge.example/api/user` answered 401");
    assert_eq!(proxy.asked().len(), 1);
    let (server, mut world) = github();
    world.set("HTTP_PROXY", "http://127.0.0.1:1").set("NO_PROXY", "127.0.0.1");
    world.run(&["comment", "comment.md"]).exits(0);
    assert_eq!(server.ours(), [text("new")]);
}
