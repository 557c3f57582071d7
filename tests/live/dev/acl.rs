//! Users of a private server.

use redis_config::dev::{DevError, Server};

#[test]
fn users_have_their_rights_and_the_default_user_none_when_off() {
    let server = Server::builder()
        .user("reader", "reader secret", "~* +@read")
        .default_user_off()
        .start()
        .unwrap();
    assert_eq!(server.call(&["ACL", "WHOAMI"]).unwrap(), "redis-config-dev");
    let may = |command: &[&str]| {
        let mut dry = vec!["ACL", "DRYRUN", "reader"];
        dry.extend(command);
        server.call(&dry).unwrap()
    };
    assert_eq!(may(&["GET", "k"]), "OK");
    assert!(may(&["SET", "k", "v"]).contains("no permissions"));
    assert!(
        server
            .call(&["ACL", "LIST"])
            .unwrap()
            .contains("user default off")
    );
    assert_eq!(
        server.url_of("reader").unwrap(),
        format!("redis://reader:reader%20secret@127.0.0.1:{}", server.port())
    );
    assert!(matches!(
        server.url_of("nobody"),
        Err(DevError::NoMember { .. })
    ));
    server.restart().unwrap();
    assert_eq!(server.call(&["PING"]).unwrap(), "PONG");
    assert!(!format!("{server:?}").contains("secret"));
}

#[test]
fn a_users_password_is_blotted_out_of_the_log_that_an_error_quotes() {
    let error = Server::builder()
        .user("bob", "acl-c4n4ry", "nonsense")
        .start()
        .unwrap_err();
    assert!(!error.to_string().contains("c4n4ry"), "leaked");
    assert!(matches!(error, DevError::Exited { .. }));
}
