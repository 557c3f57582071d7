//! Credentials that rotate under a live handle.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use redis_config::credentials;
use redis_config::redis::AsyncCommands;
use redis_config::{ConnectErrorKind, Handle, Sources, State};
use redis_config_tests::canary;
use redis_config_tests::events::Captured;
use redis_config_tests::poll::until;

use super::fixture::{
    NEW, OLD, Rig, Rotating, history, provided, until_served, was_rejected, whoami,
};
use crate::fixture::SECOND;

#[tokio::test]
async fn a_password_file_is_read_again_for_each_new_connection() {
    let rig = Rig::new();
    let handle = rig.by_file().connect().await.unwrap();
    let seen = history(&handle);
    for (from, to) in [(OLD, NEW), (NEW, OLD)] {
        rig.write("password", to);
        rig.user(&[&format!(">{to}"), &format!("<{from}")]);
        rig.kill_clients();
        until_served(&handle).await;
        assert_eq!(whoami(&mut handle.conn()).await, "app");
    }
    assert!(!was_rejected(&seen), "{seen:?}");
    assert_eq!(
        canary::find(&format!("{:?} {handle:?} {seen:?}", handle.settings())),
        None
    );
}

#[tokio::test]
async fn a_user_name_in_a_file_rotates_with_its_password() {
    let rig = Rig::new();
    rig.write("username", "app");
    let config = rig.load(
        &[],
        &[
            ("ROTATING_REDIS_USERNAME_FILE", &rig.path("username")),
            ("ROTATING_REDIS_PASSWORD_FILE", &rig.path("password")),
        ],
    );
    let handle = config.connect().await.unwrap();
    let on = [
        "ACL",
        "SETUSER",
        "next",
        "on",
        &format!(">{NEW}"),
        "~*",
        "+@all",
    ];
    rig.server.call(&on).unwrap();
    rig.write("username", "next");
    rig.write("password", NEW);
    rig.server.call(&["ACL", "DELUSER", "app"]).unwrap();
    until_served(&handle).await;
}

#[tokio::test]
async fn the_files_of_a_service_binding_are_read_again() {
    let rig = Rig::new();
    let directory = rig.path("bindings").join("rotating");
    std::fs::create_dir_all(&directory).unwrap();
    let port = rig.server.port().to_string();
    let files = [
        ("type", "redis"),
        ("host", "127.0.0.1"),
        ("port", &port),
        ("username", "app"),
        ("password", OLD),
    ];
    for (name, text) in files {
        std::fs::write(directory.join(name), text).unwrap();
    }
    let root = rig.path("bindings");
    let sources = Sources::standard().env([("SERVICE_BINDING_ROOT", root)]);
    let handle = Rotating::load_from(&sources)
        .unwrap()
        .connect()
        .await
        .unwrap();
    std::fs::write(directory.join("password"), NEW).unwrap();
    rig.user(&[&format!(">{NEW}"), &format!("<{OLD}")]);
    rig.kill_clients();
    until_served(&handle).await;
    assert_eq!(whoami(&mut handle.conn()).await, "app");
}

/// The struct's own value counts once code has set it.
#[tokio::test]
async fn a_password_that_code_has_set_is_not_looked_up() {
    let rig = Rig::new();
    let mut config = rig.by_file();
    config.password = Some(NEW.into());
    let error = config.connect().await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Auth);
    assert!(config.settings().unwrap().credentials().is_none());
    assert!(rig.by_file().settings().unwrap().credentials().is_some());
}

