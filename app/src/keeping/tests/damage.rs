//! A damaged file is continued or set aside, and never a reason for a panic.

use super::*;

/// Ways to damage a file of so many bytes.
#[derive(Debug, Clone)]
enum Damage {
    Truncated(usize),
    Overwritten(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (0usize..1 << 20).prop_map(Damage::Truncated),
        (
            0usize..1 << 20,
            prop::collection::vec(any::<u8>(), 1..3_000)
        )
            .prop_map(|(at, bytes)| Damage::Overwritten(at, bytes)),
    ]
}

fn apply(damage: &Damage, path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    match damage {
        Damage::Truncated(at) => bytes.truncate(at % (bytes.len() + 1)),
        Damage::Overwritten(at, with) => {
            let at = at % bytes.len();
            let end = (at + with.len()).min(bytes.len());
            bytes[at..end].copy_from_slice(&with[..end - at]);
        }
    }
    fs::write(path, bytes).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Never a panic, and never a deletion of what could still hold something.
    #[test]
    fn a_damaged_file_is_continued_or_set_aside(damage in damage()) {
        let folder = Folder::new();
        let changes = (1..=60).map(say).chain((1..=60).map(posted)).collect();
        let (id, _) = folder.crashed(changes);
        apply(&damage, &folder.path(id));
        let damaged_length = fs::metadata(folder.path(id)).unwrap().len();
        match folder.sessions.take_up(id) {
            Ok((_session, _keeper, restored)) => {
                prop_assert_eq!(restored.kept.port, 2010);
            }
            Err(TakeUpError::Damaged { aside, .. }) => {
                prop_assert!(!folder.path(id).exists());
                prop_assert_eq!(fs::metadata(aside).unwrap().len(), damaged_length);
            }
            Err(TakeUpError::Unreadable(_)) => prop_assert!(folder.path(id).exists()),
            Err(TakeUpError::Taken) => prop_assert!(false, "nobody took it"),
        }
        let _offers = folder.sessions.offers();
        let _offers = folder.sessions.offers();
    }
}

#[test]
fn a_file_damaged_while_in_use_is_set_aside_and_what_waits_is_written_anew() {
    let folder = Folder::new();
    let (id, kept) = folder.crashed(vec![say(1), say(2), posted(1)]);
    let (session, mut keeper, _) = folder.sessions.take_up(id).unwrap();
    let mut bytes = fs::read(folder.path(id)).unwrap();
    bytes[..4_096].fill(0xa5);
    fs::write(folder.path(id), bytes).unwrap();
    let now = Instant::now();
    let news = keeper.keep(now, vec![say(3)]);
    let Some(KeepingNews::SetAside(aside)) = news else {
        panic!("{news:?}");
    };
    assert!(aside.exists());
    assert_eq!(keeper.keep(now, vec![posted(2)]), None);
    drop((session, keeper));
    let (_session, _keeper, restored) = folder.sessions.take_up(id).unwrap();
    let numbers: Vec<Number> = restored.kept.requests.keys().copied().collect();
    assert_eq!(numbers, [Number(1), Number(2), Number(3)]);
    assert_eq!(restored.kept.token, kept.token);
    assert_eq!(restored.items.len(), 1);
}

#[test]
fn a_file_that_was_taken_away_while_in_use_is_written_anew() {
    let folder = Folder::new();
    let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
    let now = Instant::now();
    keeper.keep(now, vec![say(1)]);
    fs::remove_file(session.path()).unwrap();
    assert_eq!(keeper.keep(now, vec![say(2)]), None);
    let id = session.id();
    drop((session, keeper));
    let (_session, _keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.kept.requests.len(), 2);
}
