//! Rules skeleton.
