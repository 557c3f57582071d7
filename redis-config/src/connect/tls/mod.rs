//! TLS on a dialled socket, and the detection of TLS ports by plaintext clients.
//!
//! * [`client_config`] turns the settings into a `rustls` configuration; [`pem`] and [`client_cert`] are its parts, and
//!   `insecure` the verifier that accepts every certificate. [`cache`] keeps the result while the files are unchanged.
//! * [`stream`] runs the handshake. Start there.
//! * [`classify`] decides what an error of `rustls` means, [`messages`] what the user reads.
//! * [`diagnose`] and [`probe`] ask a port whether it speaks TLS or Redis once a handshake has failed without a reason.
//!
//! `cache`, `diagnose` and `probe` also exist without the cargo feature `tls`: a plaintext client of a TLS port must report
//! that in every build.
//!
//! May import `settings`, `connect::{target, server, failure}` and, in `diagnose` only, `connect::{stream, socket}`.

pub(crate) mod cache;
#[cfg(feature = "tls")]
pub(crate) mod classify;
#[cfg(feature = "tls")]
pub(crate) mod client_cert;
#[cfg(feature = "tls")]
pub(crate) mod client_config;
pub(crate) mod diagnose;
#[cfg(feature = "danger-insecure-tls")]
pub(crate) mod insecure;
#[cfg(feature = "tls")]
pub(crate) mod messages;
#[cfg(feature = "tls")]
pub(crate) mod pem;
pub(crate) mod probe;
#[cfg(feature = "tls")]
pub(crate) mod stream;
