//! The whole table: services, operations and shapes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use super::Name;
use super::overlay;
use super::shape::{Shape, ShapeRef};
use super::text;

/// Everything that is known of the APIs.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(super) shapes: Vec<Shape>,
    pub(super) services: Vec<Service>,
    names: HashSet<Name>,
}

/// How a service writes requests and replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// AWS JSON 1.1, the operation in `X-Amz-Target`.
    Json,
    /// A form in, XML out, the operation in `Action`.
    Query,
    /// EC2's own form and XML: other names, flat lists, other errors.
    Ec2,
}

/// One service.
#[derive(Debug)]
pub(crate) struct Service {
    /// This crate's name for it, as in the model's file.
    pub(crate) name: Name,
    pub(crate) protocol: Protocol,
    /// The API version, by which a form names its service.
    pub(crate) version: Name,
    /// JSON: what stands before the dot in `X-Amz-Target`. Query and EC2: the XML namespace.
    pub(crate) target: Name,
    pub(crate) operations: BTreeMap<Name, Operation>,
    pub(super) by_name: HashMap<Name, ShapeRef>,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: Name,
    pub(crate) service: Name,
    pub(crate) protocol: Protocol,
    pub(crate) namespace: Name,
    pub(crate) input: Option<ShapeRef>,
    pub(crate) output: Option<ShapeRef>,
    /// The errors that the model or the overlay gives it.
    pub(crate) errors: Vec<Name>,
    /// What the sandbox does otherwise or what is not known of AWS, in words.
    pub(crate) notes: Vec<Name>,
}

/// The table, read once.
pub(crate) fn facts() -> &'static Facts {
    static FACTS: OnceLock<Facts> = OnceLock::new();
    FACTS.get_or_init(Facts::read)
}

impl Facts {
    fn read() -> Facts {
        let mut facts = Facts::default();
        for model in [
            include_str!("../../model/ssm.txt"),
            include_str!("../../model/tagging.txt"),
            include_str!("../../model/sts.txt"),
            include_str!("../../model/ec2.txt"),
            include_str!("../../model/secretsmanager.txt"),
            include_str!("../../model/cloudtrail.txt"),
        ] {
            text::read(model, &mut facts);
        }
        overlay::lay(include_str!("../../model/overlay.txt"), &mut facts);
        facts.names =
            facts.shapes.iter().flat_map(|shape| shape.members()).map(|member| member.name).collect();
        facts
    }

    pub(crate) fn shape(&self, shape: ShapeRef) -> &Shape {
        &self.shapes[shape.0 as usize]
    }

    pub(crate) fn services(&self) -> &[Service] {
        &self.services
    }

    pub(crate) fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }

    /// The member name of the table that is spelt so.
    pub(crate) fn name(&self, name: &str) -> Option<Name> {
        self.names.get(name).copied()
    }

    /// The shape of an error, by its name or its code on the wire.
    pub(crate) fn error(&self, service: &str, code: &str) -> Option<ShapeRef> {
        let shapes = &self.service(service)?.by_name;
        let is_error = |shape: &ShapeRef| self.shape(*shape).error.is_some();
        let has_code = |shape: &ShapeRef| {
            self.shape(*shape).error.as_ref().is_some_and(|error| error.code.is_some_and(|own| own == code))
        };
        shapes.get(code).copied().filter(is_error).or_else(|| shapes.values().copied().find(has_code))
    }
}
