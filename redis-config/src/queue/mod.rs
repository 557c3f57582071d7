//! Jobs that are not lost.
