//! The ways out that a conflict's help names, each of them followed.

use engine::plan::Conflict;

use super::scene::Scene;
use super::tagged::FoundBy;

/// Something that a conflict's help says one can do.
#[derive(Debug, Clone)]
pub enum Way {
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

/// Every way that the help of a conflict names. Help that nobody here can follow is a failure.
pub async fn ways(scene: &Scene, conflict: &Conflict) -> Vec<Way> {
    let help = conflict.rival.help();
    let said = format!("{:?}", conflict.rival);
    let in_the_way: Vec<String> = scene.made.iter().filter(|id| said.contains(*id)).cloned().collect();
    let mut ways = Vec::new();
    for clause in help.split(", or ") {
        ways.extend(clause_ways(scene, clause, &in_the_way).await);
    }
    ways
}

async fn clause_ways(scene: &Scene, clause: &str, in_the_way: &[String]) -> Vec<Way> {
    let but = |kept: &String| in_the_way.iter().filter(|id| *id != kept).cloned().collect::<Vec<_>>();
    match clause {
        "give it another name" | "give it another name here" => vec![Way::RenameHere],
        "give one of the two another name" => {
            let there = in_the_way.iter().cloned().map(Way::RenameThere);
            [Way::RenameHere].into_iter().chain(there).collect()
        }
        "delete all but one" => in_the_way.iter().map(|kept| Way::Delete(but(kept))).collect(),
        "take the `trueup:` tags off the others" => {
            let mut ways = Vec::new();
            for kept in in_the_way {
                let others = but(kept);
                if tagged(scene, &others).await {
                    ways.push(Way::Untag(others));
                }
            }
            ways
        }
        "take it out of this manifest" => vec![Way::TakeOutHere],
        "of `webshop/default`" => vec![Way::TakeOutOther],
        _ if clause.starts_with("of `") || clause.starts_with("change it in `") => {
            // Where AWS holds names unique, what is in the way is what has the name.
            let id = in_the_way.first().unwrap_or(&scene.made[0]);
            vec![Way::LetGoThere(id.clone())]
        }
        _ if clause.contains("deletion policy set to Retain") => vec![Way::FromCloudFormation],
        _ => {
            let (_, line) =
                clause.split_once("`metadata.").unwrap_or_else(|| panic!("who can follow `{clause}`?"));
            let (line, _) = line.split_once('`').expect("quoted");
            vec![Way::Write(line.to_owned())]
        }
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

/// Does what a way says, for the manifest at an address.
pub async fn follow(scene: &mut Scene, address: &str, way: Way) {
    let kind = scene.kind;
    match way {
        Way::Write(line) => scene.at(address).more = line,
        Way::FromCloudFormation => {
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
        Way::RenameHere => scene.at(address).called.push_str("-2"),
        Way::RenameThere(id) => kind.rename(&scene.world, &id, "renamed").await,
        Way::LetGoThere(id) => kind.untag(&scene.world, &id, &TAGS).await,
        Way::Delete(ids) => {
            for id in ids {
                kind.delete(&scene.world, &id).await;
            }
        }
        Way::Untag(ids) => {
            for id in ids {
                kind.untag(&scene.world, &id, &TAGS).await;
            }
        }
        Way::TakeOutHere => scene.at(address).more = String::new(),
        Way::TakeOutOther => {
            scene.declared.retain(|one| kind.address(one.name, &one.called) == address);
        }
    }
}
