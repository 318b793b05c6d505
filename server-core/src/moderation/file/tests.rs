use super::super::Speaker;
use super::*;

const RUN: RunId = RunId(7);

fn decided() -> Moderation {
    let mut moderation = Moderation::default();
    let now = UnixMillis(1_000);
    moderation.freeze(true);
    moderation.ban(Ban {
        network: "2001:db8::/64".parse().unwrap(),
        name: Some("Luis".to_owned()),
        since: now,
        until: Some(UnixMillis(9_000)),
        reason: Some("«spam»\n".to_owned()),
    });
    let speaker = Speaker {
        person: PersonId(3),
        token: Some(Token([9; 16])),
        ip: "10.0.0.3".parse().unwrap(),
    };
    moderation.mute("Ana".to_owned(), speaker, PersonId(4), (now, None), None);
    moderation
}

#[test]
fn what_was_decided_is_there_after_a_restart_and_nobody_else_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/aula.moderation.json");
    let mut file = ModerationFile::open(path.clone()).unwrap();
    assert_eq!(file.load(RUN).unwrap(), Moderation::default());
    assert!(!path.exists(), "made before there was anything to keep");
    file.save(&decided(), RUN).unwrap();
    assert_eq!(file.load(RUN).unwrap(), decided());
    let files = fs::read_dir(path.parent().unwrap()).unwrap();
    assert_eq!(files.count(), 2, "it and its lock");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[test]
fn one_server_alone_decides_there_also_when_the_lock_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aula.moderation.json");
    let is_in_use = |opened: Result<ModerationFile, ModerationFileError>| {
        matches!(opened, Err(ModerationFileError::InUse { .. }))
    };
    assert!(ModerationFile::existing(path.clone()).unwrap().is_none());
    let mut first = ModerationFile::open(path.clone()).unwrap();
    assert!(is_in_use(ModerationFile::open(path.clone())));
    assert!(ModerationFile::existing(path.clone()).is_err());
    fs::remove_file(lock_path(&path)).unwrap();
    first.save(&decided(), RUN).unwrap();
    assert!(is_in_use(ModerationFile::open(path.clone())));
    fs::remove_file(lock_path(&path)).unwrap();
    let mut second = ModerationFile::open(path.clone()).unwrap();
    let error = first.save(&Moderation::default(), RUN).unwrap_err();
    assert!(error.to_string().contains("another server"), "{error}");
    assert_eq!(second.load(RUN).unwrap(), decided());
    drop(first);
    second.save(&Moderation::default(), RUN).unwrap();
    drop(second);
    ModerationFile::open(path).unwrap();
}

#[test]
fn a_file_leaves_nothing_behind_at_its_old_name_or_where_it_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["aula", "lab"].map(|name| folder.path().join(name));
    let mut file = ModerationFile::open(old).unwrap();
    file.save(&decided(), RUN).unwrap();
    file.rename(&new).unwrap();
    let names = || fs::read_dir(folder.path()).unwrap();
    let names = || {
        names()
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(), std::slice::from_ref(&new));
    let file = ModerationFile::existing(new.clone()).unwrap().unwrap();
    assert_eq!(file.load(RUN).unwrap(), decided());
    assert!(file.delete().unwrap());
    assert!(names().is_empty());
    assert!(!ModerationFile::open(new).unwrap().delete().unwrap());
}

#[test]
fn a_file_that_is_not_understood_is_an_error_that_says_where_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aula.moderation.json");
    let mut file = ModerationFile::open(path.clone()).unwrap();
    file.save(&decided(), RUN).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let whole = good.len();
    for cut in [0, 1, whole / 2, whole - 3] {
        fs::write(&path, &good[..cut]).unwrap();
        let error = file.load(RUN).unwrap_err();
        assert!(
            matches!(error, ModerationFileError::Broken { .. }),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), good[..cut]);
    }
    let bad = good.replace("2001:db8::/64", "2001:db8::/640");
    fs::write(&path, bad).unwrap();
    let error = file.load(RUN).unwrap_err();
    let ModerationFileError::Broken { line, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(line, 7, "where the network stands");
    fs::write(
        &path,
        good.replace(r#""version": 1"#, r#""version": 2, "x": 1"#),
    )
    .unwrap();
    let error = file.load(RUN).unwrap_err();
    assert!(
        matches!(error, ModerationFileError::Newer { found: 2, .. }),
        "{error}"
    );
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let error = file.load(RUN).unwrap_err();
    assert!(
        matches!(error, ModerationFileError::Unreadable { .. }),
        "{error}"
    );
}
