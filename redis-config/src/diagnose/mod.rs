//! Checks an instance from this process and names the causes: `diagnose()` of a definition and of a group.
//!
//! * [`diagnosis`]: the result, made of [`finding`]s, as text and for `serde`; [`columns`] lays the text out, [`codes`] lists the codes
//! * [`run`]: the checks of one instance; start reading there. [`standalone`], [`sentinel`] and [`cluster`] know the topologies
//! * [`reach`]: name resolution, TCP, TLS and the handshake with one server; [`failure_code`] maps its failures to codes
//! * [`server`]: the checks of a server that was reached
//! * [`report`] collects findings, [`limits`] bounds the time
//!
//! The main type is [`diagnosis::Diagnosis`]. Connections are opened by `connect`: what fails here fails there. May import
//! `connect`, `settings` and what is left of them in the module order; never `handle`.

pub(crate) mod cluster;
pub(crate) mod codes;
pub(crate) mod columns;
pub(crate) mod diagnosis;
pub(crate) mod failure_code;
pub(crate) mod finding;
pub(crate) mod limits;
pub(crate) mod reach;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod sentinel;
pub(crate) mod server;
pub(crate) mod standalone;
