//! Those who come, talk, leave, flood, stall and vanish, in turns of their own; and who sit still when
//! it is to be calm.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread::sleep;
use std::time::Duration;

use crate::encrypted::Tls;
use crate::guest::{Dialect, Guest};
use crate::random::Random;

/// What they do at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Everybody is in the room, and says something now and then.
    Calm,
    /// Whatever people and programs do.
    Restless,
    /// Everybody goes.
    Leaving,
}

/// A kind of behaviour. It counts when the server did what it has to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Comes, says some things, each of which is confirmed, and says goodbye.
    Talks,
    /// Says much more than is allowed, and is put out.
    Floods,
    /// Says more in one message than is allowed, and is put out.
    SaysTooMuch,
    /// Asks for much and reads nothing, until it is put out.
    Stalls,
    /// Is gone with a reset in the middle of a line.
    Resets,
    /// The same, by TLS: the connection is cut without a farewell.
    IsCut,
    /// Is gone with a reset and resumes its session.
    Resumes,
    /// Begins a TLS handshake and goes no further.
    HandsHanging,
    /// Says nothing for a while and goes.
    SaysNothing,
    /// Sends random bytes, and is put out.
    Noise,
}

impl Kind {
    pub(crate) const ALL: [Self; 10] = [
        Self::Talks,
        Self::Floods,
        Self::SaysTooMuch,
        Self::Stalls,
        Self::Resets,
        Self::IsCut,
        Self::Resumes,
        Self::HandsHanging,
        Self::SaysNothing,
        Self::Noise,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Talks => "come, talk, leave",
            Self::Floods => "flood",
            Self::SaysTooMuch => "say too much",
            Self::Stalls => "stall",
            Self::Resets => "reset",
            Self::IsCut => "cut off within TLS",
            Self::Resumes => "vanish and resume",
            Self::HandsHanging => "hang in a handshake",
            Self::SaysNothing => "say nothing",
            Self::Noise => "send noise",
        }
    }

    /// Of a hundred who come, so many do this.
    fn share(self) -> u64 {
        match self {
            Self::Talks => 42,
            Self::Floods | Self::Resets | Self::Resumes => 10,
            Self::SaysTooMuch | Self::IsCut | Self::SaysNothing | Self::Noise => 6,
            Self::Stalls | Self::HandsHanging => 2,
        }
    }

    fn by_chance(random: &mut Random) -> Self {
        let mut left =
            random.within(0..=Self::ALL.iter().map(|kind| kind.share()).sum::<u64>() - 1);
        for kind in Self::ALL {
            match left.checked_sub(kind.share()) {
                Some(rest) => left = rest,
                None => return kind,
            }
        }
        unreachable!("shares add up")
    }
}

/// What all of them share.
pub(crate) struct Crowd {
    address: SocketAddr,
    mood: AtomicU8,
    counts: [AtomicU64; Kind::ALL.len()],
    wrong: Mutex<Vec<String>>,
    /// How many are on their way into the room.
    coming: Mutex<usize>,
    somebody_came: Condvar,
}

/// More do not come at once: beyond 256 who have no name yet, the server sees the oldest off.
const AT_ONCE: usize = 100;

