//! Whole systems under faults.

mod proxy;
