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
                // Nobody asked what is new.
                if count.is_null() && value.get(&name).is_some_and(Value::is_null) {
                    continue;
                }
                let sum = value.get(&name).and_then(Value::as_u64).zip(count.as_u64());
                let (one, two) = sum.ok_or_else(|| unlike(&name))?;
                value.insert(name, json!(one.saturating_add(two)));
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

/// How many sites a report tells of, looked at or not.
pub(super) fn sites(report: &Value) -> usize {
    let beside = if report["x"].is_object() { &report["x"] } else { report };
    let count = |name: &str| beside[name].as_array().map_or(0, Vec::len);
    count("targets") + count("unreached")
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
