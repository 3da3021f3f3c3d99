//! The nearest valid name: "did you mean".

/// The name nearest to `text`, if one is near enough: at most a third of its letters wrong, a swap of neighbors counting
/// as one; else one that is the beginning of the other. Of equally near names the first.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = text.to_lowercase().chars().take(LONGEST).collect();
    let limit = (letters.len().max(3)) / 3;
    let mut best = None;
    let mut least = limit + 1;
    let mut begins = None;
    for name in names {
        if text.len().min(name.len()) >= SHORTEST && (name.starts_with(text) || text.starts_with(name)) {
            begins = begins.or(Some(name));
        }
        // Lengths alone bound the distance from below.
        if name.len().abs_diff(text.len()) > 4 * least {
            continue;
        }
        let other: Vec<char> = name.to_lowercase().chars().take(LONGEST).collect();
        if other.len().abs_diff(letters.len()) >= least {
            continue;
        }
        let distance = distance(&letters, &other);
        if distance < least {
            (best, least) = (Some(name), distance);
        }
    }
    best.or(begins)
}

/// Shorter beginnings say nothing.
const SHORTEST: usize = 3;

/// Letters beyond these are not compared: a cell can hold a novel.
const LONGEST: usize = 64;

/// Insertions, deletions, replacements and swaps of neighbors between two words (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found() {
        let names = ["nd_oxide", "dy_oxide", "leach"];
        assert_eq!(nearest("nd_oxid", names), Some("nd_oxide"));
        assert_eq!(nearest("dn_oxide", names), Some("nd_oxide"));
        assert_eq!(nearest("Leach", names), Some("leach"));
        assert_eq!(nearest("leahc", names), Some("leach"));
        assert_eq!(nearest("lea", names), Some("leach"));
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("magnet", names), None);
    }
}
