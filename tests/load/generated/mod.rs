//! Inputs that a seeded generator damages, and what must hold for each of them.

mod environments;
mod inputs;
mod property;
mod shown;
