//! Faults at every call: what trueup does of them ends where it would have ended without.

mod account;
mod dice;
mod estate;
mod fault;
mod lease;
mod meddling;
mod others;
mod points;
mod pool;
mod random;
mod reread;
mod scenario;
mod trial;
