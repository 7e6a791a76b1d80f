//! Faults at every call: what trueup does of them ends where it would have ended without.

mod account;
mod estate;
mod fault;
mod others;
mod points;
mod scenario;
mod trial;
