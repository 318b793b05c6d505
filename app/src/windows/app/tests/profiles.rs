//! Profiles are renamed and deleted, and their histories with them or not.

use super::*;
use tertulia_protocol::RunId;
use tertulia_server_core::{Moderation, ModerationFile};

use crate::windows::profiles::ProfileAction;

fn name(name: &str) -> ProfileName {
    ProfileName::parse(name).unwrap()
}

fn histories(home: &Home) -> Histories {
    Histories::at(&home.path().join("history"))
}

/// Where the bans and mutes of a profile are.
fn decided(home: &Home, profile: &str) -> PathBuf {
    let source = Source::Name(name(profile));
    histories(home).moderation_path(Some(&source), 0)
}

/// Where the history of a profile is, which a server has begun and ended.
fn begun(home: &Home, profile: &str) -> PathBuf {
    drop(serve(home, profile));
    histories(home).of_profile(&name(profile)).unwrap()
}

fn serve(home: &Home, profile: &str) -> ServerHandle {
    let source = Source::Name(name(profile));
    let path = histories(home).path(Some(&source), 0);
    let config = Config {
        bind: "127.0.0.1:0".parse().unwrap(),
        history: HistoryChoice::default().config(path),
        ..Config::default()
    };
    Server::start(config).unwrap()
}

#[test]
fn a_profile_takes_its_history_along_to_another_name() {
    let home = Home::with_profiles();
    let old = begun(&home, "Classroom");
    let mut window = home.window(Purpose::Launcher);
    let rename = ProfileAction::Rename(name("Classroom"), name("Aula"));
    window.state_mut().profile_action(rename);
    window.run_steps(4);
    assert!(home.profiles().path(&name("Aula")).exists());
    assert!(histories(&home).of_profile(&name("Aula")).is_some());
    assert!(!old.exists());
}

#[test]
fn a_profile_whose_history_cannot_be_renamed_keeps_its_name_and_says_why() {
    let home = Home::with_profiles();
    // Of a profile that was deleted.
    begun(&home, "Aula");
    for (to, server, why) in [
        (
            "Aula 2",
            Some(serve(&home, "Classroom")),
            "A server uses this profile",
        ),
        ("Aula", None, "There is a history of this name already"),
    ] {
        let mut window = home.window(Purpose::Launcher);
        let rename = ProfileAction::Rename(name("Classroom"), name(to));
        window.state_mut().profile_action(rename);
        window.run_steps(4);
        assert!(shows(&window, why), "{why}");
        assert!(home.profiles().path(&name("Classroom")).exists(), "{to}");
        assert!(!home.profiles().path(&name(to)).exists(), "{to}");
        drop(server);
    }
    assert!(histories(&home).of_profile(&name("Classroom")).is_some());
}

#[test]
fn a_deleted_profile_says_where_its_history_stays() {
    let home = Home::with_profiles();
    let history = begun(&home, "Classroom");
    let mut window = home.window(Purpose::Launcher);
    let delete = ProfileAction::Delete(name("Classroom"));
    window.state_mut().profile_action(delete);
    window.run_steps(4);
    assert!(history.exists());
    assert!(shows(&window, "its history stays"));
}

#[test]
fn a_deleted_profile_takes_its_bans_along_and_the_question_says_so() {
    let home = Home::with_profiles();
    let bans = decided(&home, "Classroom");
    let mut file = ModerationFile::open(bans.clone()).unwrap();
    file.save(&Moderation::default(), RunId(7)).unwrap();
    let mut window = home.window(Purpose::Launcher);
    let mut act = |action, says| {
        window.state_mut().profile_action(action);
        window.run_steps(4);
        assert!(shows(&window, says), "{says}");
    };
    let [classroom, other] = ["Classroom", "Ana at the lab"].map(name);
    act(ProfileAction::AskDelete(other), "Its file is removed. This");
    let ask = ProfileAction::AskDelete(classroom.clone());
    act(ask, "whom you have banned or muted");
    let delete = ProfileAction::Delete(classroom);
    act(delete.clone(), "A server uses");
    assert!(home.profiles().path(&name("Classroom")).exists());
    drop(file);
    act(delete, "deleted");
    assert!(!home.profiles().path(&name("Classroom")).exists());
    assert!(!bans.exists());
}
