//! The published request rates, from `model/rates.txt`.

use std::sync::OnceLock;

use super::Name;

/// One published rate, shared by its operations.
#[derive(Debug)]
pub(crate) struct Quota {
    pub(crate) service: Name,
    pub(crate) per_second: u32,
    /// It holds while the account has bought high throughput.
    pub(crate) high_throughput: bool,
    pub(crate) operations: Vec<Name>,
}

/// Every published rate. Where an operation has one for high throughput, that one takes its place.
pub(crate) fn quotas() -> &'static [Quota] {
    static QUOTAS: OnceLock<Vec<Quota>> = OnceLock::new();
    QUOTAS.get_or_init(|| {
        let lines = include_str!("../../model/rates.txt").lines();
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(read).collect()
    })
}

fn read(line: &'static str) -> Quota {
    let line = line.split_once(" -- ").expect("each rate says where it is known from").0;
    let mut words = line.split(' ');
    let mut next = || words.next().expect("a rate has a kind, a service and a number");
    let (kind, service, rate) = (next(), next(), next());
    let high_throughput = match kind {
        "rate" => false,
        "high" => true,
        _ => panic!("not a rate: {line}"),
    };
    let per_second = rate.parse().expect("a rate is a number");
    Quota { service, per_second, high_throughput, operations: words.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::facts;

    #[test]
    fn rates_name_operations_of_the_model() {
        for quota in quotas() {
            let service = facts().service(quota.service).expect("a service of the model");
            for operation in &quota.operations {
                assert!(service.operations.contains_key(operation), "{operation}");
            }
        }
    }
}
