//! What one resource of a kind must offer, and its erased form for the registry.

use std::time::Duration;

use jiff::Timestamp;
use schema::Tree;
use schema::shape::{Change, FieldForm, FieldRow, Form, RecordForm, Shape, field_table};

use super::call::Call;
use super::declared::Declared;
use super::effect::{Effect, LastChange};
use super::grant::{Role, Statement};
use super::selects::Selects;
use super::step::Step;
use super::timing::Timing;
use crate::caution::Caution;
use crate::record::Untagged;
use crate::site::Site;
use crate::tree::compare;

/// One resource that can be read and written by itself.
pub trait Resource: Sized + 'static {
    /// Its name in addresses.
    const NAME: &'static str;
    /// Its line, in which no stage sees its type.
    const LINE: &'static ResourceLine = &ResourceLine::of::<Self>();
    /// The Terraform type that policies on plans know it by.
    const TERRAFORM: &'static str;
    /// The attributes that references may name.
    const ATTRIBUTES: &'static [&'static str];
    /// The fields that its address tells already: a creation does not list them.
    const TOLD: &'static [&'static str] = &[];
    /// A field whose value says what another one is: a creation shows the second under the first's value.
    const TITLE: Option<Title> = None;
    /// The kinds of what AWS does not delete while one of this is there that uses it.
    const HOLDS: &'static [&'static str] = &[];
    /// How long AWS leaves the name unusable between the deletion and the creation of a replace.
    const GAP: Duration;
    /// What makes it come and go.
    const COMES: Comes = Comes::ByManifest;
    /// What a person writes of it, defaults filled in.
    type State: Shape;

    /// Brings two spellings of one meaning together before they are compared.
    fn absorb(desired: &mut Self::State, live: &mut Self::State);

    /// What beside the fields that never change in place keeps AWS from getting from one state to the
    /// other in place.
    fn in_place(desired: &Self::State, live: &Self::State) -> InPlace {
        let _ = (desired, live);
        InPlace::Yes
    }

    /// What would be lost for good if it were deleted to be made again; in words.
    fn irreplaceable(desired: &Self::State) -> Option<&'static str> {
        let _ = desired;
        None
    }

    /// Whether one that was made of another holds what would be lost for good with that, as far as it is known.
    fn carried(from: &Self::State, to: &Self::State) -> bool {
        let _ = (from, to);
        true
    }

    /// What one does whose address says nothing of it, since AWS has no name for it; in words.
    fn gist(_: &Self::State) -> Option<String> {
        None
    }

    /// What an account and region has only one of, and a state with this name takes for itself; in
    /// words.
    fn claims(_: &Self::State) -> Vec<String> {
        Vec::new()
    }

    /// The ids or names of what AWS does not delete while one in this state is there.
    fn bars(_: &Self::State) -> Vec<String> {
        Vec::new()
    }

    /// AWS's names of what keeps it from being deleted while one in this state is in use by it.
    fn holders(_: &Self::State) -> Vec<String> {
        Vec::new()
    }

    /// Whether AWS shows what it holds to whoever may read it: a secret in it is marked as one by a tag.
    fn reveals(_: &Self::State) -> bool {
        false
    }

    /// What of a state AWS holds without any tag: the record remembers that it is ours.
    fn untagged(_: &Self::State) -> Option<Untagged> {
        None
    }

    /// Who changed what AWS holds last, where AWS tells that and no tag tells whose it is.
    fn last_change(_: &Self::State) -> Option<LastChange> {
        None
    }

    /// An attribute, as far as it can be known from a state.
    fn attribute(name: &str, site: &Site, id: Option<&str>, state: &Self::State) -> Attribute;

    /// What a step brings about beside its differences.
    fn effects(step: &Step<'_, Self::State>) -> Vec<Effect>;

    /// When AWS makes the resource act by itself, in whatever state what hangs on it is then:
    /// a window that opens. Most never do.
    fn acts(desired: Option<&Self::State>, base: Option<&Self::State>, now: Timestamp) -> Acts {
        let _ = (desired, base, now);
        Acts::Never
    }

    /// When it runs by itself, as far as its own state tells: where that does not say when it was last
    /// written, as if it were written at an instant. `None` where it never does.
    fn timing(_: &Self::State, _: Timestamp) -> Option<Timing> {
        None
    }

    /// What holds of a state that whoever reads of it is to be cautioned of.
    fn cautions(_: &Self::State) -> Vec<Caution> {
        Vec::new()
    }

    /// What is in force instead where one in a state is gone: AWS's own default.
    fn leaves(_: &Self::State) -> Option<Self::State> {
        None
    }

    /// The nodes that it acts on, as its own state tells; `None` where it acts on none.
    fn selects(_: &Self::State) -> Option<Selects> {
        None
    }

    /// Which version of what it uses makes it run as soon as there is another one.
    fn follows(_: &Self::State) -> Follows {
        Follows::Nothing
    }

    /// The calls that carry a step out: a pure function of it.
    fn calls(step: &Step<'_, Self::State>) -> Vec<Call>;

    /// The ARN that permissions on a resource name.
    fn arn(site: &Site, id: &str) -> String;

    /// What else than its own operations its declared resources need, such as keys.
    fn grants(site: &Site, declared: &[&Declared], role: Role) -> Vec<Statement>;
}

/// Which version of what a resource uses makes it run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// None.
    Nothing,
    /// The one that counts.
    Default,
    /// The newest.
    Newest,
}

