//! A field that says nothing of itself.

/// A record.
#[derive(schema::Shape)]
struct Record {
    name: String,
}

fn main() {}
