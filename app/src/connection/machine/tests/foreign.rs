//! Other people's servers.

use super::*;

#[test]
fn a_silent_foreign_server_gets_the_name_after_a_second() {
    let mut scene = Scene::new(false);
    scene.say(1, "typed early");
    scene.wait(999);
    assert_eq!(scene.sent(), "");
    scene.wait(1);
    assert_eq!(scene.sent(), "Ana\n");
    scene.wait(250);
    assert_eq!(scene.sent(), "typed early\n");
    assert_eq!(
        scene.deliveries(),
        [(1, Delivery::Queued), (1, Delivery::Sent)]
    );
}

#[test]
fn a_foreign_prompt_without_newline_gets_messages_without_newline() {
    let mut scene = Scene::new(false);
    scene.hear("Nombre: ");
    scene.wait(150);
    assert_eq!(scene.sent(), "Ana");
    let events = scene.events();
    let prompt = ForeignLine {
        text: "Nombre: ".to_owned(),
        complete: false,
    };
    assert!(
        events.contains(&ConnectionEvent::Foreign(prompt)),
        "{events:?}"
    );
    scene.command(Command::LineEnding(LineEnding::CrLf));
    scene.say(1, "hola");
    scene.wait(250);
    assert_eq!(scene.sent(), "hola\r\n");
}

#[test]
fn a_foreign_server_has_no_renames_and_no_pages() {
    let mut scene = Scene::new(false);
    scene.command(Command::Page(PageRequest::Roster { after: None }));
    scene.wait(1_000);
    scene.command(Command::Rename {
        local: LocalId(1),
        name: "Eva".to_owned(),
    });
    let events = scene.events();
    assert!(
        events.contains(&ConnectionEvent::PageDropped(PageRequest::Roster {
            after: None
        }))
    );
    let delivery = Delivery::Failed(FailReason::NotAtForeignServers);
    assert!(events.contains(&ConnectionEvent::Message {
        local: LocalId(1),
        delivery
    }));
}

#[test]
fn a_foreign_server_that_closes_is_not_tried_again() {
    let mut scene = Scene::new(false);
    scene.hear("bye\n");
    scene.machine.handle_closed(scene.now, None);
    assert_eq!(scene.end(), EndReason::ForeignClosed);
}

#[test]
fn leaving_a_foreign_server_when_done_hears_its_last_words() {
    let mut scene = Scene::new(false);
    scene.wait(1_000);
    scene.say(1, "one");
    scene.command(Command::LeaveWhenDone);
    assert_eq!(scene.sent(), "Ana\n");
    assert_eq!(scene.actions(), []);
    scene.wait(250);
    assert_eq!(scene.sent(), "one\n");
    assert_eq!(scene.actions(), [Action::FinishSending]);
    scene.wait(400);
    scene.hear("you said one\n");
    scene.wait(400);
    assert!(!scene.machine.has_ended());
    scene.wait(100);
    assert_eq!(scene.end(), EndReason::Left);
    assert!(scene.now < scene.start + Duration::from_secs(3));
}
