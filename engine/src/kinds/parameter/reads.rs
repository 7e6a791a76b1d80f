//! Bulk reads of Parameter Store: pages and batches, in parallel.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::describe_parameters::builders::DescribeParametersInputBuilder;
use aws_sdk_ssm::operation::get_parameter_history::builders::GetParameterHistoryInputBuilder;
use aws_sdk_ssm::operation::get_parameters::builders::GetParametersInputBuilder;
use aws_sdk_ssm::operation::get_parameters_by_path::builders::GetParametersByPathInputBuilder;
use aws_sdk_ssm::types::{Parameter as AwsParameter, ParameterMetadata, ParameterStringFilter};

use super::address;
use super::state::Decryption;
use crate::address::Address;
use crate::kinds::tags::{self, Tags};
use crate::ports::{ApiError, Cause, Reads, spread};
use crate::site::{OWNER_TAG, Site};

const DESCRIBE_PAGE: i32 = 50;
const NAMES_PER_FILTER: usize = 50;
const NAMES_PER_GET: usize = 10;
const PATH_PAGE: i32 = 10;
const HISTORY_PAGE: i32 = 50;

/// Everything that carries the site's tag: DescribeParameters decides what is ours.
pub(super) async fn owned(reads: &Reads, site: &Site) -> Result<Vec<ParameterMetadata>, ApiError> {
    let filter = filter(&format!("tag:{OWNER_TAG}"), site.owners());
    describe(reads, Some(filter)).await
}

/// Everything there is, under a path or anywhere.
pub(super) async fn everything(
    reads: &Reads,
    path: Option<&str>,
) -> Result<Vec<ParameterMetadata>, ApiError> {
    let under = path.map(|path| {
        ParameterStringFilter::builder()
            .key("Path")
            .option("Recursive")
            .values(path)
            .build()
            .expect("the key is set")
    });
    describe(reads, under).await
}

/// The listings of names, as far as they exist.
pub(super) async fn named(
    reads: &Reads,
    names: Vec<String>,
) -> Vec<Result<Vec<ParameterMetadata>, (Vec<String>, ApiError)>> {
    let batches = chunks(names, NAMES_PER_FILTER);
    spread(batches, |names| {
        let reads = reads.clone();
        async move { describe(&reads, Some(filter("Name", names.clone()))).await.map_err(|error| (names, error)) }
    })
    .await
}

async fn describe(
    reads: &Reads,
    filter: Option<ParameterStringFilter>,
) -> Result<Vec<ParameterMetadata>, ApiError> {
    let filters = filter.map(|filter| vec![filter]);
    let input =
        DescribeParametersInputBuilder::default().set_parameter_filters(filters).max_results(DESCRIBE_PAGE);
    let pages = reads.pages(input).await?;
    Ok(pages.into_iter().flat_map(|page| page.parameters.unwrap_or_default()).collect())
}

fn filter(key: &str, values: impl IntoIterator<Item = String>) -> ParameterStringFilter {
    ParameterStringFilter::builder()
        .key(key)
        .option("Equals")
        .set_values(Some(values.into_iter().collect()))
        .build()
        .expect("the key is set")
}

/// Values by the name asked for. A batch that is refused is asked for one by one, so that one
/// unusable key hides nothing else.
pub(super) async fn values(
    reads: &Reads,
    names: Vec<String>,
    decryption: Decryption,
) -> (Vec<AwsParameter>, Vec<(String, ApiError)>) {
    let batches = chunks(names, NAMES_PER_GET);
    let first = spread(batches, |names| get(reads.clone(), names, decryption)).await;
    let (mut found, mut failed, mut singly) = (Vec::new(), Vec::new(), Vec::new());
    for answer in first {
        match answer {
            Ok(parameters) => found.extend(parameters),
            Err((names, error)) => match error.cause {
                Cause::Denied | Cause::Refused if names.len() > 1 => singly.extend(names),
                _ => failed.extend(names.into_iter().map(|name| (name, error.clone()))),
            },
        }
    }
    let single = singly.into_iter().map(|name| vec![name]).collect();
    for answer in spread(single, |names| get(reads.clone(), names, decryption)).await {
        match answer {
            Ok(parameters) => found.extend(parameters),
            Err((names, error)) => failed.extend(names.into_iter().map(|name| (name, error.clone()))),
        }
    }
    (found, failed)
}

async fn get(
    reads: Reads,
    names: Vec<String>,
    decryption: Decryption,
) -> Result<Vec<AwsParameter>, (Vec<String>, ApiError)> {
    let input = GetParametersInputBuilder::default()
        .set_names(Some(names.clone()))
        .with_decryption(decryption == Decryption::Done);
    match reads.call(input).await {
        Ok(answer) => Ok(answer.parameters.unwrap_or_default()),
        Err(error) => Err((names, error)),
    }
}

/// The labels on the newest version of one parameter each, by name.
pub(super) async fn newest_labels(
    reads: &Reads,
    names: Vec<String>,
) -> Vec<(String, Result<BTreeSet<String>, ApiError>)> {
    spread(names, |name| {
        let reads = reads.clone();
        async move {
            let input = GetParameterHistoryInputBuilder::default().name(&name).max_results(HISTORY_PAGE);
            let versions = reads.pages(input).await.map(|pages| {
                let all = pages.into_iter().flat_map(|page| page.parameters.unwrap_or_default());
                let newest = all.max_by_key(|one| one.version);
                newest.and_then(|one| one.labels).unwrap_or_default().into_iter().collect()
            });
            (name, versions)
        }
    })
    .await
}

/// The tags of all that carries the site's tag, by address.
pub(super) async fn tags_in_bulk(reads: &Reads, site: &Site) -> BTreeMap<Address, Tags> {
    by_address(tags::of_site(reads, "ssm:parameter", site).await.unwrap_or_default())
}

/// The tags of named parameters, by address.
pub(super) async fn tags_by_arn(reads: &Reads, arns: Vec<String>) -> BTreeMap<Address, Tags> {
    by_address(tags::of_arns(reads, arns).await)
}

fn by_address(found: BTreeMap<String, Tags>) -> BTreeMap<Address, Tags> {
    let named = |(arn, tags): (String, Tags)| Some((address(arn.split_once(":parameter/")?.1), tags));
    found.into_iter().filter_map(named).collect()
}

/// The names under paths, all levels down; undecrypted.
pub(super) async fn under(reads: &Reads, paths: BTreeSet<String>) -> Result<BTreeSet<String>, ApiError> {
    let mut names = BTreeSet::new();
    for path in paths {
        let input =
            GetParametersByPathInputBuilder::default().path(path).recursive(true).max_results(PATH_PAGE);
        for page in reads.pages(input).await? {
            names.extend(
                page.parameters.unwrap_or_default().into_iter().filter_map(|parameter| parameter.name),
            );
        }
    }
    Ok(names)
}

fn chunks(names: Vec<String>, size: usize) -> Vec<Vec<String>> {
    names.chunks(size).map(<[String]>::to_vec).collect()
}
