//! The checks of a server that was reached.
//!
//! * [`check`] asks and runs all checks; start reading there. [`facts`] is what the server reports about itself
//! * [`role`], [`memory`], [`persistence`]: whether it takes writes, and whether it keeps them
//! * [`process`]: version, clients and clock
//!
//! Only commands that read are sent. One that the user may not run makes its checks `unknown`. Imports only `facts` and
//! `report`.

pub(crate) mod check;
pub(crate) mod facts;
pub(crate) mod memory;
pub(crate) mod persistence;
pub(crate) mod process;
pub(crate) mod role;
