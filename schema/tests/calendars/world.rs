//! A calendar's manifest as a file of its own, and what is found in it.

use schema::kinds::change_calendar::{self, Declared, Surroundings};
use schema::kinds::files::{File, Files};
use schema::{Finding, Sources, read_manifests};

pub struct World {
    pub sources: Sources,
    files: Files,
    text: String,
}

impl World {
    pub fn new(spec: &str) -> Self {
        let indented: String = spec.lines().map(|line| format!("  {line}\n")).collect();
        let text = format!(
            "apiVersion: trueup/v1\nkind: ChangeCalendar\nmetadata: {{name: production-freeze}}\nspec:\n{indented}"
        );
        Self { sources: Sources::default(), files: Files::new(), text }
    }

    pub fn file(mut self, path: &str, text: &str) -> Self {
        let source = self.sources.add(path, text);
        self.files.insert(path.to_owned(), File { source, text: text.to_owned() });
        self
    }

    fn read(&mut self) -> (Option<Declared>, Vec<Finding>) {
        let id = self.sources.add("calendar.yaml", self.text.as_str());
        let (mut manifests, findings) = read_manifests(&self.sources, [id]);
        assert_eq!(findings, [], "{}", self.text);
        let manifest = manifests.pop().expect("it is read");
        let name = &manifest.metadata.name;
        let tags = Default::default();
        let around = Surroundings { name, tags: &tags, sources: &self.sources, files: &self.files };
        change_calendar::read(&manifest.spec, around)
    }

    pub fn declared(mut self) -> Declared {
        let (declared, findings) = self.read();
        assert_eq!(findings, []);
        declared.expect("it is read")
    }

    /// Code, place and message of every finding.
    pub fn told(mut self) -> Vec<String> {
        let (_, findings) = self.read();
        let tell = |finding: &Finding| {
            let at = self.sources.locate(finding.span());
            let text = self.sources.text(finding.span());
            format!("{}:{}:{} `{text}` {}: {}", at.path, at.line, at.column, finding.code, finding.message)
        };
        findings.iter().map(tell).collect()
    }
}
