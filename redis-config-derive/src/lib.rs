//! The derive macros of `redis-config`.
