//! Pasting many lines.

use super::*;

fn ask(model: &ChatModel, pasted: &str) -> Option<PasteQuestion> {
    model.paste_question(ROOM, pasted, 0)
}

#[test]
fn many_lines_are_asked_about_before_they_are_pasted() {
    let model = ana();
    assert_eq!(ask(&model, "a\nb\nc\nd"), None);
    assert_eq!(ask(&model, &"\n".repeat(100)), None);
    let question = PasteQuestion {
        lines: 5,
        as_one: Ok(()),
        as_many: Ok(()),
    };
    assert_eq!(ask(&model, "a\r\nb\n\nc\rd\ne\n"), Some(question));
}

#[test]
fn a_very_long_text_is_asked_about_however_few_lines_it_has() {
    let mut model = ana();
    assert_eq!(ask(&model, &"x".repeat(MANY_BYTES - 1)), None);
    let over = MANY_BYTES - 1_000;
    let too_long = Err(PasteProblem::TooLong { over });
    let question = PasteQuestion {
        lines: 1,
        as_one: too_long,
        as_many: too_long,
    };
    assert_eq!(ask(&model, &"x".repeat(MANY_BYTES)), Some(question));
    let unlimited = Limits {
        max_chars: 0,
        ..Limits::default()
    };
    tell(&mut model, [ConnectionEvent::Limits(unlimited)]);
    let as_one = |bytes| ask(&model, &"x".repeat(bytes)).unwrap().as_one;
    assert_eq!(as_one(MANY_BYTES), Ok(()));
    assert_eq!(
        as_one((1 << 20) + 1),
        Err(PasteProblem::TooLong { over: 1 })
    );
}

#[test]
fn what_is_written_already_counts_and_what_is_selected_does_not() {
    let mut model = ana();
    model.edit_draft(ROOM, &"x".repeat(995));
    let as_one = |model: &ChatModel, replaced| {
        let question = model.paste_question(ROOM, "a\nb\nc\nd\ne\n", replaced);
        question.unwrap().as_one
    };
    assert_eq!(as_one(&model, 0), Err(PasteProblem::TooLong { over: 4 }));
    assert_eq!(as_one(&model, 4), Ok(()));
    model.edit_draft(ROOM, &"\n".repeat(96));
    assert_eq!(
        as_one(&model, 0),
        Err(PasteProblem::TooManyLines { limit: 100 })
    );
}

#[test]
fn lines_sent_by_themselves_command_nothing() {
    let mut model = ana();
    let pasted = "/me waves\n\n/msg Luis psst\n//\nfour\nfive";
    let commands = model.submit_lines(ROOM, pasted, now());
    let texts: Vec<&str> = commands
        .iter()
        .map(|command| match command {
            Command::Say { text, action, .. } if !action => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts, ["/me waves", "/msg Luis psst", "//", "four", "five"]);
    assert_eq!(model.waiting(), 5);
}

#[test]
fn nothing_is_sent_of_what_cannot_be_sent_whole() {
    let mut model = ana();
    for pasted in [
        "a\nb\nSALIR\nd\ne".to_owned(),
        format!("a\nb\nc\nd\n{}", "x".repeat(1_001)),
        "x\n".repeat(101),
    ] {
        assert!(ask(&model, &pasted).unwrap().as_many.is_err());
        assert!(model.submit_lines(ROOM, &pasted, now()).is_empty());
    }
    assert_eq!(model.undecided(), 0);
}