impl Crowd {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            mood: AtomicU8::new(Mood::Calm as u8),
            counts: Default::default(),
            wrong: Mutex::default(),
            coming: Mutex::default(),
            somebody_came: Condvar::new(),
        }
    }

    /// Somebody comes in by this name.
    fn admit(
        &self,
        dialect: Dialect,
        tls: Option<Tls>,
        name: &str,
        token: Option<u64>,
    ) -> io::Result<Guest> {
        let coming = self.coming.lock().unwrap();
        let is_full = |coming: &mut usize| *coming >= AT_ONCE;
        *self.somebody_came.wait_while(coming, is_full).unwrap() += 1;
        let admitted = Guest::connect(self.address, dialect, tls)
            .and_then(|mut guest| guest.join(name, token).map(|()| guest));
        *self.coming.lock().unwrap() -= 1;
        self.somebody_came.notify_one();
        admitted
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::Relaxed);
    }

    fn is(&self, mood: Mood) -> bool {
        self.mood.load(Ordering::Relaxed) == mood as u8
    }

    /// How often each kind of behaviour ended as it should.
    pub(crate) fn counts(&self) -> Vec<(Kind, u64)> {
        let count = |kind: Kind| self.counts[kind as usize].load(Ordering::Relaxed);
        Kind::ALL.map(|kind| (kind, count(kind))).into()
    }

    /// What did not end as it should.
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.wrong.lock().unwrap().clone()
    }

    /// One of them, until all go. `seat` tells them apart.
    pub(crate) fn live(&self, seat: u64, random: &mut Random) {
        // This thread steps back behind the server and those who are measured: what hundreds of guests
        // cost the computer that they share with it is not what is looked for.
        rustix::process::setpriority_process(None, 15).unwrap();
        for visit in 0.. {
            let name = format!("Soak {seat}-{visit}");
            let mut one = One {
                crowd: self,
                name,
                token: seat << 32 | (visit + 1),
                random,
            };
            let (what, outcome) = if self.is(Mood::Leaving) {
                return;
            } else if self.is(Mood::Calm) {
                ("sit", one.sits())
            } else {
                let kind = Kind::by_chance(one.random);
                let outcome = one.does(kind);
                if let Ok(true) = outcome {
                    self.counts[kind as usize].fetch_add(1, Ordering::Relaxed);
                }
                (kind.word(), outcome.map(drop))
            };
            if let Err(error) = outcome {
                self.wrong.lock().unwrap().push(format!("{what}: {error}"));
            }
        }
    }
}

/// One visit.
struct One<'a> {
    crowd: &'a Crowd,
    name: String,
    /// Of its session, if it is to be resumed.
    token: u64,
    random: &'a mut Random,
}

