//! The program as an ordinary user runs it, whoever runs the tests.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::harness::{Home, PROGRAM};

/// Ports below 1024 and unreadable files are no obstacle for the administrator.
pub(crate) fn as_nobody(home: &Home, words: &[&str]) -> Command {
    let public = home.path().join("public");
    fs::create_dir_all(&public).unwrap();
    let program = public.join("tertulia");
    fs::copy(PROGRAM, &program).unwrap();
    for path in [home.path(), &public, &program] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    if !rustix::process::geteuid().is_root() {
        return home.command(words);
    }
    let mut command = home.other(
        "setpriv",
        &["--reuid=65534", "--regid=65534", "--clear-groups"],
    );
    command.arg(program).args(words);
    command
}
