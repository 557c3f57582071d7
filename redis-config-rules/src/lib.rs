//! What a legal Redis setting is.
//!
//! The derive reads these rules while it compiles a user's struct, `redis-config` reads them while it
//! loads one: a rule has one place and one wording. No dependencies.

pub mod draft;
pub mod duration;
pub mod name;
pub mod problem;
pub mod setting;
pub mod suggest;
pub mod text;
pub mod url;

pub use draft::{Draft, Found, Known, Normal};
pub use problem::{Code, Problem};
pub use setting::{Kind, Setting, Shape};