/// When AWS makes a resource act by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acts {
    /// Never.
    Never,
    /// From an instant on.
    From(Timestamp),
    /// It does not now, and is to begin to.
    Begins,
}

/// A field that says what another one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// The field that says it, such as a type.
    pub says: &'static str,
    /// The field that it is said of, such as a value.
    pub of: &'static str,
}

/// What makes a resource come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    /// A manifest does.
    ByManifest,
    /// What a manifest's selection finds in AWS does, which scales in and out by itself: that one is
    /// new is pending and no drift, and that one is gone is nothing at all.
    BySelection,
}

/// Whether an update in place is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InPlace {
    /// It is.
    Yes,
    /// AWS cannot; the resource must go and come back.
    Replace {
        /// The field in the way.
        field: &'static str,
        /// Why, for people.
        reason: String,
    },
    /// AWS cannot, and a replace would lose what nobody can give again.
    Never {
        /// The field in the way.
        field: &'static str,
        /// Why, for people.
        reason: String,
    },
}

/// What is known of an attribute.
pub enum Attribute {
    /// Its value.
    Known(Tree),
    /// It comes with the apply.
    Later,
    /// It is a secret to which somebody else gives its value.
    Withheld,
}

impl Attribute {
    /// What is known already, or comes with the apply.
    pub fn of(known: Option<Tree>) -> Self {
        known.map_or(Self::Later, Self::Known)
    }

    /// Its value, where that is known.
    pub fn known(self) -> Option<Tree> {
        match self {
            Self::Known(tree) => Some(tree),
            Self::Later | Self::Withheld => None,
        }
    }
}

