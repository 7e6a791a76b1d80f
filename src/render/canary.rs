//! No secret stands in any format, on whichever side of whichever change it is.

use engine::Action;
use engine::drift::Whose;
use engine::policy::Judged;
use schema::Tree;

use super::samples::{
    BASELINE, CANARY, STYLE, baseline, change, context, create, delete, drift_context, from_env, generated,
    parameter, parameter_line, plan, secret, update,
};
use super::style::{Color, Style};
use super::{desk, drift};

/// Every action with a secret on either side, bare, in a map, in a list and in a set.
fn plans() -> Vec<Judged> {
    let secure = |value| parameter("SecureString", value);
    let plain = || parameter("String", Tree::text("plain"));
    let deep = |token: Tree| {
        let inner = Tree::map([("token", token), ("region", Tree::text("eu"))]);
        Tree::map([
            ("list", Tree::List(vec![inner.clone(), Tree::text("a")])),
            ("set", Tree::Set(vec![inner.clone()])),
            ("map", inner),
        ])
    };
    let some = |action, base, desired| change(parameter_line(), "/x", action, base, desired);
    let changes = vec![
        create("/x", secure(from_env())),
        create("/x", secure(generated())),
        delete("/x", secure(secret())),
        update("/x", secure(secret()), secure(from_env())),
        update("/x", plain(), secure(from_env())),
        update("/x", secure(secret()), plain()),
        some(Action::Adopt, Some(secure(secret())), Some(secure(from_env()))),
        some(Action::Replace, Some(secure(secret())), Some(secure(from_env()))),
        some(Action::Forget, Some(secure(secret())), None),
        some(Action::Move, Some(secure(secret())), Some(secure(from_env()))),
        baseline(Action::Update, deep(secret()), deep(from_env())),
        baseline(Action::Update, deep(Tree::text("plain")), deep(from_env())),
        baseline(Action::Update, deep(secret()), deep(Tree::text("plain"))),
        baseline(Action::Update, deep(secret()), Tree::map([("list", Tree::text("gone"))])),
        baseline(Action::Update, Tree::map([("map", Tree::text("one"))]), deep(from_env())),
        change(&BASELINE, "web-critical", Action::Create, None, Some(deep(from_env()))),
    ];
    changes.into_iter().map(|change| plan(vec![change])).collect()
}

#[test]
fn no_format_of_a_plan_holds_a_secret() {
    let plans = plans();
    let painted = Style { color: Color::Always, ..STYLE };
    let drifts: Vec<_> = plans.iter().map(|plan| super::samples::drift(plan, &[])).collect();
    let drifted = drift_context(&drifts, &[]);
    let run = drift::Run { seconds: 1.0, before: &drift::Before::default() };
    let texts = [
        super::plan::human(&plans, &context(), painted),
        super::plan::json(&plans, &context()),
        super::plan::markdown(&plans, &context(), usize::MAX),
        super::plan::html(&plans, &context()),
        drift::human(&plans, &drifted, painted),
        drift::json(&plans, &drifted),
        drift::markdown(&plans, &drifted, usize::MAX),
        drift::prometheus(&plans, &drifted, run),
    ];
    let cases = plans.iter().zip(&drifts).flat_map(|(plan, drift)| desk::cases(plan, drift, &Whose::new()));
    let cases: Vec<String> = cases.map(|case| format!("{case:?}")).collect();
    assert!(!cases.is_empty());
    for text in texts.into_iter().chain(cases) {
        assert!(!text.contains("canary"), "{text}");
        // Nor its length: neither of the secret read nor of the one written.
        for length in [CANARY.len(), CANARY.len() + 4] {
            assert!(!text.contains(&format!("{length} characters")), "{text}");
        }
    }
}

/// The other side of a secret that became a plain text, or was one, is masked with it.
#[test]
fn the_plain_side_of_a_secret_is_masked_too() {
    let plain = parameter("String", Tree::text("was-plain-text"));
    let plans = [plan(vec![update("/x", plain, parameter("SecureString", from_env()))])];
    for text in [
        super::plan::human(&plans, &context(), STYLE),
        super::plan::json(&plans, &context()),
        super::plan::markdown(&plans, &context(), usize::MAX),
        super::plan::html(&plans, &context()),
    ] {
        assert!(!text.contains("was-plain-text"), "{text}");
    }
}
