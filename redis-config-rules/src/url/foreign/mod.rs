//! What a refused URL most likely means: the formats of other clients and of consoles, translated into ours.
//!
//! Nothing here accepts a URL. A translation holds the user's own hosts, port and database, but never user info, and is
//! shown only if it is legal.
//!
//! `wrapped` is the entry: it takes the URL out of what was copied with it. `translation` reads it, and `parameter` reads its
//! parameters.

mod parameter;
mod translation;
mod wrapped;

pub(super) use wrapped::explain;
