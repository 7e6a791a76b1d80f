//! With whom a document is shared: the calls that bring one set of accounts to another.

use std::collections::BTreeMap;

use aws_sdk_ssm::operation::modify_document_permission::builders::ModifyDocumentPermissionInputBuilder;
use aws_sdk_ssm::types::DocumentPermissionType;
use schema::kinds::document::SharedVersion;
use schema::shape::Word;

use crate::contract::Call;

/// Accounts and the versions that they may use.
pub(super) type Share = BTreeMap<String, Word<SharedVersion>>;

/// As many accounts as AWS takes in one call, to add as to remove.
const BATCH: usize = 20;

/// The calls from one set to another. What goes, goes first: everybody and single accounts cannot
/// stand together.
pub(super) fn calls(id: &str, there: &Share, wanted: &Share) -> Vec<Call> {
    let gone: Vec<String> = there.keys().filter(|account| !wanted.contains_key(*account)).cloned().collect();
    let mut calls: Vec<Call> = gone
        .chunks(BATCH)
        .map(|accounts| Call::new(input(id).set_account_ids_to_remove(Some(accounts.to_vec()))))
        .collect();
    let mut new: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (account, version) in wanted.iter().filter(|(account, version)| there.get(*account) != Some(version))
    {
        new.entry(version.as_str()).or_default().push(account.clone());
    }
    for (version, accounts) in new {
        calls.extend(accounts.chunks(BATCH).map(|accounts| {
            let input = input(id).set_account_ids_to_add(Some(accounts.to_vec()));
            Call::new(input.shared_document_version(version))
        }));
    }
    calls
}

fn input(id: &str) -> ModifyDocumentPermissionInputBuilder {
    ModifyDocumentPermissionInputBuilder::default().name(id).permission_type(DocumentPermissionType::Share)
}
