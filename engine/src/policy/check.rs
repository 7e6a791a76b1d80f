//! What can be told of a condition without a plan: whether it names what there is.

use cel::Program;
use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use schema::shape::nearest;
use schema::{Finding, Span};

use super::facts::{self, VARIABLES};

/// Levels that a condition may nest.
const DEEPEST: usize = 64;

/// The functions and methods of the language, its operators aside.
const FUNCTIONS: [&str; 23] = [
    "bool",
    "bytes",
    "contains",
    "double",
    "dyn",
    "endsWith",
    "hasValue",
    "int",
    "matches",
    "none",
    "of",
    "ofNonZeroValue",
    "optional.none",
    "optional.of",
    "optional.ofNonZeroValue",
    "or",
    "orValue",
    "size",
    "startsWith",
    "string",
    "type",
    "uint",
    "value",
];

/// What the parser has made something else of, where its arguments are good.
const MACROS: [&str; 7] = ["all", "exists", "existsOne", "exists_one", "filter", "has", "map"];

/// The names of types, which are values.
const TYPES: [&str; 11] =
    ["bool", "bytes", "double", "dyn", "int", "list", "map", "null_type", "string", "type", "uint"];

/// Every mistake in a condition; `place` gives the span of a range of characters.
pub(super) fn check(program: &Program, whole: Span, place: impl Fn(u32, u32) -> Span) -> Vec<Finding> {
    let span = |id: u64| program.source_info().offset_for(id).map_or(whole, |(start, end)| place(start, end));
    let mut checking = Checking { span: &span, scope: Vec::new(), findings: Vec::new() };
    checking.walk(program.expression(), 0);
    checking.findings
}

struct Checking<'a> {
    span: &'a dyn Fn(u64) -> Span,
    /// Names that the macros around bring along.
    scope: Vec<String>,
    findings: Vec<Finding>,
}

impl Checking<'_> {
    fn walk(&mut self, node: &IdedExpr, depth: usize) {
        if depth > DEEPEST {
            if !self.findings.iter().any(|finding| finding.message.contains("deep")) {
                let finding =
                    Finding::error("policy-expression", (self.span)(node.id), "this nests too deep");
                self.findings.push(finding.help(format!("divide the rule: {DEEPEST} levels are the most")));
            }
            return;
        }
        let depth = depth + 1;
        match &node.expr {
            Expr::Unspecified | Expr::Literal(_) => {}
            Expr::Ident(name) => self.name(node.id, name),
            Expr::Select(select) => match &select.operand.expr {
                Expr::Ident(name) if !self.scope.contains(name) => {
                    if let Some(fields) = facts::fields(name) {
                        self.field(node.id, name, &select.field, fields);
                    } else {
                        self.name(select.operand.id, name);
                    }
                }
                _ => self.walk(&select.operand, depth),
            },
            Expr::Call(call) => {
                let known = self.function(node.id, &call.func_name);
                // `optional.of(x)`: the target is a namespace.
                let namespace =
                    |target: &IdedExpr| matches!(&target.expr, Expr::Ident(name) if name == "optional");
                let target = call.target.as_deref().filter(|target| !namespace(target));
                // What is no function may have been meant as a macro, which brings names along.
                let arguments = call.args.iter().filter(|_| known);
                target.into_iter().chain(arguments).for_each(|inner| self.walk(inner, depth));
            }
            Expr::List(list) => list.elements.iter().for_each(|inner| self.walk(inner, depth)),
            Expr::Map(map) => map.entries.iter().for_each(|entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => {
                    self.walk(&entry.key, depth);
                    self.walk(&entry.value, depth);
                }
                EntryExpr::StructField(field) => self.walk(&field.value, depth),
            }),
            Expr::Struct(made) => {
                let finding = Finding::error(
                    "policy-expression",
                    (self.span)(node.id),
                    format!("there is no type `{}`", made.type_name),
                );
                self.findings.push(finding.help("write a map, such as `{\"name\": 1}`"));
            }
            Expr::Comprehension(fold) => {
                self.walk(&fold.iter_range, depth);
                self.walk(&fold.accu_init, depth);
                let known = self.scope.len();
                self.scope.extend([fold.iter_var.clone(), fold.accu_var.clone()]);
                self.scope.extend(fold.iter_var2.clone());
                self.walk(&fold.loop_cond, depth);
                self.walk(&fold.loop_step, depth);
                self.walk(&fold.result, depth);
                self.scope.truncate(known);
            }
        }
    }

    fn name(&mut self, id: u64, name: &str) {
        let known = VARIABLES.iter().any(|(known, _)| *known == name) || TYPES.contains(&name);
        if known || self.scope.iter().any(|known| known == name) {
            return;
        }
        let finding =
            Finding::error("policy-expression", (self.span)(id), format!("there is no variable `{name}`"));
        let names = VARIABLES.iter().map(|(name, _)| *name);
        let help = match nearest(name, names.chain(self.scope.iter().map(String::as_str))) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the variables are `change`, `plan` and `site`".to_owned(),
        };
        self.findings.push(finding.help(help));
    }

    fn field(&mut self, id: u64, name: &str, field: &str, fields: &[&str]) {
        if fields.contains(&field) {
            return;
        }
        let message = format!("`{name}` has no `{field}`");
        let finding = Finding::error("policy-expression", (self.span)(id), message);
        self.findings.push(finding.help(match nearest(field, fields.iter().copied()) {
            Some(near) => format!("did you mean `{name}.{near}`?"),
            None => format!("it has {}", fields.join(", ")),
        }));
    }

    fn function(&mut self, id: u64, name: &str) -> bool {
        let operator = name.starts_with(['_', '!', '-', '@']);
        if operator || FUNCTIONS.contains(&name) {
            return true;
        }
        let message = match MACROS.contains(&name) {
            true => format!("`{name}` takes other arguments"),
            false => format!("there is no function `{name}`"),
        };
        let finding = Finding::error("policy-expression", (self.span)(id), message);
        let near = nearest(name, FUNCTIONS.iter().chain(&MACROS).copied()).filter(|near| *near != name);
        self.findings.push(finding.help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the functions are those of CEL itself; `docs/policies.md` has examples".to_owned(),
        }));
        false
    }
}
