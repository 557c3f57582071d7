//! A private host file in a private mount namespace: names that move while a library is connected.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

const VARIABLE: &str = "REDIS_CONFIG_BENCH_HOSTS";

/// The file that is mounted over `/etc/hosts` for this process. Deleted on drop.
#[derive(Debug)]
pub struct Hosts {
    file: PathBuf,
    names: Mutex<BTreeMap<String, Ipv4Addr>>,
}

impl Hosts {
    /// Restarts this program in its own namespace, once. Call it before any thread is started.
    ///
    /// `None` if this system does not let us (no `unshare`, not root, a container without `SYS_ADMIN`).
    ///
    /// # Errors
    ///
    /// The host file cannot be written.
    pub fn enter() -> io::Result<Option<Self>> {
        if let Some(file) = std::env::var_os(VARIABLE) {
            return Ok(Some(Self {
                file: file.into(),
                names: Mutex::default(),
            }));
        }
        let may = Command::new("unshare").args(["--mount", "true"]).output();
        if !may.is_ok_and(|tried| tried.status.success()) {
            return Ok(None);
        }
        let name = format!("redis-config-bench-{}.hosts", std::process::id());
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, text(&BTreeMap::new()))?;
        let error = Command::new("unshare")
            .args(["--mount", "sh", "-c"])
            .arg("mount --bind \"$0\" /etc/hosts && exec \"$@\"")
            .arg(&file)
            .arg(std::env::current_exe()?)
            .args(std::env::args_os().skip(1))
            .env(VARIABLE, &file)
            .exec();
        // `exec` returns only if it failed.
        let _ = std::fs::remove_file(&file);
        Err(error)
    }

    /// Maps a name to this address.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn set(&self, name: &str, address: Ipv4Addr) -> io::Result<()> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.insert(name.to_owned(), address);
        // In place, because this very file is mounted; in one write, because others read it meanwhile. It never gets
        // shorter: names are only added, and all addresses have the same length.
        let mut file = std::fs::File::options().write(true).open(&self.file)?;
        file.write_all(text(&names).as_bytes())
    }
}

impl Drop for Hosts {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

fn text(names: &BTreeMap<String, Ipv4Addr>) -> String {
    let lines = names
        .iter()
        .map(|(name, address)| format!("{address} {name}\n"));
    format!("127.0.0.1 localhost\n{}", lines.collect::<String>())
}
