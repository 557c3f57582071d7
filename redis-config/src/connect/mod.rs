//! Settings → a live socket.
