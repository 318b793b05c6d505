//! A full disk, a lock, what may not be written or is not ours: a clear word, and nothing lost.

use rusqlite::Connection;

use super::*;
use crate::storage::sqlite::schema;
use crate::storage::{MoveHistoryError, OpenHistoryError, StorageError, move_history};

fn cannot_open(folder: &Folder) -> OpenHistoryError {
    SqliteStorage::open(&folder.config(), MEMORY, NOW).unwrap_err()
}

fn pragma(storage: &SqliteStorage, pragma: &str, value: i64) {
    let connection = &storage.opened.as_ref().unwrap().connection;
    connection
        .pragma_update_and_check(None, pragma, value, |_| Ok(()))
        .ok();
}

#[test]
fn two_servers_do_not_share_a_history() {
    let folder = Folder::new();
    let (storage, _) = folder.open();
    assert!(matches!(
        cannot_open(&folder),
        OpenHistoryError::InUse { .. }
    ));
    drop(storage);
    folder.open();
}

#[test]
fn a_full_disk_refuses_and_later_takes_again() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    storage.commit(&talk(100)).unwrap();
    // SQLite says the same of a database that may not grow as of a disk that is full.
    let pages: i64 = {
        let connection = &storage.opened.as_ref().unwrap().connection;
        connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap()
    };
    pragma(&storage, "max_page_count", pages);
    let long = "x".repeat(100_000);
    let record = |id| {
        [
            Record::Session(session(id, true, NOW)),
            Record::Message(with_origin(said(id, ANA, &long), id, 1)),
        ]
    };
    for _ in 0..3 {
        assert_eq!(storage.commit(&record(101)), Err(StorageError::Full));
        assert!(!storage.known.sessions.contains_key(&token(101)));
    }
    assert_eq!(all_pages(&mut storage, ANA).len(), 100, "reading goes on");
    pragma(&storage, "max_page_count", 1_000_000);
    storage.commit(&record(102)).unwrap();
    drop(storage);
    let (mut storage, restored) = folder.open();
    assert_eq!(storage.take_notices(), []);
    assert_eq!(restored.latest_message, MessageId(102));
    assert_eq!(restored.messages.len(), 101);
    assert_eq!(restored.sessions.len(), 1);
}

/// Root may write whatever the permissions say; `query_only` gives the same answer to anybody.
#[test]
fn a_database_that_may_only_be_read_says_so_and_later_takes_again() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    pragma(&storage, "query_only", 1);
    assert_eq!(storage.commit(&talk(1)), Err(StorageError::ReadOnly));
    assert_eq!(all_pages(&mut storage, ANA), []);
    pragma(&storage, "query_only", 0);
    storage.commit(&talk(1)).unwrap();
    assert_eq!(ids(&all_pages(&mut storage, ANA)), [1]);
}

#[test]
fn another_program_that_holds_the_database_is_named_and_waited_for() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    storage.commit(&talk(2)).unwrap();
    let other = Connection::open(folder.database()).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let next = [Record::Message(said(3, ANA, "after the lock"))];
    assert_eq!(storage.commit(&next), Err(StorageError::Locked));
    assert_eq!(storage.tend(NOW), Err(StorageError::Locked));
    assert_eq!(ids(&all_pages(&mut storage, ANA)), [1, 2]);
    other.execute_batch("COMMIT").unwrap();
    storage.commit(&next).unwrap();
    assert_eq!(ids(&all_pages(&mut storage, ANA)), [1, 2, 3]);

    drop(storage);
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert!(matches!(
        cannot_open(&folder),
        OpenHistoryError::Locked { .. }
    ));
    other.execute_batch("COMMIT").unwrap();
    drop(other);
    assert_eq!(folder.open().1.messages.len(), 3);
}

#[test]
fn a_newer_history_is_not_touched() {
    let folder = Folder::new();
    drop(folder.open());
    let newer = schema::VERSION + 1;
    let connection = Connection::open(folder.database()).unwrap();
    connection
        .pragma_update(None, "user_version", newer)
        .unwrap();
    drop(connection);
    let before = fs::read(folder.database()).unwrap();
    let error = cannot_open(&folder);
    assert!(
        matches!(error, OpenHistoryError::Newer { found, known, .. }
            if found == newer && known == schema::VERSION),
        "{error}"
    );
    assert_eq!(fs::read(folder.database()).unwrap(), before);
    assert_eq!(folder.aside(), Vec::<PathBuf>::new());
}

#[test]
fn a_database_of_another_program_is_not_touched() {
    let folder = Folder::new();
    fs::create_dir_all(folder.database().parent().unwrap()).unwrap();
    let connection = Connection::open(folder.database()).unwrap();
    connection
        .execute_batch("CREATE TABLE recipe (name)")
        .unwrap();
    drop(connection);
    let before = fs::read(folder.database()).unwrap();
    assert!(matches!(
        cannot_open(&folder),
        OpenHistoryError::Foreign { .. }
    ));
    assert_eq!(fs::read(folder.database()).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = Folder::new();
    // A file where the folder should be.
    fs::write(folder.0.path().join("history"), "").unwrap();
    let error = cannot_open(&folder);
    assert!(matches!(error, OpenHistoryError::Folder { .. }), "{error}");
    let names = error.to_string();
    assert!(names.contains("history"), "{names}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_a_history() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    storage.commit(&talk(1)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let kept = folder.database().parent().unwrap().to_owned();
    assert_eq!(mode(&kept), 0o700);
    let files = fs::read_dir(&kept).unwrap();
    let files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 4, "the database and what stands beside it");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_history_gets_another_name_with_all_that_was_kept_unless_a_server_uses_it() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    storage.commit(&talk(5)).unwrap();
    let other = folder.database().with_file_name("other.sqlite3");
    let moved = move_history(&folder.database(), &other);
    assert!(matches!(moved, Err(MoveHistoryError::InUse { .. })));
    drop(storage);

    // Killed, with messages in its log.
    let killed = {
        let (mut storage, _) = folder.open();
        storage
            .commit(&[Record::Message(said(6, ANA, "in the log"))])
            .unwrap();
        folder.as_if_killed()
    };
    let other = killed.database().with_file_name("other.sqlite3");
    assert!(move_history(&killed.database(), &other).unwrap());
    assert!(!killed.database().exists() && !killed.log().exists());
    assert!(!move_history(&killed.database(), &other).unwrap(), "none");
    let (_, restored) = SqliteStorage::open(&HistoryConfig::at(&other), MEMORY, NOW).unwrap();
    assert_eq!(restored.messages.len(), 6);

    drop(killed.open());
    let moved = move_history(&other, &killed.database());
    assert!(matches!(moved, Err(MoveHistoryError::Exists { .. })));
    assert!(other.exists());
}
