//! What must hold for any file. `tests/fuzz` calls this without end, and an ordinary test with every
//! input that is committed there.

use std::fmt::Debug;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::format::{Loaded, parse, render};
use super::{LastUsed, Profile, ProfileError, ProfileName, WindowSettings};

/// Any bytes are settings or a clear complaint, and settings are the same when they are written and
/// read again.
pub(crate) fn any_file(bytes: &[u8]) {
    settle::<Profile>(bytes);
    settle::<LastUsed>(bytes);
    settle::<WindowSettings>(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        any_name(text);
    }
}

fn settle<T: Serialize + DeserializeOwned + Debug>(bytes: &[u8]) {
    let path = Path::new("lab.ron");
    let loaded: Loaded<T> = match parse(path, bytes.to_vec()) {
        Ok(loaded) => loaded,
        Err(error) => return is_clear(&error, bytes),
    };
    let text = render(&loaded.value).expect("settings can be written");
    let again: Result<Loaded<T>, _> = parse(path, text.clone().into_bytes());
    let again = again.map_err(|error| format!("{error} in {text}"));
    let again = again.expect("what is written can be read");
    assert!(again.unknown_fields.is_empty(), "{again:?}");
    // By their text: no number equals itself that is not one.
    assert_eq!(render(&again.value).expect("written before"), text);
    assert_eq!(format!("{:?}", again.value), format!("{:?}", loaded.value));
}

/// A person finds the place by it, and it looks like what it is.
fn is_clear(error: &ProfileError, bytes: &[u8]) {
    match error {
        ProfileError::Broken { line, column, .. } => {
            let text = str::from_utf8(bytes).expect("text");
            let lines = text.split('\n').count();
            assert!((1..=lines).contains(line), "line {line} of {lines}");
            let longest = text.split('\n').map(|line| line.chars().count()).max();
            let most = longest.unwrap_or(0) + 1;
            assert!((1..=most).contains(column), "column {column} of {most}");
        }
        ProfileError::NotUtf8 { offset, .. } => assert!(*offset < bytes.len()),
        other => {
            let is_about_all = matches!(
                other,
                ProfileError::Empty { .. } | ProfileError::Newer { .. }
            );
            assert!(is_about_all, "{other:?} is nothing about understanding");
        }
    }
    let sentence = error.to_string();
    assert!(sentence.starts_with("lab.ron"), "{sentence:?}");
    assert!(!sentence.contains(char::is_control), "{sentence:?}");
}

/// What can be a profile's name is one file's name, and the same when it is read again.
fn any_name(text: &str) {
    if let Ok(name) = ProfileName::parse(text) {
        assert_eq!(ProfileName::parse(name.as_str()).ok(), Some(name.clone()));
        let file = format!("{name}.ron");
        assert_eq!(Path::new(&file).file_name(), Some(file.as_ref()));
        assert!(file.len() <= 255);
    }
}
