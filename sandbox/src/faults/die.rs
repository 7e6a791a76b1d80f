//! Chance that can be had again: a number from the seed, the rule and the call, and from nothing else.

/// A number from 0 up to and without 1.
pub(super) fn roll(seed: u64, rule: u64, operation: &str, call: u64) -> f64 {
    let mut hasher = blake3::Hasher::new();
    for number in [seed, rule, call] {
        hasher.update(&number.to_le_bytes());
    }
    hasher.update(operation.as_bytes());
    let mut bytes = [0; 8];
    hasher.finalize_xof().fill(&mut bytes);
    // 53 bits are what a float holds exactly.
    (u64::from_le_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_die_is_fair_and_repeats_itself() {
        let rolls: Vec<f64> = (0..10_000).map(|call| roll(7, 1, "PutParameter", call)).collect();
        let below = rolls.iter().filter(|roll| **roll < 0.3).count();
        assert!((2_800..3_200).contains(&below), "{below} of 10000 below 0.3");
        assert_eq!(rolls[17], roll(7, 1, "PutParameter", 17));
        assert_ne!(rolls[17], roll(8, 1, "PutParameter", 17));
    }
}
