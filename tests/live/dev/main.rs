//! Private servers: they start, do what they are told, and are never left behind.

mod life;
mod missing;
mod orphan;
mod password;
