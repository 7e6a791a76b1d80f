//! Laws of states and trees.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use schema::kinds::parameter::{
    After, Before, DataType, Parameter, ParameterType, ParameterValue, Policy, Tier,
};
use schema::shape::{AwsDecides, Duration, Timestamp, Word};
use schema::{Origin, Secret, SecretText, Shape, Tree};

fn text() -> impl Strategy<Value = String> {
    "[ -~é\n]{0,12}"
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        (text(), any::<bool>()).prop_map(|(name, verbatim)| Origin::Env { name, verbatim }),
        (text(), option::of(text()), any::<bool>()).prop_map(|(path, key, verbatim)| Origin::File {
            path,
            key,
            verbatim
        }),
        (1..100_u32, option::of(text()))
            .prop_map(|(length, characters)| Origin::Generate { length, characters }),
        (vec(text(), 1..3), any::<bool>()).prop_map(|(argv, verbatim)| Origin::Exec { argv, verbatim }),
        text().prop_map(|text| Origin::Reference { text }),
    ]
}

fn value() -> impl Strategy<Value = ParameterValue> {
    prop_oneof![
        text().prop_map(ParameterValue::Text),
        vec(text(), 0..4).prop_map(ParameterValue::List),
        origin().prop_map(|origin| ParameterValue::Secret(Secret::unresolved(origin))),
        text().prop_map(|text| ParameterValue::Secret(Secret::live(Some(SecretText::new(text))))),
        Just(ParameterValue::NotOurs),
    ]
}

fn policy() -> impl Strategy<Value = Policy> {
    let instant = (0..4_000_000_000_i64)
        .prop_map(|second| Timestamp(jiff::Timestamp::from_second(second).expect("it is within range")));
    prop_oneof![
        instant.prop_map(Policy::Expiration),
        (1..10_000_u64)
            .prop_map(|hours| Policy::ExpirationNotification(Before { before: Duration::hours(hours) })),
        (1..10_000_u64).prop_map(|days| Policy::NoChangeNotification(After { after: Duration::days(days) })),
        text().prop_map(Policy::Other),
    ]
}

prop_compose! {
    fn parameter()(
        kind in prop_oneof![
            Just(Word::Known(ParameterType::String)),
            Just(Word::Known(ParameterType::SecureString)),
            "[A-Z][a-z]{8}".prop_map(Word::Other),
        ],
        value in value(),
        description in option::of(text()),
        key_id in option::of(text()),
        tier in option::of(prop_oneof![Just(Word::Known(Tier::IntelligentTiering)), Just(Word::Known(Tier::Standard))]),
        allowed_pattern in option::of(text()),
        data_type in prop_oneof![Just(Word::Known(DataType::Text)), Just(Word::Known(DataType::Ec2Image))],
        policies in btree_set(policy(), 0..4),
        labels in option::of(btree_set(text(), 0..4)),
        tags in btree_map(text(), text(), 0..4),
    ) -> Parameter {
        let (tier, labels) = (AwsDecides(tier), AwsDecides(labels));
        Parameter { r#type: kind, value, description, key_id, tier, allowed_pattern, data_type, policies, labels, tags }
    }
}

/// Trees have no equality of their own: secrets are compared by origin and text here.
fn same(a: &Tree, b: &Tree) -> bool {
    match (a, b) {
        (Tree::Undeclared, Tree::Undeclared) => true,
        (Tree::Bool(a), Tree::Bool(b)) => a == b,
        (Tree::Number(a), Tree::Number(b)) => a == b,
        (Tree::Text(a), Tree::Text(b)) => a == b,
        (Tree::List(a), Tree::List(b)) | (Tree::Set(a), Tree::Set(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Tree::Map(a), Tree::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((ka, a), (kb, b))| ka == kb && same(a, b))
        }
        (Tree::Secret(a), Tree::Secret(b)) => {
            let text = |secret: &Secret| secret.text.as_ref().map(|text| text.expose().to_owned());
            a.origin == b.origin && text(a) == text(b)
        }
        _ => false,
    }
}

/// A tree as a saved plan could hold it: sets are lists there.
fn saved(tree: Tree) -> Tree {
    match tree {
        Tree::Set(items) | Tree::List(items) => Tree::List(items.into_iter().map(saved).collect()),
        Tree::Map(map) => Tree::Map(map.into_iter().map(|(key, tree)| (key, saved(tree))).collect()),
        other => other,
    }
}

proptest! {
    #[test]
    fn a_states_tree_reads_back_as_that_state(state in parameter()) {
        let tree = state.tree();
        let again = Parameter::from_tree(Some(&tree)).expect("its own tree fits");
        prop_assert!(same(&again.tree(), &tree));
        let loaded = Parameter::from_tree(Some(&saved(tree.clone()))).expect("a saved tree fits");
        prop_assert!(same(&loaded.tree(), &tree));
    }

    #[test]
    fn sets_and_maps_read_back(set in btree_set(text(), 0..6), map in btree_map(text(), vec(any::<i64>(), 0..4), 0..6)) {
        prop_assert_eq!(BTreeSet::from_tree(Some(&set.tree())), Ok(set));
        prop_assert_eq!(BTreeMap::from_tree(Some(&map.tree())), Ok(map));
    }

    #[test]
    fn an_absent_value_has_no_entry(value in option::of(text())) {
        let entry = value.entry();
        prop_assert_eq!(entry.is_some(), value.is_some());
        prop_assert_eq!(Option::<String>::from_tree(entry.as_ref()), Ok(value));
    }
}
