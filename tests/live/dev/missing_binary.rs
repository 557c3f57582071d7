//! A machine without a server program.

use redis_config::dev::{DevError, Server};

#[test]
fn the_error_names_the_program_and_how_to_install_it() {
    let error = Server::builder()
        .program("/nowhere/redis-server")
        .start()
        .unwrap_err();
    assert!(matches!(error, DevError::ProgramMissing { .. }));
    let text = error.to_string();
    assert!(text.contains("`/nowhere/redis-server`"), "{text}");
    let install = text.lines().last().unwrap();
    assert!(
        install.contains("install one:  ") && install.contains("redis"),
        "{text}"
    );
    if std::fs::read_to_string("/etc/os-release")
        .is_ok_and(|os| os.lines().any(|line| line == "ID=debian"))
    {
        assert!(install.contains("apt-get install -y"), "{text}");
        assert!(install.ends_with(" redis-server"), "{text}");
    }
}
