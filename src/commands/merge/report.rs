//! Reports of parts as the one that a run for all sites prints.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::parts::Order;
use crate::error::{Error, Result};
use crate::render::merged::site;
use crate::view::fingerprint;

/// One report, in the stack's order. It is as old as its oldest part.
///
/// # Errors
/// One tells of what is not its own, or is no report of this build.
pub(super) fn merged(reports: Vec<Value>, order: &Order) -> Result<Value> {
    let mut all = reports.into_iter().map(fields);
    let mut merged = all.next().unwrap_or_else(|| Ok(Map::new()))?;
    for report in all {
        let mut report = report?;
        for (name, value) in &mut merged {
            let other = report.remove(name).ok_or_else(|| unlike(name))?;
            add(name, value, other)?;
        }
    }
    merged.remove("shard");
    for value in merged.values_mut() {
        sort(value, order)?;
    }
    if let Some(extra) = merged.get_mut("x") {
        let targets = extra["targets"].as_array().cloned().unwrap_or_default();
        let (extra, applyable) = planned(extra, &targets);
        let errored = merged["errored"] == true;
        merged.insert("x".into(), extra);
        merged.insert("applyable".into(), json!(applyable && !errored));
    } else {
        let summary = &merged["summary"];
        let count = |name: &str| summary[name].as_u64().unwrap_or_default();
        let (total, unmanaged) = (count("total"), count("unmanaged"));
        merged["summary"]["coverage"] =
            json!((total.saturating_sub(unmanaged).saturating_mul(100)).checked_div(total).unwrap_or(100));
    }
    Ok(Value::Object(merged))
}

fn fields(report: Value) -> Result<Map<String, Value>> {
    match report {
        Value::Object(fields) => Ok(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(unlike("it"))
        }
    }
}

fn unlike(name: &str) -> Error {
    Error::failed(format!("a part has no `{name}` as the others have"))
}

/// Adds a field of one part to that of those before.
fn add(name: &str, value: &mut Value, other: Value) -> Result<()> {
    match (name, value, other) {
        // Whether all is well, and whether anything is not.
        ("errored", Value::Bool(value), Value::Bool(other)) => *value |= other,
        (_, Value::Bool(value), Value::Bool(other)) => *value &= other,
        (_, Value::Array(value), Value::Array(other)) => value.extend(other),
        ("timestamp", value, other) => {
            let time = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
            if time(&other) < time(value) {
                *value = other;
            }
        }
        ("x", Value::Object(value), Value::Object(mut other)) => {
            for name in ["summary", "targets", "unreached"] {
                let other = other.remove(name).ok_or_else(|| unlike(name))?;
                add(name, value.get_mut(name).ok_or_else(|| unlike(name))?, other)?;
            }
        }
        ("summary", Value::Object(value), Value::Object(other)) => {
            for (name, count) in other {
                let known = value.get(&name).ok_or_else(|| unlike(&name))?;
                let sum = match (known, &count) {
                    // What a part does not count adds nothing.
                    (Value::Null, other) | (other, Value::Null) => other.clone(),
                    (one, two) => match one.as_u64().zip(two.as_u64()) {
                        Some((one, two)) => json!(one.saturating_add(two)),
                        None => return Err(unlike(&name)),
                    },
                };
                value.insert(name, sum);
            }
        }
        (_, value, other) if *value == other => {}
        ("shard", _, _) => {}
        _ => return Err(unlike(name)),
    }
    Ok(())
}

/// Brings lists of what is told of sites into the stack's order; what is told of one site keeps its own.
fn sort(value: &mut Value, order: &Order) -> Result<()> {
    match value {
        Value::Array(items) => {
            let place = |item: &Value| order.place(&site(item).ok_or_else(|| unlike("target"))?);
            let mut placed: Vec<(usize, Value)> = std::mem::take(items)
                .into_iter()
                .map(|item| Ok((place(&item)?, item)))
                .collect::<Result<_>>()?;
            placed.sort_by_key(|(place, _)| *place);
            items.extend(placed.into_iter().map(|(_, item)| item));
            Ok(())
        }
        Value::Object(fields) => {
            for name in ["targets", "unreached"] {
                fields.get_mut(name).map_or(Ok(()), |list| sort(list, order))?;
            }
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// The sites that a report tells of, looked at or not.
///
/// # Errors
/// It names one in no form that is known.
pub(super) fn sites(report: &Value) -> Result<Vec<String>> {
    let beside = if report["x"].is_object() { &report["x"] } else { report };
    let told = ["targets", "unreached"].into_iter().filter_map(|name| beside[name].as_array()).flatten();
    told.map(|item| site(item).ok_or_else(|| unlike("target"))).collect()
}

/// What stands beside the changes of all plans, and whether apply would take them.
fn planned(extra: &Value, targets: &[Value]) -> (Value, bool) {
    let mut merged = match targets {
        [only] => only.clone(),
        _ => json!({}),
    };
    let digests = || targets.iter().filter_map(|target| target["change_digest"].as_str());
    merged["change_digest"] = match targets {
        [only] => only["change_digest"].clone(),
        _ => json!(fingerprint(digests())),
    };
    for name in ["summary", "targets", "unreached"] {
        merged[name] = extra[name].clone();
    }
    let clear = |target: &Value| target["refused"] == false && target["secrets_compared"] == true;
    let summary = merged["summary"].as_object().into_iter().flatten();
    let changes = summary.filter(|(name, count)| *name != "no_op" && **count != 0).count();
    let applyable = changes > 0 && targets.iter().all(clear);
    (merged, applyable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_part_does_not_count_adds_nothing() {
        let mut sum = json!({ "drifted": 1, "new": null, "ignored": null });
        add("summary", &mut sum, json!({ "drifted": 2, "new": 3, "ignored": null })).expect("counts");
        assert_eq!(sum, json!({ "drifted": 3, "new": 3, "ignored": null }));
        assert!(add("summary", &mut sum, json!({ "drifted": "2" })).is_err());
        assert!(add("summary", &mut sum, json!({ "moved": 2 })).is_err());
    }

    #[test]
    fn all_is_well_where_every_part_is_and_not_where_one_is_not() {
        let both = |name: &str, one: bool, two: bool| {
            let mut value = json!(one);
            add(name, &mut value, json!(two)).expect("one of either");
            value == true
        };
        assert!(both("complete", true, true) && !both("complete", true, false));
        assert!(both("errored", false, true) && !both("errored", false, false));
    }

    #[test]
    fn a_report_is_as_old_as_its_oldest_part() {
        let mut time = json!("2026-11-21T12:00:00.5Z");
        add("timestamp", &mut time, json!("2026-11-21T12:00:00Z")).expect("times");
        assert_eq!(time, "2026-11-21T12:00:00Z");
        add("timestamp", &mut time, json!("2026-11-21T12:00:00.25Z")).expect("times");
        assert_eq!(time, "2026-11-21T12:00:00Z");
    }
}
