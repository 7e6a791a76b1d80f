//! What a condition can cost at most, told before it runs: the interpreter cannot be stopped.
//!
//! A condition has no loop but those of the macros, which go over what there is, and no variable
//! but theirs. So from the sizes of what it is given follows how many steps it can take and how
//! large anything that it makes can grow.

use cel::Value;
use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators};

/// Steps, bytes that are made or compared among them, that one judgement may take.
const MOST: f64 = 20_000_000.0;

/// How large a change is that a rule must be able to judge by: hundreds of differences, and a
/// document's text.
const USUAL: Size = Size { length: 200.0, inner: 200.0, bytes: 64.0 * 1024.0 };

/// Bytes that count as one step.
const BYTES: f64 = 1024.0;

/// Steps that reading a regular expression counts as.
const PATTERN: f64 = 100.0;

/// How large a value can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    /// Items, where it is a list or a map.
    length: f64,
    /// Items of the longest list or map anywhere inside.
    inner: f64,
    /// Bytes of all of it.
    bytes: f64,
}

impl Size {
    const ONE: Self = Self { length: 0.0, inner: 0.0, bytes: 8.0 };

    /// Of a value that is there.
    pub(super) fn of(value: &Value) -> Self {
        let all = |start: Self, values: &mut dyn Iterator<Item = &Value>| {
            values.map(Self::of).fold(start, Self::with)
        };
        match value {
            Value::List(items) => all(Self::holding(items.len()), &mut items.iter()),
            Value::Map(map) => all(Self::holding(map.map.len()), &mut map.map.values()),
            Value::String(text) => Self::text(text.len()),
            _ => Self::ONE,
        }
    }

    fn text(bytes: usize) -> Self {
        Self { bytes: 8.0 + bytes as f64, ..Self::ONE }
    }

    fn holding(items: usize) -> Self {
        Self { length: items as f64, inner: 0.0, bytes: 8.0 + 32.0 * items as f64 }
    }

    /// Of a list or a map that holds another value too.
    pub(super) fn with(self, item: Self) -> Self {
        Self { inner: self.inner.max(item.length).max(item.inner), bytes: self.bytes + item.bytes, ..self }
    }

    /// Of anything inside, however deep: what a name in a condition may stand for.
    pub(super) fn inside(self) -> Self {
        self.item()
    }

    /// Of whatever stands inside.
    fn item(self) -> Self {
        Self { length: self.inner, ..self }
    }

    /// Of one item, on average: what costs in step with an item's bytes costs that much over all.
    fn average(self) -> Self {
        Self { bytes: 8.0 + self.bytes / self.length.max(1.0), ..self.item() }
    }

    /// Of two together.
    fn and(self, other: Self) -> Self {
        Self {
            length: self.length.max(other.length),
            inner: self.inner.max(other.inner),
            bytes: self.bytes + other.bytes,
        }
    }
}

/// Whether a condition could judge a usual change.
pub(super) fn usual(condition: &IdedExpr) -> bool {
    affordable(condition, USUAL)
}

/// Whether a condition may be judged by, given variables of a size each.
pub(super) fn affordable(condition: &IdedExpr, given: Size) -> bool {
    let mut bound = Bound { given, scope: Vec::new(), steps: 0.0 };
    bound.size(condition, 1.0);
    // Written so that what is not a number is too much.
    bound.steps < MOST
}

struct Bound {
    given: Size,
    scope: Vec<(String, Size)>,
    steps: f64,
}

