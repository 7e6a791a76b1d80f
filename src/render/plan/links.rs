//! Where a forge shows the files of a plan.

use std::path::{Component, Path, PathBuf};

use schema::Location;

/// Where a forge shows the files of a repository at the commit that is planned.
#[derive(Debug, Clone)]
pub struct Links {
    base: String,
    repository: PathBuf,
    started: PathBuf,
}

impl Links {
    /// The files of `repository` below the address `base`, for paths as seen from the folder `started`.
    ///
    /// The base ends with a slash and is fit for HTML as it is.
    pub fn new(base: String, repository: PathBuf, started: PathBuf) -> Self {
        Self { base, repository, started }
    }

    /// The address of a line; `None` where the repository does not hold the file.
    pub(super) fn to(&self, location: &Location) -> Option<String> {
        let path = normal(&self.started.join(&location.path))?;
        let inside = path.strip_prefix(&self.repository).ok()?.to_str()?;
        Some(format!("{}{}#L{}", self.base, encoded(inside), location.line))
    }
}

/// A path without `.` and `..`, as text alone tells it.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !normal.pop() {
                    return None;
                }
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => normal.push(component),
        }
    }
    Some(normal)
}

/// A path as an address writes it: nothing of it is markup.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let byte = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(started: &str, path: &str) -> Option<String> {
        let links = Links::new("https://forge.example/o/r/blob/4f2c/".into(), "/repo".into(), started.into());
        let location = Location { path: path.into(), line: 7, column: 1, end_line: 9, end_column: 2 };
        links.to(&location)
    }

    #[test]
    fn a_link_leads_to_the_line_wherever_the_run_was_started() {
        let wanted = Some("https://forge.example/o/r/blob/4f2c/shop/a.yaml#L7".to_owned());
        assert_eq!(link("/repo", "shop/a.yaml"), wanted);
        assert_eq!(link("/repo/shop/deep", "../a.yaml"), wanted);
        assert_eq!(link("/elsewhere", "/repo/shop/./a.yaml"), wanted);
    }

    #[test]
    fn nothing_outside_has_a_link() {
        for path in ["../a.yaml", "/etc/passwd", "../../../../a.yaml"] {
            assert_eq!(link("/repo", path), None, "{path}");
        }
    }

    #[test]
    fn no_path_is_markup() {
        let link = link("/repo", "a\"><b>&'@x #1?\u{1b}ä.yaml").expect("a link");
        assert_eq!(
            link,
            "https://forge.example/o/r/blob/4f2c/a%22%3E%3Cb%3E%26%27%40x%20%231%3F%1B%C3%A4.yaml#L7"
        );
    }
}
