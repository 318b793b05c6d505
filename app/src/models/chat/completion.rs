//! Completing names and commands with Tab.

use super::typed::COMMANDS;

/// After a completion: what the composer holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// The whole text.
    pub text: String,
    /// Where the cursor is, in Unicode scalar values from the start.
    pub cursor: usize,
}

/// Tab, pressed once or several times. A further Tab where the last one left the cursor takes the
/// next candidate.
#[derive(Debug, Clone, Default)]
pub struct Completion {
    last: Option<Cycle>,
}

#[derive(Debug, Clone)]
struct Cycle {
    before: String,
    after: String,
    candidates: Vec<String>,
    chosen: usize,
    gave: Completed,
}

impl Completion {
    /// Completes the word before the cursor (in scalar values) to one of `names` or a command.
    /// `backwards` goes to the candidate before. None when nothing fits.
    pub fn complete<'n>(
        &mut self,
        text: &str,
        cursor: usize,
        backwards: bool,
        names: impl Iterator<Item = &'n str>,
    ) -> Option<Completed> {
        let again = self
            .last
            .take()
            .filter(|last| last.gave.text == text && last.gave.cursor == cursor);
        let mut cycle = match again {
            Some(mut cycle) => {
                let count = cycle.candidates.len();
                let step = if backwards { count - 1 } else { 1 };
                cycle.chosen = (cycle.chosen + step) % count;
                cycle
            }
            None => Cycle::new(text, cursor, backwards, names)?,
        };
        cycle.gave = cycle.completed();
        let gave = cycle.gave.clone();
        self.last = Some(cycle);
        Some(gave)
    }
}

impl Cycle {
    fn new<'n>(
        text: &str,
        cursor: usize,
        backwards: bool,
        names: impl Iterator<Item = &'n str>,
    ) -> Option<Self> {
        let split = text
            .char_indices()
            .nth(cursor)
            .map_or(text.len(), |(index, _)| index);
        let (before, after) = text.split_at(split);
        let (start, candidates) = candidates(before, names)?;
        let chosen = if backwards { candidates.len() - 1 } else { 0 };
        // What would stand twice is taken away.
        let after = after.strip_prefix(' ').unwrap_or(after);
        Some(Self {
            before: before[..start].to_owned(),
            after: after.to_owned(),
            candidates,
            chosen,
            gave: Completed {
                text: String::new(),
                cursor: 0,
            },
        })
    }

    fn completed(&self) -> Completed {
        let candidate = &self.candidates[self.chosen];
        let addressed = self.before.is_empty() && !candidate.starts_with('/');
        let ending = if addressed { ": " } else { " " };
        let until_cursor = format!("{}{candidate}{ending}", self.before);
        let cursor = until_cursor.chars().count();
        Completed {
            text: until_cursor + &self.after,
            cursor,
        }
    }
}

/// Where the word to complete begins (in bytes), and what it may become.
fn candidates<'n>(
    before: &str,
    names: impl Iterator<Item = &'n str>,
) -> Option<(usize, Vec<String>)> {
    if before.starts_with('/') && !before.contains(char::is_whitespace) {
        let typed = before.to_ascii_lowercase();
        let commands: Vec<String> = COMMANDS
            .iter()
            .filter(|command| command.starts_with(&typed))
            .map(|command| (*command).to_owned())
            .collect();
        return (!commands.is_empty()).then_some((0, commands));
    }
    let names: Vec<(&str, String)> = names.map(|name| (name, name.to_lowercase())).collect();
    // Names have spaces in them, so the longest stretch that begins one is the word.
    let longest = tertulia_protocol::MAX_NAME_CHARS;
    let mut starts: Vec<usize> = Vec::new();
    let mut next_is_start = false;
    let reach = before.chars().count().saturating_sub(longest + 1);
    for (position, (index, character)) in before.char_indices().enumerate() {
        let begins = position == 0 || next_is_start;
        if begins && position >= reach && !character.is_whitespace() {
            starts.push(index);
        }
        next_is_start = character.is_whitespace() || matches!(character, '@' | '(' | '¿' | '¡');
    }
    starts.into_iter().find_map(|start| {
        let typed = before[start..].to_lowercase();
        let fitting: Vec<String> = names
            .iter()
            .filter(|(_, lowered)| lowered.starts_with(&typed))
            .map(|(name, _)| (*name).to_owned())
            .collect();
        (!fitting.is_empty()).then_some((start, fitting))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["Ana", "Ana Luz", "Iñaki", "Luis", "Marta"];

    fn tab(completion: &mut Completion, text: &str) -> Option<String> {
        let cursor = text.chars().count();
        let done = completion.complete(text, cursor, false, NAMES.into_iter())?;
        assert_eq!(done.cursor, done.text.chars().count());
        Some(done.text)
    }

    fn once(text: &str) -> Option<String> {
        tab(&mut Completion::default(), text)
    }

    #[test]
    fn a_name_at_the_start_is_addressed_and_elsewhere_only_completed() {
        assert_eq!(once("ma").as_deref(), Some("Marta: "));
        assert_eq!(once("hola IÑ").as_deref(), Some("hola Iñaki "));
        assert_eq!(once("hola @lu").as_deref(), Some("hola @Luis "));
        assert_eq!(once("/msg mar").as_deref(), Some("/msg Marta "));
        assert_eq!(once("so ana l").as_deref(), Some("so Ana Luz "));
        assert_eq!(once("zz"), None);
        assert_eq!(once("hola "), None, "nothing is begun");
    }

    #[test]
    fn tab_goes_round_and_shift_tab_goes_back() {
        let mut completion = Completion::default();
        let first = tab(&mut completion, "an").unwrap();
        assert_eq!(first, "Ana: ");
        let second = tab(&mut completion, &first).unwrap();
        assert_eq!(second, "Ana Luz: ");
        assert_eq!(tab(&mut completion, &second).as_deref(), Some("Ana: "));
        let back = completion.complete("Ana: ", 5, true, NAMES.into_iter());
        assert_eq!(back.map(|done| done.text).as_deref(), Some("Ana Luz: "));
    }

    #[test]
    fn what_stands_after_the_cursor_stays() {
        let mut completion = Completion::default();
        let done = completion.complete("lu how are you", 2, false, NAMES.into_iter());
        assert_eq!(
            done,
            Some(Completed {
                text: "Luis: how are you".to_owned(),
                cursor: 6
            })
        );
    }

    #[test]
    fn commands_are_completed_at_the_start() {
        assert_eq!(once("/hi").as_deref(), Some("/history "));
        let mut completion = Completion::default();
        let first = tab(&mut completion, "/h").unwrap();
        assert_eq!(first, "/help ");
        assert_eq!(tab(&mut completion, &first).as_deref(), Some("/history "));
        assert_eq!(once("/zz"), None);
    }
}
