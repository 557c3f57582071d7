//! Accepted URLs, refused URLs (one for each refusal), and those of other clients.

mod foreign;
mod refused;
mod urls;

pub(crate) use foreign::TRANSLATED;
pub(crate) use refused::REFUSALS;
