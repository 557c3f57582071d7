//! `ConnectError`.

use std::error::Error as _;

use redis_config::{ConnectError, ConnectErrorKind};

use crate::fixture::{Jobs, load};

#[test]
fn an_invalid_definition_is_a_connect_error_with_its_violations() {
    let invalid = load::<Jobs>(&[("JOBS_REDIS_URL", "http://h")]).unwrap_err();
    let error = ConnectError::from(invalid.clone());
    assert_eq!(error.kind(), ConnectErrorKind::Invalid);
    assert_eq!((error.instance(), error.address()), ("jobs", ""));
    assert!(!error.is_transient());
    assert_eq!(error.source().unwrap().to_string(), invalid.to_string());
    assert!(error.to_string().contains("url-scheme"), "{error}");
    assert!(!error.help().is_empty());
}
