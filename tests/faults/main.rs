//! Whole systems under faults.
