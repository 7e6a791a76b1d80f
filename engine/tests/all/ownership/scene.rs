//! One case of ownership at one kind: what somebody did in the account, and what our stack declares.

use std::time::Duration;

use engine::plan::Plan;
use engine::ports::Pace;
use engine::resolve::Desired;
use sandbox::{Effect, Lag, ReservedTags, Rule, Sandbox, Settings, When};
use tokio::sync::OnceCell;

use super::tagged::Tagged;
use crate::world::{self, STACK, World};

/// Something that was done in the account before the plan is made.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    /// Our stack was applied with one manifest more.
    Apply(Manifest),
    /// Somebody made one by hand, of a name in AWS and with tags.
    Make(&'static str, &'static [(&'static str, &'static str)]),
    /// Somebody tagged the one that was made at this place in the order.
    Tag(usize, &'static [(&'static str, &'static str)]),
    /// Somebody took tags off it.
    Untag(usize, &'static [&'static str]),
}

/// A manifest of our stack.
#[derive(Debug, Clone, Copy)]
pub struct Manifest {
    name: &'static str,
    called: &'static str,
    more: &'static str,
}

impl Manifest {
    /// The manifest of a name, which is its name in AWS too.
    pub const fn named(name: &'static str) -> Self {
        Self { name, called: name, more: "" }
    }

    /// Another name in AWS.
    pub const fn called(self, called: &'static str) -> Self {
        Self { called, ..self }
    }

    /// One more line of metadata.
    pub const fn with(self, more: &'static str) -> Self {
        Self { more, ..self }
    }
}

/// What the tagging API has heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    Everything,
    AllButTheLast,
    Nothing,
}

const LATE: Lag = Lag::For(Duration::from_secs(3600));

/// The account in which our stack was applied with nothing but what is in no case.
static START: OnceCell<Sandbox> = OnceCell::const_new();

async fn start() -> Sandbox {
    let world = World::with(settings(Heard::Everything), Pace::Unlimited);
    let applied = world.apply(&world.desired(STACK, &[&bystander()]).await).await;
    assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
    world.sandbox
}

/// The name of what our stack declares whatever a case declares: a document, whose tags no fault hides.
const BYSTANDER: &str = "bystander";

fn bystander() -> String {
    Tagged::Document.manifest(&format!("name: {BYSTANDER}"), BYSTANDER)
}

fn settings(heard: Heard) -> Settings {
    Settings {
        reserved_tags: ReservedTags::Taken,
        tag_lag: match heard {
            Heard::Everything | Heard::AllButTheLast => Lag::None,
            Heard::Nothing => LATE,
        },
        ..world::settings()
    }
}

/// A manifest as it stands now.
#[derive(Debug, Clone)]
pub struct Declared {
    pub name: &'static str,
    pub called: String,
    /// What its metadata say beside the name.
    pub more: String,
}

pub struct Scene {
    pub world: World,
    pub kind: Tagged,
    /// The ids of what was made, in its order.
    pub made: Vec<String>,
    pub declared: Vec<Declared>,
}

impl Scene {
    /// Does what was done, and declares what is declared.
    pub async fn of(kind: Tagged, heard: Heard, before: &[Deed], declares: &[Manifest]) -> Self {
        let mut scene = Self::after(kind, heard, before).await;
        scene.declares(declares);
        scene
    }

    async fn after(kind: Tagged, heard: Heard, deeds: &[Deed]) -> Self {
        let sandbox = START.get_or_init(start).await.copy(settings(heard));
        let world = World::process(&sandbox, 1);
        let mut scene = Self { world, kind, made: Vec::new(), declared: Vec::new() };
        for deed in deeds {
            scene.happens(*deed).await;
        }
        scene
    }

    /// The same twice: in the second account the tagging API has not heard of what was done last.
    pub async fn twice(kind: Tagged, before: &[Deed], declares: &[Manifest]) -> [Self; 2] {
        let Some((last, first)) = before.split_last() else {
            let scene = Self::of(kind, Heard::Everything, before, declares).await;
            let late = scene.copy();
            return [scene, late];
        };
        let mut scene = Self::after(kind, Heard::Everything, first).await;
        let mut late = scene.copy();
        late.world.sandbox.set_tag_lag(LATE);
        for scene in [&mut scene, &mut late] {
            scene.happens(*last).await;
            scene.declares(declares);
        }
        [scene, late]
    }

    fn declares(&mut self, manifests: &[Manifest]) {
        self.declared = manifests.iter().map(|manifest| self.written(*manifest)).collect();
    }

    /// The same in an account of its own, of which the tagging API knows everything.
    pub fn copy(&self) -> Self {
        let sandbox = self.world.sandbox.copy(settings(Heard::Everything));
        Self {
            world: World::process(&sandbox, 2),
            kind: self.kind,
            made: self.made.clone(),
            declared: self.declared.clone(),
        }
    }

