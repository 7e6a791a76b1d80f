//! What a change brings about, in words.

use engine::Action;
use engine::contract::{Effect, Gate, LastChange};
use engine::plan::{Change, Notes};

use super::reach::{counted_nodes, on, used};

/// What else a change does, in words, as its effects list it.
pub fn effects(notes: &Notes, change: &Change) -> Vec<String> {
    let noun = noun(change.resource.name);
    let spoken = |effect: &Effect| match effect {
        Effect::RunsNow { gate } => {
            let gate = match gate {
                Gate::Open => "",
                Gate::Calendars => ", if its calendars are open",
            };
            format!("runs now{}{gate}", on(notes.reaches.get(&change.address)))
        }
        Effect::Reruns { address } => format!("runs `{address}` now{}", on(notes.reaches.get(address))),
        effect => words(effect, &noun),
    };
    change.effects.iter().map(spoken).collect()
}

/// What something without a name does that goes.
pub(super) fn gist(change: &Change) -> Option<String> {
    match change.action() {
        Action::Delete | Action::Forget => (change.resource.gist)(change.deed.was()?),
        Action::Create | Action::Update | Action::Replace | Action::Adopt | Action::Move => None,
    }
}

/// What a reader wants to know beside: the nodes that it selects, and who uses it.
pub fn beside(notes: &Notes, change: &Change) -> Vec<String> {
    let runs = change.effects.iter().any(|effect| matches!(effect, Effect::RunsNow { .. }));
    let selects = notes.reaches.get(&change.address).filter(|_| !runs);
    let selects = selects.and_then(|reached| reached.nodes.as_ref().ok());
    let selects =
        selects.map(|nodes| format!("selects {} today", counted_nodes(nodes).trim_end_matches(" today")));
    let used = notes.users.get(&change.address).and_then(used);
    selects.into_iter().chain(used).collect()
}

fn words(effect: &Effect, noun: &str) -> String {
    match effect {
        // Fields of their own, since they have two sides.
        Effect::Reschedules { .. } => String::new(),
        Effect::RunsNow { .. } => "runs now".into(),
        Effect::RunsLater => "runs at its next scheduled time, not now".into(),
        Effect::Gap { seconds: Some(seconds) } => format!("is not there for about {seconds} s"),
        Effect::Gap { seconds: None } => "is not there for some seconds".into(),
        Effect::Repoints { address } => format!("{address} moves to the new one"),
        Effect::Rewrites => "writes the value again, new version".into(),
        Effect::Copies => "copied to its new name, then the old one is deleted".into(),
        Effect::Renames => format!("the same {noun} under another manifest's name"),
        Effect::Stays => format!("our tags come off, the {noun} stays as it is"),
        Effect::Lasts => "what it did to nodes stays".into(),
        Effect::Reruns { address } => format!("runs `{address}` now"),
        Effect::Retags { from } => format!("belonged to this site as `{from}`"),
        Effect::DrawnAnew { from } => {
            format!("`{from}` is not there, so its value is drawn anew and not carried along")
        }
        Effect::LooksRenamed { to } => format!("the new `{to}` is the same: a rename? write `movedFrom`"),
        Effect::LeftOver => "is left over from a replace that did not end".into(),
        Effect::Beside { address } => format!("goes by the name of `{address}`, as another one does"),
        Effect::Protects => "is protected from now on".into(),
        Effect::Unprotects => "is no longer protected".into(),
        Effect::Suspends { next } => {
            format!(
                "is disabled first and enabled last, since it would run at {}",
                next.strftime("%Y-%m-%d %H:%M UTC")
            )
        }
        Effect::BeginsLast => "is enabled last, when all that hangs on it is as wanted".into(),
        Effect::Promotes { version } => {
            format!("version {version} holds this already and becomes the default")
        }
        Effect::Version { default: None } => "new version, which becomes the default".into(),
        Effect::Version { default: Some(default) } => format!("new version; the default is {default}"),
        Effect::LosesVersions => "its versions are lost".into(),
        Effect::TakesDefault { of } => format!("becomes the default for {of}"),
        Effect::GivesDefaultBack { of } => format!("AWS's own baseline is the default for {of} again"),
        Effect::WaitsFor { holders } => {
            format!("not before its patch groups are let go: {}", holders.join(", "))
        }
        Effect::FallsBack => "its nodes are patched by the default baselines from then on".into(),
        Effect::Unremembered => {
            format!("nothing remembers that the {noun} is ours, since this stack keeps no record")
        }
        Effect::Costs => "AWS charges for this".into(),
        Effect::Resets { to } => format!("AWS's own value is in force again: `{to}`"),
        Effect::LastChanged(change) => last_change(change),
        Effect::KeepsData => "the data in its bucket stays".into(),
        Effect::Untags { key } => format!("takes the tag `{key}` off; the instance stays"),
    }
}

/// Who changed something last, and when.
pub fn last_change(change: &LastChange) -> String {
    let by = change.by.as_ref().map(|by| format!(" by `{by}`")).unwrap_or_default();
    let at = change.at.map(|at| at.strftime(" at %Y-%m-%d %H:%M UTC").to_string()).unwrap_or_default();
    format!("was last changed{by}{at}")
}

/// `MaintenanceWindow` as prose has it: `maintenance window`.
pub(super) fn noun(kind: &str) -> String {
    let mut noun = String::with_capacity(kind.len() + 2);
    for (at, letter) in kind.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            noun.push(' ');
        }
        noun.push(letter.to_ascii_lowercase());
    }
    noun
}
