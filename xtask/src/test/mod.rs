//! `cargo xtask test`: every check, cheapest first, up to the first that fails.
//!
//! `run` is the command. `steps` lists what it passes to cargo; what cargo cannot do is in `one_syn`, `secrets` and
//! `crate::layers`.

mod one_syn;
mod run;
mod secrets;
mod steps;

pub(crate) use run::run;
