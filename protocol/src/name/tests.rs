use super::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn are_alike(one: &str, other: &str) -> bool {
    name(one).keys().is_like(&name(other).keys())
}

#[test]
fn names_of_many_scripts_are_names() {
    for good in [
        "Ana",
        "a",
        "7",
        "José María",
        "O.Reilly-2",
        "x_x",
        "Ñandú",
        "Łukasz",
        "Зоя",
        "王小明",
        "أنس",
        "नीलू",
        "Nguyễn",
        "もも",
        "½",
    ] {
        assert_eq!(
            Name::parse(good).map(|name| name.to_string()),
            Ok(good.to_owned())
        );
    }
}

#[test]
fn spaces_around_a_name_are_trimmed_and_nothing_else() {
    assert_eq!(name("  Ana ").as_str(), "Ana");
    for (text, character) in [("Ana\t", '\t'), ("Ana\r", '\r'), ("\u{A0}Ana", '\u{A0}')] {
        assert_eq!(
            Name::parse(text),
            Err(NameError::Character { character }),
            "{text:?}"
        );
    }
}

#[test]
fn a_name_is_kept_in_nfc() {
    assert_eq!(name("Jose\u{301}").as_str(), "José");
}

#[test]
fn the_limit_counts_scalar_values_after_nfc() {
    assert_eq!(name(&"é".repeat(32)).as_str().chars().count(), 32);
    assert!(Name::parse(&"e\u{301}".repeat(32)).is_ok());
    assert_eq!(
        Name::parse(&"é".repeat(33)),
        Err(NameError::TooLong { chars: 33 })
    );
    let megabyte = "a".repeat(1 << 20);
    assert_eq!(
        Name::parse(&megabyte),
        Err(NameError::TooLong { chars: 1 << 20 })
    );
}

#[test]
fn each_fault_is_named() {
    for (text, error) in [
        ("", NameError::Empty),
        ("   ", NameError::Empty),
        ("_ana", NameError::Start),
        (".", NameError::Start),
        ("\u{301}ana", NameError::Start),
        ("Ana  Luz", NameError::Spaces),
        ("Ana!", NameError::Character { character: '!' }),
        ("Ana:", NameError::Character { character: ':' }),
        ("{ana}", NameError::Character { character: '{' }),
        ("*", NameError::Character { character: '*' }),
        (
            "An\u{2003}a",
            NameError::Character {
                character: '\u{2003}',
            },
        ),
        (
            "An\u{200D}a",
            NameError::Character {
                character: '\u{200D}',
            },
        ),
        (
            "An\u{202E}a",
            NameError::Character {
                character: '\u{202E}',
            },
        ),
        ("Ana\nLuz", NameError::Character { character: '\n' }),
    ] {
        assert_eq!(Name::parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn an_invisible_letter_or_mark_is_no_part_of_a_name() {
    for character in [
        '\u{34F}',
        '\u{115F}',
        '\u{1160}',
        '\u{17B4}',
        '\u{180B}',
        '\u{180F}',
        '\u{3164}',
        '\u{FE0F}',
        '\u{FFA0}',
        '\u{E0100}',
        '\u{E01EF}',
    ] {
        let error = Err(NameError::Character { character });
        assert_eq!(
            Name::parse(&format!("a{character}")),
            error,
            "U+{:04X}",
            character as u32
        );
        assert_eq!(Name::parse(&character.to_string()), error);
    }
}

#[test]
fn marks_neither_pile_up_nor_float() {
    assert!(Name::parse("q\u{323}\u{308}\u{301}\u{300}").is_ok());
    let five = Name::parse("q\u{323}\u{308}\u{301}\u{300}\u{302}");
    assert_eq!(
        five,
        Err(NameError::Character {
            character: '\u{302}'
        })
    );
    let floating = Name::parse("Ana \u{301}");
    assert_eq!(
        floating,
        Err(NameError::Character {
            character: '\u{301}'
        })
    );
}

#[test]
fn the_servers_own_words_are_reserved_in_every_disguise() {
    for text in [
        "Server", "SERVER", "servidor", "Error", "welcome", "tertulia", "Sеrver", "WeIcome",
    ] {
        assert_eq!(Name::parse(text), Err(NameError::Reserved), "{text:?}");
    }
    for text in ["Servera", "Server 2", "Terror"] {
        assert!(Name::parse(text).is_ok(), "{text:?}");
    }
}

#[test]
fn names_that_look_the_same_are_alike() {
    for (one, other) in [
        ("Ana", "ana"),
        ("Ana", "Аna"), // the second begins with a Cyrillic A
        ("Iris", "iris"),
        ("Iris", "lris"),
        ("José", "JOSE\u{301}"),
        ("paul", "pau1"),
    ] {
        assert!(are_alike(one, other), "{one} {other}");
    }
    for (one, other) in [
        ("Ana", "Anna"),
        ("Jose", "José"),
        ("Ana", "Ana 2"),
        ("Luis", "Luisa"),
    ] {
        assert!(!are_alike(one, other), "{one} {other}");
    }
}

#[test]
fn a_name_resembles_an_exit_word_in_disguise() {
    assert!(name("Sa1ir").resembles("salir"));
    assert!(!name("Ana").resembles("salir"));
}

#[test]
fn a_numbered_name_is_still_a_name() {
    assert_eq!(name("Ana").numbered(2).as_str(), "Ana 2");
    let long = name(&"ñ".repeat(32));
    assert_eq!(long.numbered(12).as_str(), format!("{} 12", "ñ".repeat(29)));
    let spaced = name(&format!("{} b", "a".repeat(30)));
    assert_eq!(spaced.numbered(3).as_str(), format!("{} 3", "a".repeat(30)));
    let spaced = name(&format!("{} bc", "a".repeat(29)));
    assert_eq!(spaced.numbered(3).as_str(), format!("{} 3", "a".repeat(29)));
    assert!(Name::parse(long.numbered(u32::MAX).as_str()).is_ok());
}

#[test]
fn the_longest_known_name_is_split_off_however_it_was_typed() {
    let known = ["Ana", "Ana María", "Ñ"];
    let find = |name: &Name| {
        let same = |known: &&&str| known.to_lowercase() == name.as_str().to_lowercase();
        known.iter().find(same).copied()
    };
    for (line, expected) in [
        ("Ana hola", Some(("Ana", "hola"))),
        ("  ana   hola  ", Some(("Ana", "hola  "))),
        ("Ana María hola", Some(("Ana María", "hola"))),
        ("Ana Mari\u{301}a hola", Some(("Ana María", "hola"))),
        ("N\u{303} hola", Some(("Ñ", "hola"))),
        ("Ana", Some(("Ana", ""))),
        ("Anabel hola", None),
        ("", None),
    ] {
        assert_eq!(Name::split_from(line, find), expected, "{line:?}");
    }
}
