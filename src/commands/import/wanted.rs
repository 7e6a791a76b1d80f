//! What a person names of what is there.

use std::cell::Cell;

use engine::contract::Sought;
use engine::kinds::KINDS;
use globset::{GlobBuilder, GlobMatcher};
use schema::shape::nearest;

use crate::error::{Error, Result};

/// What a person names.
pub(in crate::commands) struct Wanted {
    patterns: Vec<Pattern>,
    path: Option<String>,
}

struct Pattern {
    written: String,
    kind: &'static str,
    /// What AWS calls it; anything where only a kind is named.
    name: Option<GlobMatcher>,
    met: Cell<bool>,
}

const HIERARCHY: &str = "ParameterHierarchy";

impl Wanted {
    /// Reads what is named.
    ///
    /// # Errors
    /// Usage: a kind that is none, a pattern or a path that is none.
    pub fn read(written: &[String], path: Option<&str>) -> Result<Self> {
        if let Some(path) = path.filter(|path| !path.starts_with('/')) {
            return Err(Error::usage(format!("`{path}` is no path of parameters")).help("it begins with `/`"));
        }
        let patterns = written.iter().map(|text| Pattern::read(text)).collect::<Result<_>>()?;
        Ok(Self { patterns, path: path.map(|path| path.trim_end_matches('/').to_owned()) })
    }

    /// Whether nothing is named.
    pub fn is_nothing(&self) -> bool {
        self.patterns.is_empty() && self.path.is_none()
    }

    /// What is read for it.
    pub fn sought(&self) -> Sought {
        if self.is_nothing() {
            return Sought::default();
        }
        let kinds = self.patterns.iter().map(|pattern| pattern.kind);
        let of_path = self.path.as_ref().map(|_| HIERARCHY);
        let sought = Sought::of(kinds.chain(of_path).map(str::to_owned));
        let by_name = self.patterns.iter().any(|pattern| pattern.kind == HIERARCHY);
        match &self.path {
            Some(path) if !path.is_empty() && !by_name => sought.under(path),
            _ => sought,
        }
    }

    /// Whether a resource is wanted.
    pub fn asks_for(&self, kind: &str, name: &str) -> bool {
        if self.is_nothing() {
            return true;
        }
        let of_path = self.path.as_ref().is_some_and(|path| {
            kind == HIERARCHY && name.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
        });
        // Every pattern that fits has met something.
        let met = self.patterns.iter().filter(|pattern| pattern.fits(kind, name)).count() > 0;
        of_path || met
    }

    /// What is named and was nowhere.
    pub fn strangers(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().filter(|pattern| !pattern.met.get()).map(|pattern| pattern.written.as_str())
    }
}

impl Pattern {
    fn read(written: &str) -> Result<Self> {
        let (kind, name) = match written.split_once('/') {
            Some((kind, name)) => (kind, Some(name)),
            None => (written, None),
        };
        // Plans say `Parameter/shop/port` of what a hierarchy says.
        let manifest = if kind == "Parameter" { HIERARCHY } else { kind };
        let Some(line) = KINDS.iter().find(|line| line.name == manifest) else {
            let error = Error::usage(format!("there is no kind `{kind}`"));
            let names = KINDS.iter().map(|line| line.name);
            return Err(match nearest(kind, names.clone()) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help(format!("the kinds are {}", names.collect::<Vec<_>>().join(", "))),
            });
        };
        let glob = |name: &str| {
            let glob = GlobBuilder::new(bare(name)).build();
            glob.map(|glob| glob.compile_matcher())
                .map_err(|error| Error::usage(format!("`{written}` is no pattern: {error}")))
        };
        let name = name.filter(|name| !name.is_empty()).map(glob).transpose()?;
        Ok(Self { written: written.to_owned(), kind: line.name, name, met: Cell::new(false) })
    }

    fn fits(&self, kind: &str, name: &str) -> bool {
        let fits = self.kind == kind && self.name.as_ref().is_none_or(|glob| glob.is_match(bare(name)));
        self.met.set(self.met.get() || fits);
        fits
    }
}

/// A name without its first slash, which says nothing.
fn bare(name: &str) -> &str {
    name.strip_prefix('/').unwrap_or(name)
}
