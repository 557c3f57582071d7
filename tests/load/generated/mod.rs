//! Inputs that a seeded generator damages, and what must hold for each of them.

mod environment;
mod files;
mod inputs;
mod property;
mod shown;
mod variables;
