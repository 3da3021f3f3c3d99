//! What a fault can suggest: the nearest valid name, the number that was meant.

/// The candidate that `name` most resembles, if it resembles one enough for a slip of the hand.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name = simple(name);
    let best = candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&name, &simple(candidate)), candidate))
        .min_by_key(|(distance, _)| *distance)?;
    let allowed = (name.chars().count() / 3).max(1);
    (best.0 <= allowed).then_some(best.1)
}

/// Case, spaces and dashes are not what tells names apart.
fn simple(name: &str) -> String {
    name.to_lowercase().replace([' ', '-'], "_")
}

/// "did you mean `x`?"
pub fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// How to write the number that `text` seems to mean.
pub(crate) fn number(text: &str) -> Option<String> {
    let parses = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    if parses(text) {
        return None;
    }
    if let Some(share) = text.strip_suffix('%') {
        return share.trim().parse::<f64>().ok().map(|share| format!("write a share of one: `{}`", share / 100.0));
    }
    if is_date(text) {
        return Some("the cell is formatted as a date; format it as a number and type the value again".to_string());
    }
    let joined: String =
        text.chars().filter(|sign| !matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '_')).collect();
    let whole = joined.replace(',', "");
    if joined.matches(',').count() == 1 && !joined.contains('.') {
        let pointed = joined.replace(',', ".");
        let thousands = joined.rsplit(',').next().is_some_and(|tail| tail.len() == 3) && parses(&whole);
        return parses(&pointed).then(|| match thousands {
            true => format!("a comma is no decimal point: write `{pointed}` or `{whole}`"),
            false => format!("a comma is no decimal point: write `{pointed}`"),
        });
    }
    if parses(&whole) {
        return Some(format!("write it without separators: `{whole}`"));
    }
    let bare = text.trim_matches(['$', '€', '£', ' ']);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut alone = std::iter::once(bare).chain(if words.len() == 2 { words } else { Vec::new() });
    alone.find(|word| parses(word)).map(|word| format!("write the number alone: `{word}`"))
}

fn is_date(text: &str) -> bool {
    text.len() >= 10 && text.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::{nearest, number};

    #[test]
    fn slips_find_their_name_and_strangers_do_not() {
        let names = ["prices", "facilities", "feeds"];
        assert_eq!(nearest("priecs", names), Some("prices"));
        assert_eq!(nearest("Facility", names), None);
        assert_eq!(nearest("weather", names), None);
    }

    #[test]
    fn numbers_are_guessed() {
        let cases = ["1,5", "1,500", "1,234,567.5", "1 200", "12%", "$40", "12o", "2031-01-01", "12"];
        let hints = cases.map(|text| number(text).unwrap_or_default());
        insta::assert_debug_snapshot!(hints, @r#"
        [
            "a comma is no decimal point: write `1.5`",
            "a comma is no decimal point: write `1.500` or `1500`",
            "write it without separators: `1234567.5`",
            "write it without separators: `1200`",
            "write a share of one: `0.12`",
            "write the number alone: `40`",
            "",
            "the cell is formatted as a date; format it as a number and type the value again",
            "",
        ]
        "#);
    }
}
