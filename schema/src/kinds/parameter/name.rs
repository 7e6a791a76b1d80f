//! Names: how they are made, and when two are one.

/// The name of a key under a path: `/webshop` and `database/port` make `/webshop/database/port`.
pub fn join(path: &str, key: &str) -> String {
    format!("{}/{key}", path.strip_suffix('/').unwrap_or(path))
}

/// A former name: whole with a leading slash, relative to the path without.
pub(super) fn before(path: &str, name: &str) -> String {
    if name.starts_with('/') { name.to_owned() } else { join(path, name) }
}

/// A name as addresses say it: without its first slash, since `/x` and `x` are one parameter.
pub fn address(name: &str) -> &str {
    name.strip_prefix('/').unwrap_or(name)
}
