//! Paths that stay inside a stack's folder, whatever links stand on the way.

use std::io;
use std::path::{Path, PathBuf};

/// A path's real place, where that lies inside the folder.
///
/// # Errors
/// It is not there, or it lies outside.
pub(super) fn inside(root: &Path, path: &Path) -> io::Result<PathBuf> {
    let real = root.join(path).canonicalize()?;
    if real.starts_with(root.canonicalize()?) {
        Ok(real)
    } else {
        Err(io::Error::new(io::ErrorKind::PermissionDenied, "it lies outside the stack's folder"))
    }
}
