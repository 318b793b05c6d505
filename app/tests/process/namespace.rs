//! Programs that see a disk of their own, without anybody's permission: a mount namespace, which ordinary
//! users have inside a user namespace.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::{Home, PROGRAM, Running};

/// The words before those of a program that is to have mounts of its own.
///
/// There is no other way to a small or read-only disk, so without namespaces this fails, and says what is
/// missing, rather than let a test pass that showed nothing.
fn unshare() -> Vec<&'static str> {
    let ways = [
        vec!["unshare", "--user", "--map-root-user", "--mount"],
        vec!["unshare", "--mount"],
    ];
    let works = |way: &Vec<&str>| {
        let mut command = Command::new(way[0]);
        command
            .args(&way[1..])
            .args(["mount", "-t", "tmpfs", "try"])
            .arg(std::env::temp_dir());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    ways.into_iter().find(works).expect(
        "needs `unshare` and `mount` (util-linux) and user namespaces, or root: on Debian and Ubuntu \
         `sysctl kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0`",
    )
}

impl Home {
    /// Starts the program after the shell's `mounts`, in which `$XDG_DATA_HOME` is the folder for data.
    pub(crate) fn start_among(&self, mounts: &str, words: &[&str]) -> Running {
        let way = unshare();
        let script = format!("{mounts} && exec \"$@\"");
        let shell = ["sh", "-ec", &script, "sh", PROGRAM];
        Running::start(self.other(way[0], &[&way[1..], &shell, words].concat()))
    }
}

impl Running {
    /// The file at `path` as this program sees it.
    pub(crate) fn sees(&self, path: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.pid()));
        root.join(path.strip_prefix("/").unwrap())
    }
}

/// Writes to a file until the disk is full.
pub(crate) fn fill(path: &Path) {
    let mut file = File::create(path).unwrap();
    // The last bytes one by one, so that really nothing is left.
    for piece in [64 << 10, 4 << 10, 1] {
        while file.write_all(&vec![0; piece]).is_ok() {
            let length = fs::metadata(path).unwrap().len();
            assert!(length < 64 << 20, "this disk does not become full");
        }
    }
}
