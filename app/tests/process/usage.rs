//! Help, versions and wrong usage.

use crate::harness::Home;

#[test]
fn wrong_usage_exits_with_2_and_says_what_is_wrong() {
    let home = Home::new();
    for (words, said) in [
        (
            &["server", "--prot", "1"][..],
            "tertulia: There is no option “--prot”; did you mean “--port”?",
        ),
        (&["serve"], "did you mean “server”?"),
        (
            &["server", "--port", "70000"],
            "a port is a whole number from 0 to 65535",
        ),
        (&["client", "--json"], "--terminal"),
        (
            &["client", "--lang", "es", "--puerto"],
            "No hay ninguna opción «--puerto»",
        ),
        (
            &["server", "--lang", "es", "--port"],
            "necesita un valor detrás",
        ),
    ] {
        let ended = home.run(words);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(2), ""),
            "{words:?}"
        );
        assert!(ended.stderr.contains(said), "{words:?}: {}", ended.stderr);
        assert!(
            ended.stderr.contains(" --help"),
            "{words:?}: {}",
            ended.stderr
        );
    }
}

#[test]
fn help_is_there_in_both_languages() {
    let home = Home::new();
    for words in [
        &["--help"][..],
        &["server", "--help"],
        &["client", "-h"],
        &["profiles", "--help"],
    ] {
        let english = home.run(words);
        assert_eq!(
            (english.code, english.stderr.as_str()),
            (Some(0), ""),
            "{words:?}"
        );
        assert!(
            english.stdout.contains("Usage: tertulia"),
            "{}",
            english.stdout
        );
        let spanish = home.run(&[words, &["--lang", "es"]].concat());
        assert!(
            spanish.stdout.contains("Uso: tertulia"),
            "{}",
            spanish.stdout
        );
    }
    let mut command = home.command(&["--help"]);
    command.env("LANG", "es_ES.UTF-8");
    let ended = crate::harness::Running::start(command).end();
    assert!(ended.stdout.contains("Uso: tertulia"), "{}", ended.stdout);
    let version = home.run(&["--version"]);
    assert_eq!(
        (version.code, version.stdout),
        (Some(0), format!("tertulia {}\n", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn without_a_window_the_other_ways_are_named() {
    let home = Home::new();
    for words in [&[][..], &["server"], &["client"], &["--lang", "es"]] {
        let ended = home.run(words);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(1), ""),
            "{words:?}"
        );
        assert!(
            ended.stderr.contains("--headless") && ended.stderr.contains("--terminal"),
            "{}",
            ended.stderr
        );
        assert_eq!(ended.stderr.lines().count(), 1);
    }
}
