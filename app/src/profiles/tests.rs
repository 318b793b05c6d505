//! Profiles on a real disk.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};

use tempfile::TempDir;
use tertulia_protocol::Language;
use tertulia_server_core::PasswordHash;

use super::*;

/// Of some password, with hardly any memory.
const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$\
                    MWAmKlN0+qN4d4o2dJyDUYpUwOUzHZ1vKCHXP3YiIYE";

#[path = "../../../tests/fuzz/committed.rs"]
mod committed;

#[test]
fn what_fuzzing_has_found_and_kept_holds() {
    committed::each_input("profile", fuzzed::any_file);
}

fn folder() -> (TempDir, Profiles) {
    let folder = tempfile::tempdir().unwrap();
    let profiles = Profiles::at(folder.path());
    (folder, profiles)
}

fn name(text: &str) -> ProfileName {
    ProfileName::parse(text).unwrap()
}

fn source(text: &str) -> Source {
    Source::parse(text).unwrap()
}

fn full() -> Profile {
    Profile {
        password: PasswordHash::parse(HASH).ok(),
        version: FormatVersion::default(),
        mode: Some(Mode::Client),
        name: Some("Ana \"la\" ñ".to_owned()),
        greeting: Some("hola\na todos".to_owned()),
        host: Some("aula.local".to_owned()),
        ip: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        port: Some(2_011),
        encrypted_only: Some(true),
        bind: Some("::".parse().unwrap()),
        limits: LimitsProfile {
            max_chars: Some(10),
            max_rate: Some(0),
            max_clients: None,
        },
        flood: Some(FloodChoice::Slow),
        exempt: Some(vec!["192.168.0.0/16".parse().unwrap()]),
        history: HistoryProfile {
            keep: Some(true),
            days: Some(7),
            messages: Some(0),
            durable: Some(true),
        },
        workers: Some(3),
        texts: TextsProfile {
            welcome: Some("Hi".to_owned()),
            exit_words: Some(vec!["adiós".to_owned()]),
        },
        foreign: ForeignProfile {
            send_name: Some(false),
            line_ending: Some(LineEndingChoice::CrLf),
        },
        language: Some(Language::Es),
        theme: Some(Theme::Dark),
    }
}

fn write_file(profiles: &Profiles, file: &str, bytes: &[u8]) {
    fs::create_dir_all(profiles.folder()).unwrap();
    fs::write(profiles.path(&name(file)), bytes).unwrap();
}

#[test]
fn every_field_survives_being_saved_and_loaded() {
    let (_folder, profiles) = folder();
    for (file, profile) in [("full", full()), ("bare", Profile::default())] {
        profiles.save(&name(file), &profile).unwrap();
        let loaded = profiles.load(&source(file)).unwrap();
        assert_eq!(
            (loaded.value, loaded.unknown_fields),
            (profile, vec![]),
            "{file}"
        );
    }
    assert_eq!(profiles.list().unwrap(), [name("bare"), name("full")]);
}

#[test]
fn saving_leaves_no_other_file_behind() {
    let (_folder, profiles) = folder();
    profiles.save(&name("a"), &full()).unwrap();
    profiles.save(&name("a"), &Profile::default()).unwrap();
    assert_eq!(fs::read_dir(profiles.folder()).unwrap().count(), 1);
}

#[test]
fn what_people_write_by_hand_is_read() {
    let (_folder, profiles) = folder();
    write_file(
        &profiles,
        "hand",
        b"// For the lab\n( name: \"Ana\", port: 2010, limits: (max_rate: 0), texts: (exit_words: [\"fin\"]), language: es, )",
    );
    let profile = profiles.load(&source("hand")).unwrap().value;
    assert_eq!(profile.name.as_deref(), Some("Ana"));
    assert_eq!(
        (profile.port, profile.limits.max_rate, profile.language),
        (Some(2_010), Some(0), Some(Language::Es))
    );
    assert_eq!(profile.texts.exit_words, Some(vec!["fin".to_owned()]));
    assert_eq!(profile.version, FormatVersion(1));
}

