//! Several instances in one value: `#[derive(RedisConnections)]`.

mod error;
mod keyspace;
mod member;
mod run;
mod switch;

pub use error::{ConnectionFailure, ConnectionsError, FailureCause};
pub use member::{Configs, Handles, Member, MemberMeta, Parts};
pub use run::{
    Group, connect, connect_from, connect_lazy, connect_lazy_from, copied, load_group, show,
    stubbed, validate_from, validate_group,
};
pub use switch::{rollback_group, switch_group};
