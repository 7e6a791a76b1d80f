//! Under which ARNs AWS holds its own baselines, from `model/baseline_ids.txt`: both account and id differ from
//! region to region.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::predefined::Predefined;

/// One region: AWS's account there, and the digits of its baselines by operating system.
struct Region {
    account: &'static str,
    digits: BTreeMap<&'static str, &'static str>,
}

fn regions() -> &'static BTreeMap<&'static str, Region> {
    static REGIONS: OnceLock<BTreeMap<&'static str, Region>> = OnceLock::new();
    REGIONS.get_or_init(|| {
        let lines = include_str!("../../../model/baseline_ids.txt").lines();
        lines.filter(|line| !line.starts_with('#')).map(read).collect()
    })
}

fn read(line: &'static str) -> (&'static str, Region) {
    let mut words = line.split(' ');
    let region = words.next().expect("a line begins with its region");
    let account = words.next().expect("a region has an account");
    let digits = words.map(|word| word.split_once('=').expect("an id stands behind its system")).collect();
    (region, Region { account, digits })
}

/// The ARN of a baseline in a region. Only those that accounts begin with are known; the others are invented, and
/// are the same at every start.
pub(super) fn of(baseline: &Predefined, region: &str) -> String {
    let known = regions().get(region);
    let account = known.map_or_else(|| invented_account(region), |known| known.account.to_owned());
    let digits = known.and_then(|known| known.digits.get(baseline.system)).filter(|_| baseline.default);
    let digits = digits.map_or_else(|| invented_digits(baseline, region), |digits| (*digits).to_owned());
    format!("arn:aws:ssm:{region}:{account}:patchbaseline/pb-{digits}")
}

fn invented_account(region: &str) -> String {
    let hash = blake3::hash(region.as_bytes());
    hash.as_bytes().iter().take(12).map(|byte| char::from(b'0' + byte % 10)).collect()
}

fn invented_digits(baseline: &Predefined, region: &str) -> String {
    let hash = blake3::hash(format!("{region} {}", baseline.name).as_bytes()).to_hex();
    format!("0{}", &hash[..16])
}

#[cfg(test)]
mod tests {
    use super::super::predefined;
    use super::*;

    #[test]
    fn where_awss_ids_are_known_they_stand() {
        let baseline = predefined::default_for("AMAZON_LINUX").expect("AWS has one");
        let known = "arn:aws:ssm:us-east-2:733109147000:patchbaseline/pb-0e392de35e7c563b7";
        assert_eq!(of(baseline, "us-east-2"), known);
        assert!(regions().values().all(|region| {
            region.digits.keys().all(|system| predefined::default_for(system).is_some())
                && region.digits.values().all(|digits| digits.len() == 17)
        }));
        assert_eq!(of(baseline, "xx-new-1").len(), known.len() - 1);
    }
}
