//! What the derives generate.