#[test]
fn a_broken_file_is_named_with_line_and_column_and_never_overwritten() {
    let (_folder, profiles) = folder();
    let text = b"(\n    name: \"Ana\",\n    port: many,\n)";
    write_file(&profiles, "broken", text);
    for result in [
        profiles.load(&source("broken")).map(drop),
        profiles.save(&name("broken"), &full()),
    ] {
        match result {
            Err(ProfileError::Broken {
                path,
                line: 3,
                column: 10..,
                ..
            }) => {
                assert_eq!(path, profiles.path(&name("broken")));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(fs::read(profiles.path(&name("broken"))).unwrap(), text);
}

#[test]
fn unknown_fields_are_named_and_never_lost() {
    let (_folder, profiles) = folder();
    let text =
        b"(version: 1, name: \"Ana\", colour: (red: 3), limits: (max_chars: 5, max_words: 7))";
    write_file(&profiles, "newer", text);
    let loaded = profiles.load(&source("newer")).unwrap();
    assert_eq!(loaded.unknown_fields, ["colour", "limits.max_words"]);
    assert_eq!(loaded.value.limits.max_chars, Some(5));
    let refused = profiles.save(&name("newer"), &loaded.value);
    assert!(
        matches!(refused, Err(ProfileError::WouldLoseFields { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read(profiles.path(&name("newer"))).unwrap(), text);
    profiles.save(&name("another"), &loaded.value).unwrap();
}

#[test]
fn a_newer_version_is_told_apart_from_a_broken_file() {
    let (_folder, profiles) = folder();
    write_file(&profiles, "future", b"(version: 2, name: (first: \"Ana\"))");
    match profiles.load(&source("future")) {
        Err(ProfileError::Newer {
            version: 2,
            known: 1,
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
    assert!(profiles.save(&name("future"), &full()).is_err());
}

#[test]
fn what_is_no_readable_text_file_is_said_exactly() {
    let (_folder, profiles) = folder();
    write_file(&profiles, "empty", b" \n");
    write_file(&profiles, "latin", b"(name: \"\xe1\")");
    fs::create_dir(profiles.path(&name("folder"))).unwrap();
    assert!(matches!(
        profiles.load(&source("empty")),
        Err(ProfileError::Empty { .. })
    ));
    assert!(matches!(
        profiles.load(&source("latin")),
        Err(ProfileError::NotUtf8 { offset: 8, .. })
    ));
    assert!(matches!(
        profiles.load(&source("folder")),
        Err(ProfileError::IsFolder { .. })
    ));
    assert!(matches!(
        profiles.load(&source("absent")),
        Err(ProfileError::NotFound { .. })
    ));
    assert!(profiles.save(&name("latin"), &full()).is_err());
    profiles.save(&name("empty"), &full()).unwrap();
    assert_eq!(profiles.list().unwrap(), [name("empty"), name("latin")]);
}

#[test]
fn duplicating_and_renaming_never_replace_and_keep_every_byte() {
    let (_folder, profiles) = folder();
    let text = b"// mine\n(name: \"Ana\", colour: 1)";
    write_file(&profiles, "a", text);
    write_file(&profiles, "b", b"()");
    assert!(matches!(
        profiles.duplicate(&name("a"), &name("b")),
        Err(ProfileError::Exists { .. })
    ));
    assert!(matches!(
        profiles.rename(&name("a"), &name("b")),
        Err(ProfileError::Exists { .. })
    ));
    profiles.duplicate(&name("a"), &name("c")).unwrap();
    profiles.rename(&name("a"), &name("d")).unwrap();
    assert_eq!(profiles.list().unwrap(), [name("b"), name("c"), name("d")]);
    assert_eq!(fs::read(profiles.path(&name("c"))).unwrap(), text);
    assert_eq!(fs::read(profiles.path(&name("d"))).unwrap(), text);
    profiles.delete(&name("d")).unwrap();
    assert!(matches!(
        profiles.delete(&name("d")),
        Err(ProfileError::NotFound { .. })
    ));
}

#[test]
fn a_text_with_a_separator_or_the_ending_is_a_file() {
    assert_eq!(source("clase"), Source::Name(name("clase")));
    assert_eq!(source("./clase"), Source::File("./clase".into()));
    assert_eq!(source("clase.ron"), Source::File("clase.ron".into()));
    assert!(Source::parse(".clase").is_err());
}

#[test]
fn what_was_used_last_comes_back() {
    let (_folder, profiles) = folder();
    assert_eq!(profiles.last_used().unwrap().value, LastUsed::default());
    let mut last = LastUsed {
        client: Some(full()),
        ..LastUsed::default()
    };
    last.mark_used(&name("clase"));
    profiles.save_last_used(&last).unwrap();
    assert_eq!(profiles.last_used().unwrap().value, last);
    assert_eq!(profiles.list().unwrap(), []);
}

#[test]
fn the_example_in_each_readme_is_a_profile_without_unknown_fields() {
    for readme in [
        include_str!("../../../README.md"),
        include_str!("../../../README.es.md"),
    ] {
        let (_, example) = readme.split_once("```ron\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let (folder, profiles) = folder();
        let path = folder.path().join("lab.ron");
        fs::write(&path, example).unwrap();
        let loaded = profiles.load(&Source::File(path)).unwrap();
        assert_eq!(loaded.unknown_fields, Vec::<String>::new());
        assert_eq!(loaded.value.mode, Some(Mode::Server));
        assert!(loaded.value.texts.welcome.is_some());
    }
}
