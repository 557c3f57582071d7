//! Loading and checking.
