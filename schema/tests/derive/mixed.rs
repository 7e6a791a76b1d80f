//! A choice whose variant holds nothing.

/// A choice.
#[derive(schema::Shape)]
enum Choice {
    /// A word.
    Word,
    /// A text.
    Text(String),
}

fn main() {}
