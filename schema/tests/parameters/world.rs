//! A hierarchy as a file of its own, and what is found in it.

use schema::kinds::parameter::{self, Declared, Surroundings};
use schema::stack::Texts;
use schema::{Finding, Node, SourceId, Sources, Spanned, read_manifests};

pub const EXAMPLE: &str = r#"path: /webshop/production
tags: {Environment: Production}
keyId: alias/parameter-store-key
parameters:
  database/endpoint: mydb.cluster-abc.us-east-1.rds.amazonaws.com
  database/port: 3306
  database/password:
    type: SecureString
    valueFrom: {env: DB_PASSWORD}
    description: Database admin password
    tier: Advanced
    policies:
      - expiration: 2027-12-31T23:59:59Z
      - expirationNotification: {before: 30 days}
      - noChangeNotification: {after: 60 days}
  network/allowed-cidrs: [10.0.0.0/16, 10.1.0.0/16]
  api/key:
    type: SecureString
    manage: metadata
    description: Payment provider key
    keyId: alias/other
    tags: {Environment: Shared, Owner: payments}
  ami/web: {value: ami-0c55b159cbfafe1f0, dataType: aws:ec2:image}
  features/rate-limit: {value: 1000, allowedPattern: "^[0-9]+$", labels: [stable], movedFrom: limits/rate}
"#;

pub struct World {
    pub sources: Sources,
    pub id: SourceId,
    pub spec: Node,
    pub tags: Texts,
}

impl World {
    pub fn new(spec: &str) -> Self {
        let indented: String = spec.lines().map(|line| format!("  {line}\n")).collect();
        let head = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: webshop}\nspec:\n";
        let mut sources = Sources::default();
        let id = sources.add("parameters.yaml", format!("{head}{indented}"));
        let (mut manifests, findings) = read_manifests(&sources, [id]);
        assert_eq!(findings, [], "{spec}");
        let manifest = manifests.pop().expect("it is read");
        let value = "webshop".to_owned();
        let tags = Texts::from([("Application".to_owned(), Spanned { value, span: manifest.metadata.span })]);
        Self { sources, id, spec: manifest.spec, tags }
    }

    /// A hierarchy of these entries alone.
    pub fn of(entries: &str) -> Self {
        let indented: String = entries.lines().map(|line| format!("  {line}\n")).collect();
        Self::new(&format!("path: /webshop\nparameters:\n{indented}"))
    }

    pub fn read(&self) -> (Vec<Declared>, Vec<Finding>) {
        parameter::read(&self.spec, Surroundings { region: "us-east-1", tags: &self.tags })
    }

    pub fn declared(&self) -> Vec<Declared> {
        let (declared, findings) = self.read();
        assert_eq!(findings, []);
        declared
    }

    pub fn told(&self) -> Vec<String> {
        let (_, findings) = self.read();
        let tell = |finding: &Finding| {
            let help = finding.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
            let place = self.sources.text(finding.span());
            format!("{} [{place}] {}{help}", finding.code, finding.message)
        };
        findings.iter().map(tell).collect()
    }

    pub fn codes(&self) -> Vec<&'static str> {
        self.read().1.iter().map(|finding| finding.code).collect()
    }
}
