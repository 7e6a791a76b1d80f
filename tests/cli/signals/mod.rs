//! SIGINT and SIGTERM: whatever a command does, it ends, and says what it did.

mod computing;
mod writing;
