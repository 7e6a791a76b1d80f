//! Something that the author of a manifest can mend.

use crate::source::Span;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is planned or applied until it is mended.
    Error,
    /// Worth knowing; nothing stops.
    Warning,
}

/// A mistake, where it is, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The code that `trueup explain` takes, such as `parameter-name`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where; the first label is the finding's own place. Never empty for a manifest's mistake.
    pub labels: Vec<Label>,
    /// What to do instead.
    pub help: Option<String>,
    /// Places whose text a renderer must never print, not even as a neighbouring line. What stands
    /// in their place must not tell how long they are.
    pub conceal: Vec<Span>,
}

/// A place and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words that stand at it; may be empty.
    pub text: String,
}

impl Finding {
    /// An error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, span, message)
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, span, message)
    }

    fn new(code: &'static str, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self { code, severity, message: message.into(), labels, help: None, conceal: Vec::new() }
    }

    /// Words that stand at the finding's own place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Another place that has to do with it.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// A place whose text is never printed.
    pub fn conceal(mut self, span: Span) -> Self {
        self.conceal.push(span);
        self
    }

    /// The finding's own place.
    ///
    /// # Panics
    /// Never: a finding is made with its first label.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }

    /// The way out.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}