impl Bound {
    /// How large the value of an expression can be that is evaluated so many times; counts its steps.
    fn size(&mut self, node: &IdedExpr, times: f64) -> Size {
        let size = match &node.expr {
            Expr::Unspecified => Size::ONE,
            Expr::Literal(LiteralValue::String(text)) => Size::text(text.inner().len()),
            Expr::Literal(LiteralValue::Bytes(bytes)) => Size::text(bytes.inner().len()),
            Expr::Literal(
                LiteralValue::Boolean(_)
                | LiteralValue::Double(_)
                | LiteralValue::Int(_)
                | LiteralValue::UInt(_)
                | LiteralValue::Null,
            ) => Size::ONE,
            Expr::Ident(name) => {
                let known = self.scope.iter().rev().find(|(known, _)| known == name);
                known.map_or(self.given, |(_, size)| *size)
            }
            Expr::Select(select) => self.size(&select.operand, times).item(),
            Expr::Call(call) => {
                let inner = call.target.as_deref().into_iter().chain(&call.args);
                let sizes: Vec<Size> = inner.map(|inner| self.size(inner, times)).collect();
                let all = sizes.iter().copied().fold(Size::ONE, Size::and);
                self.steps += times * looked_at(&call.func_name, all);
                match call.func_name.as_str() {
                    // Joining two lists makes one as long as both.
                    operators::ADD => Size { length: sizes.iter().map(|size| size.length).sum(), ..all },
                    operators::INDEX | operators::OPT_INDEX | operators::OPT_SELECT => all.item(),
                    name if SMALL.contains(&name) => Size::ONE,
                    _ => all,
                }
            }
            Expr::List(list) => {
                let items = list.elements.iter().map(|inner| self.size(inner, times));
                items.fold(Size::holding(list.elements.len()), Size::with)
            }
            Expr::Map(map) => {
                let mut all = Size::holding(map.entries.len());
                for entry in &map.entries {
                    all = match &entry.expr {
                        EntryExpr::MapEntry(entry) => {
                            all.with(self.size(&entry.key, times)).with(self.size(&entry.value, times))
                        }
                        EntryExpr::StructField(field) => all.with(self.size(&field.value, times)),
                    };
                }
                all
            }
            // Refused before.
            Expr::Struct(_) => self.given,
            Expr::Comprehension(fold) => {
                let range = self.size(&fold.iter_range, times);
                let init = self.size(&fold.accu_init, times);
                let rounds = range.length;
                let known = self.scope.len();
                self.scope.push((fold.iter_var.clone(), range.average()));
                self.scope.extend(fold.iter_var2.clone().map(|name| (name, range.average())));
                // Every macro adds to what it gathers: what one round adds, all rounds add so often.
                self.scope.push((fold.accu_var.clone(), Size { length: 0.0, inner: 0.0, bytes: 0.0 }));
                self.size(&fold.loop_cond, times * rounds);
                let step = self.size(&fold.loop_step, times * rounds);
                self.scope.truncate(known);
                let gathered = Size {
                    length: init.length + rounds * step.length,
                    inner: init.inner.max(step.inner),
                    bytes: init.bytes + rounds * step.bytes,
                };
                // Each round copies what is gathered so far.
                self.steps += times * (rounds * gathered.length + gathered.bytes / BYTES);
                self.scope.push((fold.accu_var.clone(), gathered));
                let result = self.size(&fold.result, times);
                self.scope.truncate(known);
                result
            }
        };
        self.steps += times;
        size
    }
}

/// Functions that give a truth value, a number or the name of a type.
const SMALL: [&str; 24] = [
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::NOT_STRICTLY_FALSE,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::GREATER,
    operators::GREATER_EQUALS,
    operators::LESS,
    operators::LESS_EQUALS,
    operators::IN,
    operators::SUBSTRACT,
    operators::MULTIPLY,
    operators::DIVIDE,
    operators::MODULO,
    operators::NEGATE,
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "size",
    "hasValue",
    "int",
    "type",
];

/// Steps that a function takes over the bytes of its arguments, as far as it looks at them.
fn looked_at(name: &str, all: Size) -> f64 {
    match name {
        operators::CONDITIONAL
        | operators::LOGICAL_AND
        | operators::LOGICAL_OR
        | operators::LOGICAL_NOT
        | operators::NOT_STRICTLY_FALSE => 0.0,
        "matches" => PATTERN + all.bytes / BYTES,
        _ => all.bytes / BYTES,
    }
}
