//! Rooms in which not everybody is told of everybody at once.

use super::*;

#[test]
fn in_a_large_room_comings_and_goings_are_told_together() {
    let caps = Caps {
        gather_above: 3,
        ..Caps::default()
    };
    let mut server = Simulation::with(Limits::default(), Timings::default(), caps);
    let ana = server.join("Ana");
    server.join("Luis");
    server.join("Eva");
    server.read(ana);
    let marta = server.join("Marta");
    server.join("Pablo");
    server.send(marta, "salir\n");
    assert_eq!(server.read(ana), "");
    server.pass(Duration::from_millis(250));
    assert_eq!(server.read(ana), "* Marta left\n* Pablo joined\n");
}

#[test]
fn a_very_large_room_names_only_some_of_its_people_and_newcomers_until_it_is_asked() {
    let mut server = Simulation::with(
        Limits {
            max_clients: 0,
            ..Limits::default()
        },
        Timings::default(),
        Caps::default(),
    );
    let (ana, read) = server.join_app(ANA);
    assert!(read.contains(r#""people_total":1"#), "{read}");
    let join = |server: &mut Simulation, numbers: std::ops::Range<u32>| {
        for number in numbers {
            server.join(&format!("Guest {number}"));
        }
        server.pass(Duration::from_millis(250));
    };
    join(&mut server, 1..1_000);
    let heard = server.read(ana);
    assert!(
        heard.contains(r#""Guest 999""#) && !heard.contains("more"),
        "everybody by name"
    );
    join(&mut server, 1_000..1_151);
    assert_eq!(server.read(ana), "", "a very large room gathers for longer");
    server.pass(Duration::from_millis(750));
    let heard = server.read(ana);
    let listed = heard.matches(r#""dialect":"plain""#).count();
    assert_eq!(listed, 20, "{heard}");
    assert!(heard.ends_with("],\"more\":131}\n"), "{heard}");

    let (eva, read) = server.join_app(r#"{"type":"hello","name":"Eva","version":1}"#);
    assert!(read.contains(r#""people_total":1152"#), "{read}");
    assert!(
        read.contains(r#""Guest 99""#) && !read.contains(r#""Guest 100""#),
        "{read}"
    );
    server.send(eva, "{\"type\":\"roster\",\"after\":100}\n");
    let page = server.read(eva);
    assert!(
        page.contains(r#""Guest 1099""#) && page.ends_with("\"more\":true}\n"),
        "{page}"
    );
}
