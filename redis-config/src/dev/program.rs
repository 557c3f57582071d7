//! Which server program there is, and how to install one.
//!
//! Uses only the standard library, and nothing of this crate: `xtask` includes this file, so that both find and install the
//! program in the same way.

use std::env;
use std::path::{Path, PathBuf};

/// The names of server programs, in the order of preference.
pub(crate) const NAMES: [&str; 2] = ["redis-server", "valkey-server"];

/// Names a program to use in place of those, by path or by name.
pub(crate) const OVERRIDE: &str = "REDIS_CONFIG_SERVER";

/// Directories of package managers, which `PATH` may not contain.
const USUAL_PLACES: [&str; 4] = [
    "/usr/bin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/opt/local/bin",
];

/// The server program, if there is one: the override, else the first name found.
pub(crate) fn find() -> Option<PathBuf> {
    match env::var_os(OVERRIDE) {
        Some(named) if !named.is_empty() => locate(Path::new(&named)),
        _ => NAMES.iter().find_map(|name| locate(Path::new(name))),
    }
}

/// The file behind a path, or behind a bare name in `PATH`.
pub(crate) fn locate(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return is_program(program).then(|| program.to_path_buf());
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(USUAL_PLACES.iter().map(PathBuf::from))
        .map(|folder| folder.join(program))
        .find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// A package manager, and what the server is called there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Installer {
    /// Its program.
    pub(crate) tool: &'static str,
    /// The arguments to run before the first install, if any.
    pub(crate) refresh: Option<&'static [&'static str]>,
    /// Its arguments up to the package.
    pub(crate) install: &'static [&'static str],
    /// Packages to try, best first: distributions moved from Redis to Valkey at different times.
    pub(crate) packages: &'static [&'static str],
    /// Whether it needs root.
    pub(crate) root: bool,
}

const APT: Installer = Installer {
    tool: "apt-get",
    refresh: Some(&["update"]),
    install: &["install", "-y", "--no-install-recommends"],
    packages: &["redis-server", "valkey-server"],
    root: true,
};
const DNF: Installer = Installer {
    tool: "dnf",
    refresh: None,
    install: &["install", "-y"],
    packages: &["valkey", "redis"],
    root: true,
};
const PACMAN: Installer = Installer {
    tool: "pacman",
    refresh: None,
    install: &["-Sy", "--noconfirm", "--needed"],
    packages: &["valkey", "redis"],
    root: true,
};
const ZYPPER: Installer = Installer {
    tool: "zypper",
    refresh: None,
    install: &["--non-interactive", "install"],
    packages: &["redis", "valkey"],
    root: true,
};
const APK: Installer = Installer {
    tool: "apk",
    refresh: None,
    install: &["add"],
    packages: &["redis", "valkey"],
    root: true,
};
const BREW: Installer = Installer {
    tool: "brew",
    refresh: None,
    install: &["install"],
    packages: &["redis", "valkey"],
    root: false,
};

impl Installer {
    /// The one of this system.
    pub(crate) fn here() -> Option<Self> {
        if cfg!(target_os = "macos") {
            return Some(BREW);
        }
        let os_release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
        Self::of(&os_release)
    }

    /// The one of the system that an `os-release` file describes: by its `ID`, then by its `ID_LIKE`.
    pub(crate) fn of(os_release: &str) -> Option<Self> {
        let value = |key: &str| {
            os_release
                .lines()
                .filter_map(|line| line.split_once('='))
                .find(|(name, _)| *name == key)
                .map_or("", |(_, value)| value.trim_matches(['"', '\'']))
        };
        let (id, like) = (value("ID"), value("ID_LIKE"));
        std::iter::once(id)
            .chain(like.split_whitespace())
            .find_map(|id| match id {
                "debian" | "ubuntu" => Some(APT),
                "fedora" | "rhel" | "centos" | "amzn" => Some(DNF),
                "arch" => Some(PACMAN),
                "alpine" => Some(APK),
                id if id == "suse" || id.starts_with("opensuse") => Some(ZYPPER),
                _ => None,
            })
    }

    /// The line a person types to install the best package.
    pub(crate) fn line(&self) -> String {
        let sudo = if self.root { "sudo " } else { "" };
        let refresh = self.refresh.map_or_else(String::new, |with| {
            format!("{sudo}{} {} && ", self.tool, with.join(" "))
        });
        format!(
            "{refresh}{sudo}{} {} {}",
            self.tool,
            self.install.join(" "),
            self.packages[0]
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_install_command_is_that_of_the_system() {
        for (os_release, tool) in [
            ("ID=debian\n", "apt-get"),
            (
                "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n",
                "apt-get",
            ),
            ("ID=fedora\n", "dnf"),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "dnf"),
            ("ID=arch\n", "pacman"),
            ("ID=alpine\n", "apk"),
            (
                "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n",
                "zypper",
            ),
        ] {
            assert_eq!(
                Installer::of(os_release).map(|found| found.tool),
                Some(tool),
                "{os_release}"
            );
        }
        assert_eq!(Installer::of("ID=plan9\n"), None);
        assert_eq!(APK.line(), "sudo apk add redis");
        assert_eq!(BREW.line(), "brew install redis");
        assert!(
            APT.line()
                .starts_with("sudo apt-get update && sudo apt-get install -y "),
            "{}",
            APT.line()
        );
    }

    #[test]
    fn a_folder_or_a_plain_file_is_no_program() {
        assert_eq!(locate(Path::new("/usr/bin")), None);
        assert_eq!(locate(Path::new("/etc/passwd")), None);
        assert_eq!(locate(Path::new("no-such-program-anywhere")), None);
        assert!(locate(Path::new("sh")).is_some());
    }
}
