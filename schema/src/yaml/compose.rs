//! The parser's events to nodes.

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle, Tag};

use crate::bounds::{ALIASES, DEPTH};
use crate::finding::Finding;
use crate::node::{Entry, Key, Node, Scalar, Style, Value};
use crate::reference;
use crate::source::{SourceId, Sources, Span};
use crate::yaml::anchors::{Anchors, Refused};
use crate::yaml::frame::{Children, Frame, Notation, Waiting};
use crate::yaml::{merge, syntax};

/// Every document of a source, in order, without the empty ones. A syntax error ends its file;
/// the documents before it are kept.
pub fn documents(sources: &Sources, id: SourceId) -> (Vec<Node>, Vec<Finding>) {
    documents_of(sources, id, &mut { ALIASES })
}

/// The same of one source among several. What their aliases add up to is taken from `room`.
pub(crate) fn documents_of(sources: &Sources, id: SourceId, room: &mut usize) -> (Vec<Node>, Vec<Finding>) {
    let text = &*sources.get(id).text;
    if let Some(at) = text.find([reference::OPEN, reference::CLOSE]) {
        let span = Span { source: id, start: at as u32, end: (at + reference::OPEN.len_utf8()) as u32 };
        let message = "U+E0F0 and U+E0F1 cannot stand in a manifest";
        return (
            Vec::new(),
            vec![Finding::error("yaml-character", span, message).help("take the character out")],
        );
    }
    composed(sources, id, Tags::Refused, room)
}

/// The same of a text whose references are marked.
pub(crate) fn documents_marked(sources: &Sources, id: SourceId) -> (Vec<Node>, Vec<Finding>) {
    composed(sources, id, Tags::Refused, &mut { ALIASES })
}

/// The same of another tool's file, to which tags mean something: a value with the tag `!Ref` is a map of one
/// entry, whose key is `!Ref`.
pub fn documents_tagged(sources: &Sources, id: SourceId) -> (Vec<Node>, Vec<Finding>) {
    composed(sources, id, Tags::Kept, &mut { ALIASES })
}

/// What becomes of tags that are not YAML's own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tags {
    Refused,
    Kept,
}

fn composed(sources: &Sources, id: SourceId, tags: Tags, room: &mut usize) -> (Vec<Node>, Vec<Finding>) {
    let text = &*sources.get(id).text;
    let mut composer = Composer::new(id, text, tags, room);
    composer.run(text);
    let Composer { documents, mut findings, .. } = composer;
    if documents.is_empty() && findings.is_empty() {
        findings.push(
            Finding::error("yaml-empty", Span::start_of(id), "nothing is written in this file")
                .help("write a manifest, or take the file away"),
        );
    }
    (documents, findings)
}

/// What goes on with a document after an event.
enum Flow {
    On,
    /// The rest of the file is not read.
    Stop,
}

struct Composer<'a> {
    source: SourceId,
    text: &'a str,
    tags: Tags,
    stack: Vec<Frame>,
    anchors: Anchors<'a>,
    documents: Vec<Node>,
    findings: Vec<Finding>,
    /// What `<<` took in, beside the depth of the map that asked for it.
    merged: Vec<(usize, Vec<Entry>)>,
}

impl<'a> Composer<'a> {
    fn new(source: SourceId, text: &'a str, tags: Tags, room: &'a mut usize) -> Self {
        Self {
            source,
            text,
            tags,
            stack: Vec::new(),
            anchors: Anchors::within(room),
            documents: Vec::new(),
            findings: Vec::new(),
            merged: Vec::new(),
        }
    }

    fn run(&mut self, text: &str) {
        let mut options = granit_parser::options! { emit_unresolved_aliases: true };
        options.set_emit_comments(false);
        let mut parser = Parser::<StrInput<'_>>::new_from_str_with_options(text, options);
        while let Some(event) = parser.next_event() {
            match event {
                Err(error) => {
                    self.findings.push(syntax::finding(&error, self.source, self.text));
                    return;
                }
                Ok((event, span)) => match self.event(event, &span) {
                    Flow::On => {}
                    Flow::Stop => return,
                },
            }
        }
    }

