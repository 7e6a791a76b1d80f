//! A type with parameters.

/// A record.
#[derive(schema::Shape)]
struct Record<T> {
    /// Its value.
    value: T,
}

fn main() {}