impl One<'_> {
    fn tls(&mut self) -> Option<Tls> {
        [None, None, Some(Tls::V13), Some(Tls::V12)][self.random.within(0..=3) as usize]
    }

    fn join(&mut self) -> io::Result<Guest> {
        let dialect = [Dialect::Plain, Dialect::App][self.random.within(0..=1) as usize];
        let tls = self.tls();
        self.crowd.admit(dialect, tls, &self.name, None)
    }

    /// Is there like everybody, before it shows what it came for.
    fn stay(&mut self, guest: &mut Guest) -> io::Result<()> {
        let span = self.millis(2_000, 10_000);
        guest.listen(span, || self.crowd.is(Mood::Restless))
    }

    fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(self.random.within(from..=to))
    }

    /// While it is calm.
    fn sits(&mut self) -> io::Result<()> {
        let mut guest = self.join()?;
        let mut said = 0;
        while self.crowd.is(Mood::Calm) {
            let pause = self.millis(5_000, 15_000);
            guest.listen(pause, || self.crowd.is(Mood::Calm))?;
            self.say(&mut guest, &mut said)?;
        }
        let pause = self.millis(0, 1_500);
        guest.listen(pause, || true)?;
        leave(guest, said)
    }

    fn say(&mut self, guest: &mut Guest, said: &mut u64) -> io::Result<()> {
        *said += 1;
        let length = self.random.within(10..=400) as usize;
        guest.send(&guest.dialect.say(*said, &"s".repeat(length)))
    }

    /// Gives whether the server did what it has to do; not when it was cut short by the mood.
    fn does(&mut self, kind: Kind) -> io::Result<bool> {
        let restless = || self.crowd.is(Mood::Restless);
        match kind {
            Kind::Talks => {
                let mut guest = self.join()?;
                let mut said = 0;
                for _ in 0..self.random.within(1..=6) {
                    self.say(&mut guest, &mut said)?;
                    let pause = self.millis(1_000, 3_000);
                    guest.listen(pause, restless)?;
                }
                leave(guest, said)?;
            }
            Kind::Floods => {
                let mut guest = self.join()?;
                self.stay(&mut guest)?;
                let flood: String = (1..=50).map(|n| guest.dialect.say(n, "flood")).collect();
                // It may be put out before all is sent.
                let _cut = guest.send(&flood);
                is_put_out(guest)?;
            }
            Kind::SaysTooMuch => {
                let mut guest = self.join()?;
                self.stay(&mut guest)?;
                let _cut = guest.send(&guest.dialect.say(1, &"x".repeat(5_000)));
                is_put_out(guest)?;
            }
            Kind::Stalls => return self.stalls(),
            Kind::Resets | Kind::IsCut => {
                let tls = (kind == Kind::IsCut).then_some(Tls::V13);
                let mut guest = self.crowd.admit(Dialect::Plain, tls, &self.name, None)?;
                let mut said = 0;
                self.say(&mut guest, &mut said)?;
                self.stay(&mut guest)?;
                guest.send("half a li")?;
                if kind == Kind::Resets {
                    guest.reset()?;
                }
            }
            Kind::Resumes => {
                let tls = self.tls();
                let mut resumed = false;
                for _ in 0..2 {
                    let token = Some(self.token);
                    let mut guest = self.crowd.admit(Dialect::App, tls, &self.name, token)?;
                    let welcome = guest.welcome.as_deref().unwrap_or_default();
                    resumed = welcome.contains("\"resumed\":true");
                    self.stay(&mut guest)?;
                    guest.reset()?;
                }
                if !resumed {
                    return Err(io::Error::other("the session was not resumed"));
                }
            }
            Kind::HandsHanging => {
                let mut guest = Guest::connect(self.crowd.address, Dialect::Plain, None)?;
                guest.send_bytes(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")?;
                let pause = self.millis(1_000, 9_000);
                guest.listen(pause, restless)?;
            }
            Kind::SaysNothing => {
                let mut guest = Guest::connect(self.crowd.address, Dialect::Plain, None)?;
                self.stay(&mut guest)?;
            }
            Kind::Noise => {
                let mut guest = Guest::connect(self.crowd.address, Dialect::Plain, None)?;
                self.stay(&mut guest)?;
                let mut noise = self.random.bytes(16 << 10);
                // Neither TLS nor JSON nor telnet's options, which wait for more, but a name that is
                // much too long.
                noise[0] = b'n';
                noise.retain(|byte| !matches!(byte, b'\n' | b'\r' | 0xff));
                let _cut = guest.send_bytes(&noise);
                is_put_out(guest)?;
            }
        }
        Ok(true)
    }

    /// Pages of the history wait for it, until there are too many.
    fn stalls(&mut self) -> io::Result<bool> {
        let tls = self.tls();
        let mut guest = self.crowd.admit(Dialect::App, tls, &self.name, None)?;
        guest.take_little()?;
        self.stay(&mut guest)?;
        for _ in 0..60 {
            if !self.crowd.is(Mood::Restless) {
                return Ok(false);
            }
            // It may be put out while it asks.
            let pages = "{\"type\":\"history\",\"limit\":100}\n".repeat(2);
            if guest.send(&pages).is_err() {
                break;
            }
            sleep(Duration::from_millis(150));
        }
        is_put_out(guest)?;
        Ok(true)
    }
}

/// Says goodbye once everything is confirmed.
fn leave(mut guest: Guest, said: u64) -> io::Result<()> {
    guest.until(|guest| guest.confirmed >= said)?;
    guest.send(guest.dialect.leave())?;
    guest.until(|guest| guest.ended)?;
    match guest.confirmed == said {
        true => Ok(()),
        false => Err(io::Error::other(format!(
            "{} confirmations of {said} messages",
            guest.confirmed
        ))),
    }
}

/// The server ends the connection. A reset is an end too, when more was sent than it read.
fn is_put_out(mut guest: Guest) -> io::Result<()> {
    match guest.until(|guest| guest.ended) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(()),
        outcome => outcome,
    }
}
