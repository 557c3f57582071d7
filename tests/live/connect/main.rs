//! Handles on real servers.

mod age;
mod blocking;
mod errors;
mod guard;
mod live;
mod order;
mod outage;
mod password;
mod shape;
mod silence;
