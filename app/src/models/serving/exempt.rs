//! The networks from which any number of connections may come, as somebody types them.

use tertulia_server_core::{Config, IpNet};

use crate::moderation::{parse_network, shown_network};

/// A word that is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no network")]
pub struct NotANetwork(pub String);

/// Reads networks that stand one after the other, parted by spaces, commas or semicolons.
///
/// # Errors
/// The first word that is none.
pub fn parse_networks(text: &str) -> Result<Vec<IpNet>, NotANetwork> {
    let words = text.split(|letter: char| letter.is_whitespace() || ",;".contains(letter));
    let words = words.filter(|word| !word.is_empty());
    let networks = words.map(|word| match parse_network(word) {
        Some(network) => Ok(network.trunc()),
        None => Err(NotANetwork(word.to_owned())),
    });
    networks.collect()
}

/// Those that the operator has excepted, beside the server's own computer.
pub(super) fn chosen(exempt: &[IpNet]) -> String {
    let always = Config::default().exempt;
    let chosen = exempt.iter().filter(|network| !always.contains(network));
    let words: Vec<String> = chosen.map(|network| shown_network(*network)).collect();
    words.join(", ")
}

/// The server's own computer, and these.
pub(super) fn all(chosen: Vec<IpNet>) -> Vec<IpNet> {
    let mut all = Config::default().exempt;
    all.extend(chosen);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_however_they_are_parted_and_written_as_they_are_read() {
        let text = "192.168.0.0/16, 10.0.0.7;2001:db8::/48";
        for typed in [text, " 192.168.0.9/16\n10.0.0.7 , 2001:db8::/48; "] {
            let networks = parse_networks(typed).unwrap();
            assert_eq!(
                chosen(&all(networks)),
                "192.168.0.0/16, 10.0.0.7, 2001:db8::/48"
            );
        }
        assert_eq!(parse_networks(" , "), Ok(Vec::new()));
        assert_eq!(chosen(&Config::default().exempt), "");
        let wrong = NotANetwork("10.0.0.0/33".to_owned());
        assert_eq!(parse_networks("10.0.0.1, 10.0.0.0/33, x"), Err(wrong));
    }
}
