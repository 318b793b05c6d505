//! `tertulia profiles` and `--profile`.

use std::fs;

use crate::harness::{Home, Raw};

#[test]
fn profiles_are_listed_and_shown() {
    let home = Home::new();
    let none = home.run(&["profiles", "list"]);
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), ""));
    assert!(
        none.stderr.contains("There are no profiles yet"),
        "{}",
        none.stderr
    );
    let text = "(version: 1, name: \"Ana\") // mine\n";
    let path = home.profile("clase", text);
    home.profile("Aula", "()");
    assert_eq!(home.run(&["profiles", "list"]).stdout, "Aula\nclase\n");
    assert_eq!(home.run(&["profiles", "show", "clase"]).stdout, text);
    assert_eq!(
        home.run(&["profiles", "show", path.to_str().unwrap()])
            .stdout,
        text
    );
    let folder = home.run(&["profiles", "path"]).stdout;
    assert_eq!(folder.trim_end(), path.parent().unwrap().to_str().unwrap());
}

#[test]
fn a_profile_decides_what_the_command_line_leaves_open() {
    let home = Home::new();
    home.profile(
        "clase",
        "(bind: \"127.0.0.2\", port: 1, limits: (max_chars: 3), texts: (welcome: \"Sockets!\", exit_words: [\"fin\"]))",
    );
    let (_server, address) = home.server(&["--profile", "clase"]);
    assert_eq!(address.ip().to_string(), "127.0.0.2");
    let mut ana = Raw::named(address, "Ana");
    ana.await_line("Server: Sockets!");
    let mut eva = Raw::named(address, "Eva");
    ana.send("1234");
    assert!(ana.rest().contains('3'));
    eva.send("fin");
    assert!(!eva.rest().contains("received"));
}

#[test]
fn a_profile_with_unknown_fields_is_used_with_a_warning() {
    let home = Home::new();
    let path = home.profile("nuevo", "(max_words: 3, language: es)");
    let mut server = home.start(&["server", "--headless", "--port", "0", "--profile", "nuevo"]);
    let warning = server.await_error("max_words");
    assert!(
        warning.contains(path.to_str().unwrap()) && warning.contains("no conoce"),
        "{warning}"
    );
    let _address = server.address();
    server.type_line("salir");
    assert_eq!(server.end().code, Some(0));
}

#[test]
fn a_profile_that_cannot_be_used_is_explained_and_left_as_it_is() {
    let home = Home::new();
    let broken = home.profile("broken", "(\n  port: many,\n)");
    home.profile("empty", "");
    home.profile("newer", "(version: 9)");
    fs::create_dir(home.path().join("folder.ron")).unwrap();
    fs::write(home.path().join("latin.ron"), b"(name: \"\xe1\")").unwrap();
    for (profile, said) in [
        ("broken", "line 2, column"),
        ("empty", "is empty"),
        ("newer", "newer Tertulia (format 9"),
        ("folder.ron", "is not a file"),
        ("latin.ron", "is not UTF-8"),
        ("absent", "There is no profile at"),
        (".hidden", "cannot be a file's name"),
    ] {
        for mode in [
            &["server", "--headless", "--port", "0"][..],
            &["client", "--terminal"],
        ] {
            let ended = home.run(&[mode, &["--profile", profile]].concat());
            assert_eq!(
                (ended.code, ended.stdout.as_str()),
                (Some(1), ""),
                "{profile}"
            );
            assert!(ended.stderr.contains(said), "{profile}: {}", ended.stderr);
            assert_eq!(
                ended.stderr.lines().count(),
                1,
                "{profile}: {}",
                ended.stderr
            );
        }
    }
    assert_eq!(fs::read_to_string(broken).unwrap(), "(\n  port: many,\n)");
}
