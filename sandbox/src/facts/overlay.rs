//! Lays the overlay over the model: what AWS does otherwise, each line with where that is known from.

use super::Name;
use super::table::Facts;

/// Applies every line. The text is part of the program: a line that fits nothing stops it.
pub(super) fn lay(text: &'static str, facts: &mut Facts) {
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (change, why) = line.split_once(" -- ").expect("each line of the overlay says why");
        let words: Vec<Name> = change.split(' ').collect();
        match words[..] {
            ["limit", service, shape, ref limits @ ..] => limit(facts, service, shape, limits),
            ["pattern", service, shape, "none"] => facts.shape_mut(service, shape).pattern = None,
            ["words", service, shape, ref words @ ..] => {
                facts.shape_mut(service, shape).words = words.to_vec();
            }
            ["error", service, operation, ref codes @ ..] => {
                facts.operation_mut(service, operation).errors.extend(codes);
            }
            ["note", service, operation] => facts.operation_mut(service, operation).notes.push(why),
            _ => panic!("not a line of the overlay: {line}"),
        }
    }
}

fn limit(facts: &mut Facts, service: &str, shape: &str, limits: &[Name]) {
    let shape = facts.shape_mut(service, shape);
    for limit in limits {
        match limit.split_once('=') {
            Some(("min", number)) => shape.min = Some(number.parse().expect("a limit is a number")),
            Some(("max", number)) => shape.max = Some(number.parse().expect("a limit is a number")),
            _ => panic!("not a limit: {limit}"),
        }
    }
}

impl Facts {
    fn shape_mut(&mut self, service: &str, shape: &str) -> &mut super::Shape {
        let service = self.service(service).expect("the overlay names a service of the model");
        let at = *service.by_name.get(shape).expect("the overlay names a shape of the model");
        &mut self.shapes[at.0 as usize]
    }

    fn operation_mut(&mut self, service: &str, operation: &str) -> &mut super::Operation {
        let mut services = self.services.iter_mut();
        let service = services.find(|own| own.name == service).expect("the overlay names a service");
        service.operations.get_mut(operation).expect("the overlay names an operation of the model")
    }
}
