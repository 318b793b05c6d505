//! Both languages say the same things, and the sources ask for nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;

/// Key → the names of its arguments, read from the files' own text.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources(language) {
        let mut current = None;
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line
                .split_once(" =")
                .filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                assert!(
                    keys.insert(key.to_owned(), BTreeSet::new()).is_none(),
                    "{key} stands twice in {language:?}"
                );
                current = Some(key.to_owned());
            }
            if let Some(arguments) = current.as_ref().and_then(|key| keys.get_mut(key)) {
                arguments.extend(
                    line.split('$')
                        .skip(1)
                        .map(|rest| identifier(rest).to_owned()),
                );
            }
        }
    }
    keys
}

fn identifier(text: &str) -> &str {
    let end =
        text.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '-' && c != '_');
    &text[..end.unwrap_or(text.len())]
}

fn source_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The text of this crate's sources, without this file and in one line, however it is formatted.
fn all_sources() -> String {
    let mut files = Vec::new();
    source_files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    files.retain(|path| !path.ends_with("texts/tests.rs"));
    let sources: String = files
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let words: Vec<&str> = sources.split_whitespace().collect();
    words.join(" ").replace("( \"", "(\"")
}

#[test]
fn all_languages_have_the_same_keys_and_arguments() {
    let (english, spanish) = (keys(Language::En), keys(Language::Es));
    assert!(
        english.len() > 100,
        "only {} keys were found: does the test still read the files?",
        english.len()
    );
    for (key, arguments) in &english {
        assert_eq!(spanish.get(key), Some(arguments), "{key} in Spanish");
    }
    for key in spanish.keys() {
        assert!(english.contains_key(key), "{key} is only Spanish");
    }
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let sources = all_sources();
    let keys = keys(Language::En);
    let unused: Vec<_> = keys
        .keys()
        .filter(|key| !sources.contains(&format!("\"{key}\"")))
        .collect();
    assert!(unused.is_empty(), "never used: {unused:?}");
    for call in ["texts.get(\"", "texts.with(\"", "text(\""] {
        for (at, _) in sources.match_indices(call) {
            // `.type_text("A")` and `.text("m7")` are other people's calls.
            if call == "text(\"" && sources[..at].ends_with(['.', '_']) {
                continue;
            }
            let key = sources[at + call.len()..].split('"').next().unwrap();
            assert!(keys.contains_key(key), "{key} is used and does not exist");
        }
    }
}

#[test]
fn every_call_gives_the_arguments_that_the_sentence_has() {
    let keys = keys(Language::En);
    let sources = all_sources();
    for rest in sources.split("texts.with(").skip(1) {
        let rest = rest.trim_start();
        let Some((key, rest)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
            continue;
        };
        let Some(list) = rest.trim_start_matches([',', ' ', '\n']).strip_prefix("&[") else {
            continue;
        };
        let list = &list[..list.find(']').unwrap()];
        // `("name", value)`, and not a call like `unwrap_or("/quit")`.
        let given = list
            .split("(\"")
            .skip(1)
            .filter(|rest| rest[identifier(rest).len()..].starts_with("\","));
        let given: BTreeSet<String> = given.map(|rest| identifier(rest).to_owned()).collect();
        assert_eq!(keys.get(key), Some(&given), "the arguments of {key}");
    }
    for rest in sources.split("texts.get(\"").skip(1) {
        let key = rest.split('"').next().unwrap();
        assert_eq!(
            keys.get(key),
            Some(&BTreeSet::new()),
            "{key} takes arguments"
        );
    }
}

#[test]
fn the_files_parse_without_mistakes() {
    for language in [Language::En, Language::Es] {
        for source in sources(language) {
            let parsed = FluentResource::try_new(source.to_owned());
            assert!(
                parsed.is_ok(),
                "{language:?}: {:?}",
                parsed.err().map(|(_, errors)| errors)
            );
        }
    }
}

#[test]
fn numbers_are_written_as_the_language_does() {
    let english = Texts::new(Language::En);
    let spanish = Texts::new(Language::Es);
    assert_eq!(
        english.with("log-skipped", &[("count", 1_204.into())]),
        "1,204 entries skipped"
    );
    assert_eq!(
        english.with("log-skipped", &[("count", 1.into())]),
        "1 entry skipped"
    );
    assert_eq!(
        spanish.with("log-skipped", &[("count", 1_204_000.into())]),
        "1.204.000 entradas omitidas"
    );
    assert_eq!(
        spanish.with("log-skipped", &[("count", 1.into())]),
        "1 entrada omitida"
    );
}

#[test]
fn no_invisible_marks_surround_arguments() {
    let text = Texts::new(Language::En).with("log-skipped", &[("count", 999.into())]);
    assert!(text.is_ascii(), "{text:?}");
}