/// A resource, erased.
pub struct ResourceLine {
    /// [`Resource::NAME`].
    pub name: &'static str,
    /// [`Resource::TERRAFORM`].
    pub terraform: &'static str,
    /// [`Resource::ATTRIBUTES`].
    pub attributes: &'static [&'static str],
    /// [`Resource::TOLD`].
    pub told: &'static [&'static str],
    /// [`Resource::TITLE`].
    pub title: Option<Title>,
    /// [`Resource::HOLDS`].
    pub holds: &'static [&'static str],
    /// [`Resource::GAP`].
    pub gap: Duration,
    /// [`Resource::COMES`].
    pub comes: Comes,
    /// [`Resource::absorb`] on trees.
    pub absorb: fn(&mut Tree, &mut Tree),
    /// Whether AWS can get from one state to the other in place: [`Resource::in_place`] on trees, and
    /// every field that is said to replace.
    pub in_place: fn(&Tree, &Tree) -> InPlace,
    /// [`Resource::irreplaceable`] on trees.
    pub irreplaceable: fn(&Tree) -> Option<&'static str>,
    /// [`Resource::carried`] on trees.
    pub carried: fn(&Tree, &Tree) -> bool,
    /// [`Resource::gist`] on trees.
    pub gist: fn(&Tree) -> Option<String>,
    /// [`Resource::claims`] on trees.
    pub claims: fn(&Tree) -> Vec<String>,
    /// [`Resource::bars`] on trees.
    pub bars: fn(&Tree) -> Vec<String>,
    /// [`Resource::holders`] on trees.
    pub holders: fn(&Tree) -> Vec<String>,
    /// [`Resource::reveals`] on trees.
    pub reveals: fn(&Tree) -> bool,
    /// [`Resource::untagged`] on trees.
    pub untagged: fn(&Tree) -> Option<Untagged>,
    /// [`Resource::last_change`] on trees.
    pub last_change: fn(&Tree) -> Option<LastChange>,
    /// [`Resource::attribute`] on trees.
    pub attribute: fn(&str, &Site, Option<&str>, &Tree) -> Attribute,
    /// [`Resource::effects`] on trees.
    pub effects: fn(&Step<'_, Tree>) -> Vec<Effect>,
    /// [`Resource::acts`] on trees.
    pub acts: fn(Option<&Tree>, Option<&Tree>, Timestamp) -> Acts,
    /// [`Resource::timing`] on trees.
    pub timing: fn(&Tree, Timestamp) -> Option<Timing>,
    /// [`Resource::cautions`] on trees.
    pub cautions: fn(&Tree) -> Vec<Caution>,
    /// [`Resource::leaves`] on trees.
    pub leaves: fn(&Tree) -> Option<Tree>,
    /// [`Resource::selects`] on trees.
    pub selects: fn(&Tree) -> Option<Selects>,
    /// [`Resource::follows`] on trees.
    pub follows: fn(&Tree) -> Follows,
    /// [`Resource::calls`] on trees.
    pub calls: fn(&Step<'_, Tree>) -> Vec<Call>,
    /// [`Resource::arn`].
    pub arn: fn(&Site, &str) -> String,
    /// [`Resource::grants`].
    pub grants: fn(&Site, &[&Declared], Role) -> Vec<Statement>,
    /// Every field of its state, outer ones first.
    pub fields: fn() -> Vec<FieldRow>,
    /// Reads a tree through the kind, so that sets and lists are told apart again.
    pub retype: fn(&Tree) -> Result<Tree, schema::shape::Misfit>,
}

impl ResourceLine {
    /// What its addresses begin with: a part of a window's begins as the window's.
    pub fn kind(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(kind, _)| kind)
    }

    /// Erases a resource.
    const fn of<R: Resource>() -> Self {
        Self {
            name: R::NAME,
            terraform: R::TERRAFORM,
            attributes: R::ATTRIBUTES,
            told: R::TOLD,
            title: R::TITLE,
            holds: R::HOLDS,
            gap: R::GAP,
            comes: R::COMES,
            absorb: |desired, live| {
                let (mut a, mut b) = (state::<R>(desired), state::<R>(live));
                R::absorb(&mut a, &mut b);
                (*desired, *live) = (a.tree(), b.tree());
            },
            in_place: |desired, live| match R::in_place(&state::<R>(desired), &state::<R>(live)) {
                InPlace::Yes => replaced::<R>(desired, live),
                no => no,
            },
            irreplaceable: |tree| R::irreplaceable(&state::<R>(tree)),
            carried: |from, to| R::carried(&state::<R>(from), &state::<R>(to)),
            gist: |tree| R::gist(&state::<R>(tree)),
            claims: |tree| R::claims(&state::<R>(tree)),
            bars: |tree| R::bars(&state::<R>(tree)),
            holders: |tree| R::holders(&state::<R>(tree)),
            reveals: |tree| R::reveals(&state::<R>(tree)),
            untagged: |tree| R::untagged(&state::<R>(tree)),
            last_change: |tree| R::last_change(&state::<R>(tree)),
            attribute: |name, site, id, tree| R::attribute(name, site, id, &state::<R>(tree)),
            effects: |step| typed::<R, _>(step, |step| R::effects(step)),
            acts: |desired, base, now| {
                R::acts(desired.map(state::<R>).as_ref(), base.map(state::<R>).as_ref(), now)
            },
            timing: |tree, now| R::timing(&state::<R>(tree), now),
            cautions: |tree| R::cautions(&state::<R>(tree)),
            leaves: |tree| R::leaves(&state::<R>(tree)).map(|left| left.tree()),
            selects: |tree| R::selects(&state::<R>(tree)),
            follows: |tree| R::follows(&state::<R>(tree)),
            calls: |step| typed::<R, _>(step, |step| R::calls(step)),
            arn: R::arn,
            grants: R::grants,
            fields: field_table::<R::State>,
            retype: |tree| R::State::from_tree(Some(tree)).map(|state| state.tree()),
        }
    }
}

/// The first field that differs and never changes in place.
fn replaced<R: Resource>(desired: &Tree, live: &Tree) -> InPlace {
    let Form::Record(RecordForm { fields, .. }) = R::State::form() else { return InPlace::Yes };
    let mut replacing = fields.iter().filter(|field| field.change == Change::Replace).peekable();
    if replacing.peek().is_none() {
        return InPlace::Yes;
    }
    let comparison = compare(desired, live);
    let differs =
        |field: &&FieldForm| comparison.differences.iter().any(|one| one.path.field() == field.name);
    match replacing.find(differs) {
        Some(FieldForm { name: field, .. }) => {
            InPlace::Replace { field, reason: format!("{field} cannot change in place") }
        }
        None => InPlace::Yes,
    }
}

fn state<R: Resource>(tree: &Tree) -> R::State {
    R::State::from_tree(Some(tree)).expect("a state's tree reads back as that state")
}

fn typed<R: Resource, T>(step: &Step<'_, Tree>, then: impl FnOnce(&Step<'_, R::State>) -> T) -> T {
    step.on(&step.deed.map(state::<R>), then)
}
