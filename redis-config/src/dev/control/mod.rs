//! The connection by which this module controls a private server.
//!
//! * `control`: one connection, with its own small RESP parser
//! * `reconnecting`: opens it again when a test has closed it
//!
//! The main type is [`ControlConnection`](reconnecting::ControlConnection). Start with `control`. It imports nothing but the
//! errors of `dev`, and in particular no handle of this library, so that tests can break those.

pub(crate) mod control;
pub(crate) mod reconnecting;
