//! What must hold for any input. `tests/fuzz` calls these without end, and an ordinary test with every
//! input that is committed there.

pub use crate::io::fuzzed::transport;
pub use crate::session::fuzzed::conversation;

#[cfg(test)]
#[path = "../../tests/fuzz/committed.rs"]
mod committed;

#[cfg(test)]
#[test]
fn what_fuzzing_has_found_and_kept_holds() {
    committed::each_input("session", conversation);
    committed::each_input("detection", transport);
}
