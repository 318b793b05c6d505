//! What reading and writing lines costs, in both dialects: `cargo bench -p tertulia-protocol`.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use tertulia_protocol::{
    ClientMessage, Language, MessageId, Name, NameError, Number, Person, PersonId, Phrases, Said,
    ServerMessage, UnixMillis, app, plain,
};

/// Lines that one read brings.
const LINES: usize = 64;
/// What people write.
const TEXTS: [(&str, &str); 3] = [
    ("short", "hola"),
    (
        "usual",
        "¿Quedamos mañana a las cinco en la entrada de la biblioteca, como la última vez? Yo llevo el café.",
    ),
    ("emoji", "🎉🎉🎉 ¡feliz cumpleaños! 🎂🥳 日本語 العربية"),
];

fn main() {
    divan::main();
}

fn texts() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(name, _)| *name)
}

fn text(name: &str) -> &'static str {
    TEXTS
        .iter()
        .find(|(wanted, _)| *wanted == name)
        .map_or("", |(_, text)| text)
}

fn said(name: &str) -> Result<ServerMessage, NameError> {
    Ok(ServerMessage::Said(Said {
        id: MessageId(12_345),
        time: UnixMillis(1_767_225_600_123),
        from: Person {
            id: PersonId(77),
            name: Name::parse("Ana María")?,
        },
        text: text(name).to_owned(),
        action: false,
    }))
}

fn requests(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..LINES as u64 {
        let message = ClientMessage::Say {
            number: Number(number),
            text: text(name).to_owned(),
            action: false,
        };
        app::encode(&message, &mut bytes);
    }
    bytes
}

#[divan::bench(args = texts())]
fn decode_plain(bencher: Bencher<'_, '_>, name: &str) {
    let input = format!("{}\n", text(name)).repeat(LINES);
    bencher
        .counter(ItemsCount::new(LINES))
        .counter(BytesCount::of_str(&input))
        .bench(|| {
            let mut decoder = plain::Decoder::new(1_000);
            let mut rest = input.as_bytes();
            while let Some(line) = decoder.decode(&mut rest) {
                black_box(line);
            }
        });
}

#[divan::bench(args = texts())]
fn decode_plain_byte_by_byte(bencher: Bencher<'_, '_>, name: &str) {
    let input = format!("{}\n", text(name));
    bencher.counter(BytesCount::of_str(&input)).bench(|| {
        let mut decoder = plain::Decoder::new(1_000);
        for byte in input.as_bytes() {
            black_box(decoder.decode(&mut std::slice::from_ref(byte)));
        }
    });
}

#[divan::bench(args = texts())]
fn decode_app(bencher: Bencher<'_, '_>, name: &str) {
    let input = requests(name);
    bencher
        .counter(ItemsCount::new(LINES))
        .counter(BytesCount::of_slice(&input))
        .bench(|| {
            let mut decoder = app::Decoder::<ClientMessage>::new(16_096);
            let mut rest = &input[..];
            while let Some(message) = decoder.decode(&mut rest) {
                let _ = black_box(message);
            }
        });
}

#[divan::bench(args = texts())]
fn encode_plain(bencher: Bencher<'_, '_>, name: &str) {
    let (message, phrases) = (said(name), Phrases::new(Language::En));
    bencher.counter(ItemsCount::new(1_usize)).bench(|| {
        let mut bytes = Vec::new();
        if let Ok(message) = &message {
            plain::encode(black_box(message), &phrases, &mut bytes);
        }
        bytes
    });
}

#[divan::bench(args = texts())]
fn encode_app(bencher: Bencher<'_, '_>, name: &str) {
    let message = said(name);
    bencher.counter(ItemsCount::new(1_usize)).bench(|| {
        let mut bytes = Vec::new();
        if let Ok(message) = &message {
            app::encode(black_box(message), &mut bytes);
        }
        bytes
    });
}

#[divan::bench(args = ["Ana", "José Ángel", "日本語の名前"])]
fn parse_name(name: &str) -> Result<Name, NameError> {
    Name::parse(black_box(name))
}