    fn event(&mut self, event: Event<'_>, at: &granit_parser::Span) -> Flow {
        let span = self.span(at);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let own = self.tag(tag.as_deref(), at, span);
                let style = tagged(tag.as_deref(), written(style));
                // The parser says `~` where nothing is written; a written `~` has a place.
                let nothing = style == Style::Plain && span.start == span.end;
                let mut text = if nothing { String::new() } else { text.into_owned() };
                if style == Style::Block && self.ends_in_a_line(span) && text.ends_with('\n') {
                    text.pop();
                }
                let scalar = Scalar { text, style };
                let span = self.without_last_newlines(span, style);
                self.push(Frame::under(own, Node { span, value: Value::Scalar(scalar) }), anchor)
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = self.tag(tag.as_deref(), at, span);
                self.open(Frame {
                    span,
                    notation: notation(style),
                    anchor,
                    tag,
                    children: Children::List(Vec::new()),
                })
            }
            Event::MappingStart(style, anchor, tag) => {
                let tag = self.tag(tag.as_deref(), at, span);
                let children = Children::Map { entries: Vec::new(), waiting: None };
                self.open(Frame { span, notation: notation(style), anchor, tag, children })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::UnresolvedAlias(name) => self.unknown_alias(&name, span),
            Event::DocumentEnd => {
                self.anchors.forget();
                Flow::On
            }
            // The parser's events may grow; comments and starts say nothing of values.
            _ => Flow::On,
        }
    }

    /// A place in the source.
    fn span(&self, at: &granit_parser::Span) -> Span {
        let range = at.byte_range().expect("a parser of a whole text knows bytes");
        let clip = |byte: usize| byte.min(self.text.len()) as u32;
        Span { source: self.source, start: clip(range.start), end: clip(range.end.max(range.start)) }
    }

    /// Whether a block goes up to the end of a file that has no line break there: what the parser adds is not
    /// written.
    fn ends_in_a_line(&self, block: Span) -> bool {
        let rest = &self.text[block.start as usize..];
        let last = rest.rsplit('\n').next().unwrap_or_default();
        block.end as usize == self.text.len() && !last.trim().is_empty()
    }

    /// A block's place would end on the line after it.
    fn without_last_newlines(&self, span: Span, style: Style) -> Span {
        match style {
            Style::Plain | Style::Quoted => span,
            Style::Block => {
                let text = &self.text[span.start as usize..span.end as usize];
                Span { end: span.start + text.trim_end().len() as u32, ..span }
            }
        }
    }

    fn open(&mut self, frame: Frame) -> Flow {
        if self.stack.len() >= DEPTH {
            return self.too_deep(frame.span);
        }
        self.stack.push(frame);
        Flow::On
    }

    fn too_deep(&mut self, span: Span) -> Flow {
        let message = format!("values lie more than {DEPTH} deep in one another");
        self.findings.push(Finding::error("yaml-too-deep", span, message));
        Flow::Stop
    }

    fn close(&mut self, end: Span) -> Flow {
        let depth = self.stack.len();
        let mut frame = self.stack.pop().expect("the parser closes what it opened");
        if let Children::Map { entries, .. } = &mut frame.children {
            merge::refuse_duplicates(entries, &mut self.findings);
            while let Some((_, merged)) = self.merged.pop_if(|(at, _)| *at == depth) {
                merge::apply(entries, merged);
            }
        }
        frame.span = frame.whole(end);
        let anchor = frame.anchor;
        self.push(frame.close(), anchor)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Flow {
        match self.anchors.expand(anchor) {
            Ok((_, height)) if self.stack.len() + height > DEPTH => self.too_deep(span),
            Ok((node, _)) => self.push(node, 0),
            Err(Refused::Unknown) => self.unknown_alias("", span),
            Err(Refused::Costly) => self.costly(span),
        }
    }

    fn unknown_alias(&mut self, name: &str, span: Span) -> Flow {
        self.findings.push(
            Finding::error("yaml-alias", span, "this alias has no anchor before it")
                .help("write `&name` at the value that it repeats; quote a text that begins with `*`"),
        );
        // A text goes on in its place, so that the map is judged as if it were right.
        let text = format!("*{name}");
        self.push(Node { span, value: Value::Scalar(Scalar { text, style: Style::Quoted }) }, 0)
    }

    fn costly(&mut self, span: Span) -> Flow {
        self.findings.push(
            Finding::error("yaml-alias", span, "aliases expand to more than is read of a stack")
                .help("write the values out, or use fewer aliases of aliases"),
        );
        Flow::Stop
    }

    /// Gives a finished node to what holds it.
    fn push(&mut self, node: Node, anchor: usize) -> Flow {
        if anchor != 0 && self.anchors.keep(anchor, &node).is_err() {
            return self.costly(node.head());
        }
        let depth = self.stack.len();
        let Some(frame) = self.stack.last_mut() else {
            if !node.is_unwritten() {
                self.documents.push(node);
            }
            return Flow::On;
        };
        let key = frame.wants_key();
        match &mut frame.children {
            Children::List(items) => items.push(node),
            Children::Map { waiting, .. } if key => {
                let head = node.head();
                let found = Frame::key(node);
                if found.is_none() {
                    self.findings.push(Finding::error("yaml-key", head, "a key must be a text"));
                }
                *waiting = Some(found.unwrap_or(Waiting::Refused));
            }
            Children::Map { entries, waiting } => match waiting.take() {
                Some(Waiting::Key(key)) => entries.push(Entry { key, value: node }),
                Some(Waiting::Merge(span)) => {
                    if self.merged.last().is_some_and(|(at, _)| *at == depth) {
                        let message = "`<<` is written twice in one map";
                        self.findings.push(
                            Finding::error("duplicate-key", span, message)
                                .help("give one `<<` a list, such as `<<: [*first, *second]`"),
                        );
                    }
                    self.merged.push((depth, merge::sources(node, &mut self.findings)));
                }
                Some(Waiting::Refused) | None => {}
            },
        }
        Flow::On
    }

    /// Tags say how a YAML reader should read a value; here the fields say it. What is kept of one is a key.
    fn tag(&mut self, tag: Option<&Tag>, at: &granit_parser::Span, span: Span) -> Option<Key> {
        let tag = tag?;
        let core = ["str", "int", "float", "bool", "null", "map", "seq"];
        let harmless = tag.core_suffix().is_some_and(|suffix| core.contains(&suffix));
        if harmless || tag.original() == "!" {
            return None;
        }
        let place = at.tag_span().map_or(span, |tag| self.span(&tag));
        if self.tags == Tags::Kept {
            return Some(Key { text: tag.original().to_string(), span: place });
        }
        self.findings.push(
            Finding::error("yaml-tag", place, "tags mean nothing here")
                .help("take it out; for another resource's value write `${Kind/name.attribute}`"),
        );
        None
    }
}

fn notation(style: StructureStyle) -> Notation {
    match style {
        StructureStyle::Flow => Notation::Flow,
        StructureStyle::Block => Notation::Block,
    }
}

/// What a tag makes of a scalar: `!!str 5` is as good as quoted.
fn tagged(tag: Option<&Tag>, style: Style) -> Style {
    let Some(tag) = tag else { return style };
    match tag.core_suffix() {
        Some("str") if style == Style::Plain => Style::Quoted,
        None if tag.original() == "!" && style == Style::Plain => Style::Quoted,
        Some("int" | "float" | "bool" | "null") => Style::Plain,
        Some(_) | None => style,
    }
}

fn written(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}
