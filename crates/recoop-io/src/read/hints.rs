//! What a fault can suggest: the nearest valid name, the number that was meant.

use super::TABLE_NAMES;
use recoop_case::former;

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

/// The candidate that the name of a file or a sheet means, marks of copies and of versions taken away: `Prices`, `prices (1)`,
/// `Copy of prices`, `price`, `prices - Kopie`, `prices_old`.
pub fn meant<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str> + Clone) -> Option<&'c str> {
    const MARKS: &[&str] =
        &["copy of ", "kopie von ", " copy", " kopie", "_copy", "_old", "_new", "_backup", " old", " new"];
    let mut bare = name.trim().to_lowercase();
    loop {
        let before = bare.len();
        let cut = bare
            .trim_end_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '(' | ')' | '-' | '~' | ' ' | '_'));
        let cut = MARKS.iter().fold(cut, |cut, mark| match mark.ends_with(' ') {
            true => cut.strip_prefix(mark).unwrap_or(cut),
            false => cut.strip_suffix(mark).unwrap_or(cut),
        });
        bare = cut.trim().to_string();
        if bare.len() == before {
            break;
        }
    }
    nearest(name, candidates.clone()).or_else(|| nearest(&bare, candidates))
}

/// The table that the name of a file or a sheet means ([`meant`]), also by a former name: today's name, and whether the name is one of a
/// table as it stands.
pub fn meant_table(name: &str) -> Option<(&'static str, bool)> {
    let names = TABLE_NAMES.iter().copied().chain(former::TABLES.iter().map(|(former, _)| *former));
    let meant = meant(name, names)?;
    Some((former::table(meant).unwrap_or(meant), meant == name.to_lowercase()))
}

/// How to write the number that `text` seems to mean in a cell of a column: a percentage is a share only where the column has no unit.
pub(crate) fn number_of(column: &str, text: &str) -> Option<String> {
    const UNITS: [&str; 5] = ["_musd", "_usd", "_t", "_years", "year"];
    let bare = text.strip_suffix('%').map(str::trim).filter(|bare| bare.parse::<f64>().is_ok_and(f64::is_finite));
    match bare.filter(|_| UNITS.iter().any(|unit| column.contains(unit))) {
        Some(bare) => {
            Some(format!("`{column}` is no share: write the number alone, in the unit of the column: `{bare}`"))
        }
        None => number(text),
    }
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
    use super::{meant, nearest, number, number_of};

    /// A percentage in a column of money is a slip of another kind than one in a column of shares.
    #[test]
    fn percentages_are_shares_where_a_column_has_no_unit() {
        assert_eq!(number_of("rate", "15%").unwrap(), "write a share of one: `0.15`");
        let says = "`amount_musd` is no share: write the number alone, in the unit of the column: `15`";
        assert_eq!(number_of("amount_musd", "15 %").unwrap(), says);
        for column in ["output_t", "limit_t_per_year", "price_usd_per_kg", "construction_years", "last_year"] {
            assert!(number_of(column, "15%").unwrap().contains("write the number alone"), "{column}");
        }
        assert_eq!(number_of("amount_musd", "$40").unwrap(), "write the number alone: `40`");
    }

    #[test]
    fn copies_find_what_they_are_copies_of() {
        let names = ["prices", "changes", "pass_through"];
        let copies =
            ["Changes", "changes (1)", "Copy of changes", "change", "changes - Kopie", "changes_old", "changes2"];
        assert!(copies.iter().all(|copy| meant(copy, names) == Some("changes")), "{copies:?}");
        assert_eq!(meant("pass-through copy (2)", names), Some("pass_through"));
        assert_eq!(["Notes of mine", "2024", ""].map(|name| meant(name, names)), [None; 3]);
    }

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
