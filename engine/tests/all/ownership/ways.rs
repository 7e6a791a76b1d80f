//! The ways out of a conflict, each of them followed.

use engine::plan::{Conflict, Way};

use super::scene::Scene;
use super::tagged::FoundBy;

/// Something that one of a conflict's ways out has somebody do.
#[derive(Debug, Clone)]
pub enum Step {
    /// Write a line into the manifest's metadata.
    Write(String),
    /// Take it over from CloudFormation.
    FromCloudFormation,
    /// Give what the manifest describes another name in AWS.
    RenameHere,
    /// Give what is in the way another name in AWS.
    RenameThere(String),
    /// Have whoever owns what is in the way let it go.
    LetGoThere(String),
    /// Delete others.
    Delete(Vec<String>),
    /// Take our tags off others.
    Untag(Vec<String>),
    /// Take what the manifest asks for too much out of it.
    TakeOutHere,
    /// Take the other manifest out of our stack.
    TakeOutOther,
}

const TAGS: [&str; 2] = ["trueup:stack", "trueup:name"];

/// Every step that the ways out of a conflict name. A way that nobody here can follow is a failure.
pub async fn steps(scene: &Scene, conflict: &Conflict) -> Vec<Step> {
    let said = format!("{:?}", conflict.rival);
    let in_the_way: Vec<String> = scene.made.iter().filter(|id| said.contains(*id)).cloned().collect();
    let mut steps = Vec::new();
    for way in conflict.rival.ways() {
        steps.extend(steps_of(scene, way, &in_the_way).await);
    }
    steps
}

async fn steps_of(scene: &Scene, way: Way, in_the_way: &[String]) -> Vec<Step> {
    let but = |kept: &String| in_the_way.iter().filter(|id| *id != kept).cloned().collect::<Vec<_>>();
    match way {
        Way::Adopt => vec![Step::Write("adopt: true".into())],
        Way::AdoptById(id) => vec![Step::Write(format!("adopt: {id}"))],
        Way::FromCloudFormation => vec![Step::FromCloudFormation],
        Way::Rename => vec![Step::RenameHere],
        Way::RenameEither => {
            let there = in_the_way.iter().cloned().map(Step::RenameThere);
            [Step::RenameHere].into_iter().chain(there).collect()
        }
        Way::DeleteOthers => in_the_way.iter().map(|kept| Step::Delete(but(kept))).collect(),
        Way::UntagOthers => {
            let mut steps = Vec::new();
            for kept in in_the_way {
                let others = but(kept);
                if tagged(scene, &others).await {
                    steps.push(Step::Untag(others));
                }
            }
            steps
        }
        Way::TakeOutHere => vec![Step::TakeOutHere],
        Way::TakeOutThere(owner) if owner == "webshop/default" => vec![Step::TakeOutOther],
        Way::ChangeThere(_) | Way::TakeOutThere(_) => {
            // Where AWS holds names unique, what is in the way is what has the name.
            let id = in_the_way.first().unwrap_or(&scene.made[0]);
            vec![Step::LetGoThere(id.clone())]
        }
        Way::RenameStack
        | Way::SameStack(_)
        | Way::MoveAway
        | Way::LetGo
        | Way::Forget
        | Way::RecordElsewhere
        | Way::TakeBack
        | Way::DeclareValue
        | Way::ReadThere => panic!("who can follow {way:?}?"),
    }
}

/// Whether there is a tag to take off each of some.
async fn tagged(scene: &Scene, ids: &[String]) -> bool {
    for id in ids {
        let keys = scene.kind.keys(&scene.world, id).await;
        if !keys.iter().any(|key| TAGS.contains(&key.as_str())) {
            return false;
        }
    }
    true
}

/// Does what a step says, for the manifest at an address.
pub async fn follow(scene: &mut Scene, address: &str, step: Step) {
    let kind = scene.kind;
    match step {
        Step::Write(line) => scene.at(address).more = line,
        Step::FromCloudFormation => {
            scene.at(address).more = "adopt: {fromCloudFormation: true}".into();
            match kind.found_by() {
                FoundBy::Name => assert!(scene.findings().is_empty()),
                FoundBy::Id => {
                    assert_eq!(scene.findings(), ["metadata-adopt"], "which asks for the id");
                    let id = scene.made[0].clone();
                    scene.at(address).more = format!("adopt: {{id: {id}, fromCloudFormation: true}}");
                }
            }
        }
        Step::RenameHere => scene.at(address).called.push_str("-2"),
        Step::RenameThere(id) => kind.rename(&scene.world, &id, "renamed").await,
        Step::LetGoThere(id) => kind.untag(&scene.world, &id, &TAGS).await,
        Step::Delete(ids) => {
            for id in ids {
                kind.delete(&scene.world, &id).await;
            }
        }
        Step::Untag(ids) => {
            for id in ids {
                kind.untag(&scene.world, &id, &TAGS).await;
            }
        }
        Step::TakeOutHere => scene.at(address).more = String::new(),
        Step::TakeOutOther => {
            scene.declared.retain(|one| kind.address(one.name, &one.called) == address);
        }
    }
}
