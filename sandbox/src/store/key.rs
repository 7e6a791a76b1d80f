//! Where a row lies: its account and region, its table, its key.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, OnceLock};

/// An account and a region. Equal scopes are one object, so that a key holds a pointer and compares by it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scope(&'static ScopeName);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct ScopeName {
    account: Box<str>,
    region: Box<str>,
}

impl Scope {
    /// What belongs to no account or region, such as the sessions of assumed roles.
    pub(crate) fn everywhere() -> Self {
        Scope::new("", "")
    }

    /// The names are kept for the life of the program; a sandbox sees few of them.
    pub(crate) fn new(account: &str, region: &str) -> Self {
        static SCOPES: OnceLock<Mutex<HashSet<&'static ScopeName>>> = OnceLock::new();
        let name = ScopeName { account: account.into(), region: region.into() };
        let mut scopes =
            SCOPES.get_or_init(Mutex::default).lock().expect("nothing panics while the scopes are locked");
        match scopes.get(&name) {
            Some(known) => Scope(known),
            None => {
                let name: &'static ScopeName = Box::leak(Box::new(name));
                scopes.insert(name);
                Scope(name)
            }
        }
    }

    pub(crate) fn account(self) -> &'static str {
        &self.0.account
    }

    pub(crate) fn region(self) -> &'static str {
        &self.0.region
    }
}

impl Ord for Scope {
    fn cmp(&self, other: &Self) -> Ordering {
        if std::ptr::eq(self.0, other.0) { Ordering::Equal } else { self.0.cmp(other.0) }
    }
}

impl PartialOrd for Scope {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::hash::Hash for Scope {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account(), self.region())
    }
}

/// The kinds of rows. The order is that of the dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    /// The current version of each parameter, by name with a leading slash.
    Parameter,
    /// The versions before it, by name and number.
    ParameterVersion,
    /// When parameters expire, by instant and name.
    ParameterExpiry,
    /// Versions that wait until their image is looked for, by instant, order and name.
    ParameterCheck,
    /// How many parameters of each tier there are.
    ParameterCount,
    /// Activations, by id.
    Activation,
    /// Associations, by id: the current version of each.
    Association,
    /// Every version of associations, by id and number.
    AssociationVersion,
    /// The runs of associations, by id, instant and order.
    AssociationExecution,
    /// Documents, by name: what holds for all versions.
    Document,
    /// The versions of documents, by name and number.
    DocumentVersion,
    /// Maintenance windows, by id.
    MaintenanceWindow,
    /// What a window acts on, by `window/id`.
    MaintenanceWindowTarget,
    /// What a window does, by `window/id`.
    MaintenanceWindowTask,
    /// The account's own patch baselines, by id.
    PatchBaseline,
    /// Which baseline is the default where AWS's is not, by operating system.
    DefaultPatchBaseline,
    /// Registrations of patch groups, by group and operating system.
    PatchGroup,
    /// OpsItems, by id.
    OpsItem,
    /// What OpsItems relate to, by `item/association`.
    OpsItemRelated,
    /// What happened to OpsItems, by instant and order.
    OpsItemEvent,
    /// Resource data syncs, by type and name.
    ResourceDataSync,
    /// Secrets of Secrets Manager, by name: what holds for all versions.
    Secret,
    /// The versions of secrets, by name and id.
    SecretVersion,
    /// EC2 instances, by id.
    Instance,
    /// The images of a fleet, by id, and a row without an id where the fleet says that there are no others.
    Image,
    /// The nodes that Systems Manager manages, by id.
    ManagedNode,
    /// What the last scan or installation of patches found, by the node's id.
    PatchState,
    /// The tags of everything that was ever tagged, by the resource part of its ARN.
    Tag,
    /// Service settings that were changed, by id.
    Setting,
    /// Sessions of assumed roles, by access key id.
    Session,
    /// The writes that CloudTrail tells of, by a number that counts down.
    Trail,
    /// Answers given to client tokens, by operation and token.
    Token,
}

impl Table {
    const ALL: [Table; 32] = [
        Table::Parameter,
        Table::ParameterVersion,
        Table::ParameterExpiry,
        Table::ParameterCheck,
        Table::ParameterCount,
        Table::Activation,
        Table::Association,
        Table::AssociationVersion,
        Table::AssociationExecution,
        Table::Document,
        Table::DocumentVersion,
        Table::MaintenanceWindow,
        Table::MaintenanceWindowTarget,
        Table::MaintenanceWindowTask,
        Table::PatchBaseline,
        Table::DefaultPatchBaseline,
        Table::PatchGroup,
        Table::OpsItem,
        Table::OpsItemRelated,
        Table::OpsItemEvent,
        Table::ResourceDataSync,
        Table::Secret,
        Table::SecretVersion,
        Table::Instance,
        Table::Image,
        Table::ManagedNode,
        Table::PatchState,
        Table::Tag,
        Table::Setting,
        Table::Session,
        Table::Trail,
        Table::Token,
    ];

    /// The name in files and dumps.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Table::Parameter => "parameter",
            Table::ParameterVersion => "parameter-version",
            Table::ParameterExpiry => "parameter-expiry",
            Table::ParameterCheck => "parameter-check",
            Table::ParameterCount => "parameter-count",
            Table::Activation => "activation",
            Table::Association => "association",
            Table::AssociationVersion => "association-version",
            Table::AssociationExecution => "association-execution",
            Table::Document => "document",
            Table::DocumentVersion => "document-version",
            Table::MaintenanceWindow => "maintenance-window",
            Table::MaintenanceWindowTarget => "maintenance-window-target",
            Table::MaintenanceWindowTask => "maintenance-window-task",
            Table::PatchBaseline => "patch-baseline",
            Table::DefaultPatchBaseline => "default-patch-baseline",
            Table::PatchGroup => "patch-group",
            Table::OpsItem => "ops-item",
            Table::OpsItemRelated => "ops-item-related",
            Table::OpsItemEvent => "ops-item-event",
            Table::ResourceDataSync => "resource-data-sync",
            Table::Secret => "secret",
            Table::SecretVersion => "secret-version",
            Table::Instance => "instance",
            Table::Image => "image",
            Table::ManagedNode => "managed-node",
            Table::PatchState => "patch-state",
            Table::Tag => "tag",
            Table::Setting => "setting",
            Table::Session => "session",
            Table::Trail => "trail",
            Table::Token => "token",
        }
    }

    fn named(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.name() == name)
    }
}

/// A row's place. Keys sort by scope, table and text, so one kind's rows of one account lie together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) scope: Scope,
    pub(crate) table: Table,
    pub(crate) key: Box<str>,
}

impl Key {
    pub(crate) fn new(scope: Scope, table: Table, key: &str) -> Self {
        Key { scope, table, key: key.into() }
    }

    /// The key as it stands in the file: none of its first three parts can hold a line feed.
    pub(crate) fn to_text(&self) -> String {
        let Key { scope, table, key } = self;
        format!("{}\n{}\n{}\n{key}", scope.account(), scope.region(), table.name())
    }

    pub(crate) fn from_text(text: &str) -> Option<Key> {
        let mut parts = text.splitn(4, '\n');
        let scope = Scope::new(parts.next()?, parts.next()?);
        let table = Table::named(parts.next()?)?;
        Some(Key::new(scope, table, parts.next()?))
    }
}
