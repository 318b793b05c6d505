//! The inputs that are committed beside this file, for the ordinary tests of several packages.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

/// Calls `check` with each committed input of this fuzz target: seeds, and what was once found.
/// When it panics, the file's name is said.
pub(crate) fn each_input(target: &str, check: impl Fn(&[u8])) {
    // Every package of the workspace is one folder below its root.
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz");
    let mut files: Vec<PathBuf> = ["seeds", "regressions"]
        .iter()
        .filter_map(|kind| fs::read_dir(here.join(kind).join(target)).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no inputs for {target}");
    for file in files {
        let input = fs::read(&file).unwrap();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&input))) {
            eprintln!("This input failed: {}", file.display());
            resume_unwind(panic);
        }
    }
}
