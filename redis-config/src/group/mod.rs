//! Several instances in one value: `#[derive(RedisConnections)]`.

mod error;
#[path = "shared_keys.rs"]
mod keyspace;
mod member;
#[path = "operations.rs"]
mod run;
mod switch;

pub use error::{ConnectionFailure, ConnectionsError, FailureCause};
pub use member::{Configs, Handles, Member, MemberMeta, Parts};
pub use run::{
    Group, connect, connect_from, connect_lazy, connect_lazy_from, copied, load_group, show,
    stubbed, validate_from, validate_group,
};
pub use switch::{rollback_group, switch_group};
