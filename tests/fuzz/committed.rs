//! The inputs that are committed beside this file, for the ordinary tests of several packages.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Calls `check` with each committed input of this fuzz target: seeds, and what was once found.
/// Fails with the file's name when that panics.
pub(crate) fn each_input(target: &str, check: impl Fn(&[u8])) {
    // Every package of the workspace is one folder below its root.
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz");
    let mut files: Vec<PathBuf> = ["seeds", "regressions"]
        .iter()
        .filter_map(|kind| fs::read_dir(here.join(kind).join(target)).ok())
        .flatten()
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no inputs for {target}");
    for file in files {
        let input = fs::read(&file).expect("a readable input");
        // What is wrong has been said by then.
        let holds = catch_unwind(AssertUnwindSafe(|| check(&input))).is_ok();
        assert!(holds, "the input {}", file.display());
    }
}
