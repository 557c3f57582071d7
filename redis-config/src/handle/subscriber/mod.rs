//! Pub/Sub: one stream of messages across reconnects, failovers, moved slots and switches.
//!
//! [`subscriber::Subscriber`] is the public type. It sends requests to its task and receives events: messages, and a `Gap`
//! wherever some may be missing.
//!
//! `task` owns the sockets and the list of wanted subscriptions. It marks the subscriptions whose socket is lost or at the
//! wrong server, and `resubscribe` sends them again. `socket` has the other direction: the server pushes messages and
//! confirmations to its `PushRouter`, and an `EventSender` puts them into the queue of the reader. The order there decides
//! where a gap is.
//!
//! Imports `connect`, `handle::node` and `handle::instance`. Start reading at `task::SubscriberTask::run`.

pub(crate) mod message;
pub(crate) mod resubscribe;
pub(crate) mod socket;
pub(crate) mod subscriber;
pub(crate) mod subscription;
pub(crate) mod task;
