//! `cargo xtask bench`: comparisons with other libraries, side by side in one run.
//!
//! `run` builds and runs the programs of the workspace in `benches/`. `compile` measures derives: it writes a crate for each
//! of the `subject`s and times `cargo check`.

mod compile;
mod run;
mod subject;

pub(crate) use run::run;
