//! The producer side of a queue, and the operations on dead letters.
//!
//! * `queue`: the public [`Queue`](queue::Queue): push, statistics, redrive and purge
//! * `options`: the options of one push
//! * `batcher`: collects concurrent pushes into one write, and repeats a write whose reply was lost
//! * `batch`: one write: its jobs, their ids, and the callers that wait for the reply
//!
//! The main type is `Queue`. Start with `batcher::Batcher::push`: a caller that finds no write in progress sends its own.
//! The imports go `queue → batcher → batch`. Outside of this directory they use `queue::engine` and `handle`.

pub(crate) mod batch;
pub(crate) mod batcher;
pub(crate) mod options;
pub(crate) mod queue;