#[tokio::test]
async fn a_password_file_that_is_gone_or_broken_leaves_the_last_good_password() {
    let rig = Rig::new();
    let captured = Captured::start();
    let handle = rig.by_file().connect().await.unwrap();
    let seen = history(&handle);
    let path = rig.path("password");
    for content in [None, Some(""), Some("two\nlines"), Some("${PASSWORD}")] {
        std::fs::remove_file(&path).unwrap_or_default();
        if let Some(content) = content {
            std::fs::write(&path, content).unwrap();
        }
        rig.kill_clients();
        until_served(&handle).await;
    }
    assert!(!was_rejected(&seen), "{seen:?}");
    let logged = captured.text();
    let warning = format!("the file `{}`", path.display());
    assert!(logged.contains(&warning), "{logged}");
    assert_eq!(canary::find(&logged), None, "{logged}");
}

/// Whichever of the two learns of the new password first, and with no moment at which both know both.
#[tokio::test]
async fn two_passwords_for_a_while_give_64_tasks_no_error() {
    for file_first in [false, true] {
        let rig = Rig::new();
        let handle = rig.by_file().connect().await.unwrap();
        let seen = history(&handle);
        let (stop, done) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU32::new(0)),
        );
        let tasks: Vec<_> = (0..64)
            .map(|task| {
                let (handle, stop, done) = (handle.clone(), Arc::clone(&stop), Arc::clone(&done));
                tokio::spawn(async move {
                    let key = format!("key-{task}");
                    while !stop.load(Ordering::Relaxed) {
                        let () = handle.conn().set(&key, task).await.unwrap();
                        // A new connection each time: it signs in with what is valid now.
                        let mut own = handle.dedicated().await.unwrap();
                        assert_eq!(own.get::<_, i64>(&key).await.unwrap(), task);
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        let some_work = async || {
            let before = done.load(Ordering::Relaxed);
            until("the tasks make progress", 20 * SECOND, async || {
                done.load(Ordering::Relaxed) > before + 200
            })
            .await;
        };
        for (from, to) in [(OLD, NEW), (NEW, OLD), (OLD, NEW)] {
            some_work().await;
            if file_first {
                rig.write("password", to);
                some_work().await;
                rig.user(&[&format!(">{to}")]);
            } else {
                rig.user(&[&format!(">{to}")]);
                some_work().await;
                rig.write("password", to);
            }
            some_work().await;
            rig.user(&[&format!("<{from}")]);
            some_work().await;
        }
        stop.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.unwrap();
        }
        let seen = seen.lock().unwrap();
        assert!(seen.iter().all(State::is_ready), "{seen:?}");
    }
}

/// Deleting a user, or resetting its passwords, kills its sessions.
#[tokio::test]
async fn a_deleted_user_that_comes_back_with_another_password_heals_the_handle() {
    let rig = Rig::new();
    let handle = rig.by_file().connect().await.unwrap();
    until_served(&handle).await;
    for to in [NEW, OLD] {
        rig.server.call(&["ACL", "DELUSER", "app"]).unwrap();
        until("the rejection is seen", 5 * SECOND, async || {
            let _ = handle.conn().get::<_, Option<String>>("k").await;
            matches!(handle.state(), State::AuthRejected { .. })
        })
        .await;
        let state = handle.state();
        let error = state.last_error().unwrap();
        let place = format!("the file `{}`", rig.path("password").display());
        assert!(error.help().contains(&place), "{error}");
        rig.write("password", to);
        rig.user(&["on", &format!(">{to}"), "~*", "&*", "+@all"]);
        until_served(&handle).await;
        assert!(handle.state().is_ready());
    }
}

/// The test's own process has this variable from cargo.
#[tokio::test]
async fn a_variable_signs_in() {
    let rig = Rig::new();
    rig.user(&[&format!(">{}", env!("CARGO_PKG_NAME"))]);
    let provider = credentials::variable("CARGO_PKG_NAME").username("app");
    let handle = Handle::connect(&provided(&rig, provider)).await.unwrap();
    until_served(&handle).await;
    let unset = credentials::variable("ROTATING_REDIS_NOT_SET").username("app");
    let error = Handle::connect(&provided(&rig, unset)).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`ROTATING_REDIS_NOT_SET` is not set"),
        "{error}"
    );
}
