//! Manifests that random edits choose from.

use super::dice::Dice;

/// A choice of manifests: of each unit one of its variants, or none.
#[derive(Clone, Debug)]
pub struct Choice(Vec<Option<usize>>);

fn units() -> Vec<Vec<&'static str>> {
    let units = include_str!("pool.yaml").split("\n===\n");
    units.map(|unit| unit.split("\n---\n").collect()).collect()
}

impl Choice {
    /// Nothing at all.
    pub fn none() -> Self {
        Self(units().iter().map(|_| None).collect())
    }

    /// Another choice, which differs in a few units. Some are no stack: what they refer to is missing.
    pub fn edited(&self, dice: &mut Dice) -> Self {
        let units = units();
        let mut edited = self.clone();
        for _ in 0..=dice.below(3) {
            let unit = dice.below(units.len());
            let variant = dice.below(units[unit].len() + 1);
            edited.0[unit] = (variant < units[unit].len()).then_some(variant);
        }
        edited
    }

    pub fn manifests(&self) -> Vec<String> {
        let units = units();
        let chosen = self.0.iter().zip(&units).filter_map(|(variant, unit)| Some(unit[(*variant)?]));
        chosen.map(|manifest| format!("apiVersion: trueup/v1\n{manifest}\n")).collect()
    }
}
