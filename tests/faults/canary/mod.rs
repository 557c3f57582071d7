//! No text of the library shows a secret or a payload.
//!
//! `texts` collects errors, `Debug` texts and events, and searches them. `values`, `connections` and `queues` make them.

mod connections;
mod queues;
mod texts;
mod values;
