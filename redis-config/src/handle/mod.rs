//! The typed handle of one instance: connections that share a socket, sockets of one's own, and what keeps them alive.

#[path = "../command/block_time.rs"]
mod blocking;
mod cluster;
#[path = "node/server_condition_log.rs"]
mod complaint;
#[path = "shared/connection.rs"]
mod connection;
#[path = "instance/topology_detection.rs"]
mod decision;
#[path = "dedicated/dedicated.rs"]
mod dedicated;
#[path = "node/readonly_recheck.rs"]
mod doubt;
#[path = "follow.rs"]
mod following;
#[path = "instance/generation.rs"]
mod generation;
#[path = "../command/policy.rs"]
mod guard;
#[expect(
    clippy::module_inception,
    reason = "one file, one noun: this one is the handle"
)]
mod handle;
mod health;
#[path = "instance/instance.rs"]
mod instance;
#[path = "../command/class.rs"]
mod kind;
#[path = "dedicated/checkout.rs"]
mod lease;
#[path = "shared/conn.rs"]
mod line;
#[path = "node/locate/locator.rs"]
mod locator;
#[path = "command_error.rs"]
mod loss;
#[path = "node/node.rs"]
mod node;
#[path = "state_publisher.rs"]
mod outlet;
#[path = "node/dedicated_pool.rs"]
mod pool;
#[path = "node/locate/sentinel_replica.rs"]
mod reader;
#[path = "node/reauth.rs"]
mod reauth;
#[path = "node/maintenance.rs"]
mod relief;
mod request;
#[path = "shared/assignment.rs"]
mod seat;
#[path = "node/shared_socket.rs"]
mod slot;
mod state;
#[path = "subscriber/subscriber.rs"]
mod subscriber;
#[path = "node/supervisor.rs"]
mod supervisor;
#[path = "instance/switch.rs"]
mod switch;
#[path = "node/locate/sentinel_primary.rs"]
mod tracker;
#[path = "dedicated/blocking.rs"]
mod waiting;

pub use connection::Connection;
pub use dedicated::Dedicated;
pub use following::{Followed, Following};
pub use handle::Handle;
pub use health::{Health, ServerRole};
pub use loss::outcome_is_unknown;
pub use state::State;
pub use subscriber::{Message, Subscriber, SubscriberEvent};
pub(crate) use switch::{Prepared, Turn};
pub use switch::{SwitchError, SwitchStep, Switched};