    async fn happens(&mut self, deed: Deed) {
        match deed {
            Deed::Apply(manifest) => {
                self.declared.push(self.written(manifest));
                let applied = self.world.apply(&self.desired().await).await;
                assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
                let all = self.kind.all(&self.world).await.into_iter();
                let new: Vec<String> = all.filter(|id| id != BYSTANDER && !self.made.contains(id)).collect();
                self.made.extend(new);
            }
            Deed::Make(called, tags) => {
                let id = self.kind.make(&self.world, called).await;
                self.kind.tag(&self.world, &id, tags).await;
                self.made.push(id);
            }
            Deed::Tag(at, tags) => self.kind.tag(&self.world, &self.made[at], tags).await,
            Deed::Untag(at, keys) => self.kind.untag(&self.world, &self.made[at], keys).await,
        }
    }

    fn written(&self, manifest: Manifest) -> Declared {
        let Manifest { name, called, more } = manifest;
        Declared { name, called: called.to_owned(), more: self.filled(more) }
    }

    /// Puts ids, ARNs and addresses where a text has places for them: `{0}` is the first that was
    /// made, `{a}` the one whose id sorts first, `{web}` the address of the manifest `web`.
    pub fn filled(&self, text: &str) -> String {
        let mut text = text.replace("{kind}", self.kind.resource()).replace("{missing}", self.kind.missing());
        let mut sorted = self.made.clone();
        sorted.sort();
        for (mark, id) in ["{a}", "{b}"].into_iter().zip(&sorted) {
            text = text.replace(mark, id);
        }
        for (at, id) in self.made.iter().enumerate() {
            text = text.replace(&format!("{{{at}}}"), id);
            if text.contains(&format!("{{arn {at}}}")) {
                text = text.replace(&format!("{{arn {at}}}"), &self.kind.arn(id));
            }
        }
        if text.contains("{nowhere}") {
            text = text.replace("{nowhere}", self.kind.nowhere());
        }
        for name in ["web", "shop"] {
            let called = self.declared.iter().find(|one| one.name == name).map_or(name, |one| &one.called);
            text = text.replace(&format!("{{{name}}}"), &self.kind.address(name, called));
        }
        text
    }

    pub fn deny(&self, operation: &str, when: When) {
        let denied = Effect::error("AccessDeniedException", "User is not authorized");
        self.world.sandbox.add_fault(Rule::new(operation, when, denied));
    }

    /// What our stack asks for: beside the case's manifests always one that is not of the case.
    pub async fn desired(&self) -> Desired {
        let manifests: Vec<String> = self.declared.iter().map(|one| self.text(one)).collect();
        let bystander = bystander();
        let texts: Vec<&str> = manifests.iter().map(String::as_str).chain([&*bystander]).collect();
        self.world.desired(STACK, &texts).await
    }

    /// The codes of what is wrong with our manifests.
    pub fn findings(&self) -> Vec<&'static str> {
        let manifests: Vec<String> = self.declared.iter().map(|one| self.text(one)).collect();
        let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
        self.world.resolve(STACK, &texts).1.iter().map(|finding| finding.code).collect()
    }

    fn text(&self, Declared { name, called, more }: &Declared) -> String {
        let metadata = [format!("name: {name}"), more.clone()];
        let written = metadata.iter().filter(|line| !line.is_empty());
        self.kind.manifest(&written.map(String::as_str).collect::<Vec<_>>().join(", "), called)
    }

    /// The manifest at an address.
    pub fn at(&mut self, address: &str) -> &mut Declared {
        let kind = self.kind;
        let here = |one: &&mut Declared| kind.address(one.name, &one.called) == address;
        self.declared.iter_mut().find(here).expect("declared")
    }

    pub async fn plan(&self) -> Plan {
        self.world.plan(&self.desired().await).await
    }

    /// Applies a plan, and expects that all is well then: the next one is empty, and nothing went
    /// that this one did not name.
    pub async fn converge(&self, plan: Plan) {
        let before = self.kind.all(&self.world).await;
        let applied = self.world.carry_out(plan).await;
        assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
        let again = self.plan().await;
        assert!(again.empty(), "{:?}", said(&again));
        let after = self.kind.all(&self.world).await;
        let gone: Vec<&String> = before.iter().filter(|id| !after.contains(id)).collect();
        let destroyed = applied.plan.changes().iter().filter(|change| change.action().destroys());
        let mut named: Vec<&String> = destroyed.filter_map(|change| change.id.as_ref()).collect();
        named.sort();
        assert_eq!(gone, named);
    }
}

/// What a plan says: its changes, its conflicts and what it could not read, by mark and address.
pub fn said(plan: &Plan) -> Vec<String> {
    let changes =
        plan.changes().iter().map(|change| format!("{} {}", change.action().mark(), change.address));
    let conflicts =
        plan.conflicts().iter().map(|conflict| format!("! {} {:?}", conflict.address, conflict.rival));
    let unread = plan.unreadable().iter().map(|one| {
        let address = one.address.as_ref().map_or("everything", |address| address.as_str());
        format!("? {address} {}", one.error.code)
    });
    let unlisted = plan.unlisted().iter().map(|one| format!("not listed: {} {}", one.kind, one.error.code));
    changes.chain(conflicts).chain(unread).chain(unlisted).map(|line| line.replace('"', "")).collect()
}
