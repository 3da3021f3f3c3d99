//! Attacks on prices laid over all paths, as text: `ndpr_cut=0.4:2028-2032`.

use recoop_case::Network;
use recoop_case::fault::number_text;
use recoop_simulate::SimulateOptions;
use recoop_simulate::ties::Overlay;

use crate::StudyError;

/// An attack of its text.
pub(super) fn parse(network: &Network, text: &str) -> Result<Overlay, StudyError> {
    let wrong = |why: String| StudyError::refused("--attack", format!("--attack `{text}`: {why}"));
    let form = || wrong("expected ATTACK=DEPTH:FIRST-LAST, for instance cut=0.4:2028-2032".to_string());
    let (id, rest) = text.split_once('=').ok_or_else(form)?;
    let (depth, years) = rest.split_once(':').ok_or_else(form)?;
    let (first, last) = years.split_once('-').ok_or_else(form)?;
    let depth: f64 = depth.trim().parse().map_err(|_| form())?;
    let (first, last): (i32, i32) =
        (first.trim().parse().map_err(|_| form())?, last.trim().parse().map_err(|_| form())?);
    let prices = || network.attacks.iter().filter(|attack| attack.kind.moves_quotes);
    let Some(attack) = network.attacks.iter().position(|attack| attack.id == *id.trim()) else {
        let all: Vec<&str> = prices().map(|attack| attack.id.as_str()).collect();
        return Err(wrong(format!("there is no attack `{id}`; those on prices are {}", all.join(", "))));
    };
    let of = &network.attacks[attack];
    if !of.kind.moves_quotes {
        return Err(wrong(format!("`{id}` is of the kind `{}`, and only `price` can be laid over", of.kind.as_str())));
    }
    if !(depth > 0.0 && depth <= of.max_depth) {
        return Err(wrong(format!("the depth is above 0 and at most {}, found {}", of.max_depth, number_text(depth))));
    }
    if first > last || !of.years.contains(&first) || !of.years.contains(&last) {
        let (from, to) = (of.years.start(), of.years.end());
        return Err(wrong(format!("the years lie in {from}-{to}, found {first}-{last}")));
    }
    Ok(Overlay { attack, depth, years: first..=last })
}

/// Returns the attacks of a simulation as text.
#[must_use]
pub fn words(network: &Network, options: &SimulateOptions) -> Vec<String> {
    let text = |it: &Overlay| {
        format!("{}={}:{}-{}", network.attacks[it.attack].id, it.depth, it.years.start(), it.years.end())
    };
    options.overlays.iter().map(text).collect()
}
