//! What materials are typically worth, for ratios that have no unit: the median of what markets and users pay, and for what nobody
//! pays for, what can be made of it.

use std::collections::HashMap;

use super::case::{Case, Mode, Stream};
use crate::tables::TechnologyRow;

/// Rounds in which worth moves up the chain, a stage in each.
const ROUNDS: usize = 8;

/// Typical worth of streams and what a metric ton of activity makes of them.
pub(super) struct Worth {
    /// By stream: prices at markets that are above 0, in the order of `prices`.
    pub prices: Vec<Vec<f64>>,
    /// By stream: their median, else that of the values of demands, USD/kg.
    pub paid: Vec<Option<f64>>,
    /// By stream: what is paid, else what can be made of it, USD/kg.
    pub of: Vec<Option<f64>>,
}

/// The number in the middle.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    if values.is_empty() {
        return None;
    }
    let at = values.len() / 2;
    let (_, middle, _) = values.select_nth_unstable_by(at, f64::total_cmp);
    Some(*middle)
}

impl Worth {
    /// Reads prices and values, and follows them up the chain.
    pub fn find(case: &Case<'_>) -> Self {
        let mut streams: HashMap<&str, Option<Stream>> = HashMap::new();
        let mut prices = vec![Vec::new(); case.num_streams()];
        for row in case.tables.prices.iter().filter(|row| row.price_usd_per_kg > 0.0) {
            let stream = streams.entry(row.material.as_str()).or_insert_with(|| case.stream(&row.material));
            if let Some(stream) = *stream {
                prices[stream].push(row.price_usd_per_kg);
            }
        }
        let mut values = vec![Vec::new(); case.num_streams()];
        for row in case.tables.demands.iter().filter(|row| row.value_usd_per_kg > 0.0) {
            if let Some(stream) = case.stream(&row.material) {
                values[stream].push(row.value_usd_per_kg);
            }
        }
        let paid: Vec<Option<f64>> = prices
            .iter()
            .zip(&values)
            .map(|(prices, values)| median(prices.iter().copied()).or_else(|| median(values.iter().copied())))
            .collect();
        let mut worth = Self { prices, of: paid.clone(), paid };
        worth.go_up(case);
        worth
    }

    /// What nobody pays for is worth what is made of it.
    fn go_up(&mut self, case: &Case<'_>) {
        for _ in 0..ROUNDS {
            let mut news = false;
            for (technology, row) in case.tables.technologies.iter().enumerate() {
                for mode in &case.modes[technology] {
                    for feed in feeds(case, row) {
                        news |= self.inputs(case, technology, mode, feed);
                    }
                }
            }
            if !news {
                return;
            }
        }
    }

    /// Gives the inputs of a mode that have no worth yet that of what it makes.
    fn inputs(&mut self, case: &Case<'_>, technology: usize, mode: &Mode<'_>, feed: Option<usize>) -> bool {
        let Some(made) = self.made(case, technology, mode, feed) else { return false };
        let row = &case.tables.technologies[technology];
        let treated = row.treats.as_ref().and_then(|id| case.materials.get(id)).map(|material| (material, 1.0));
        let used = mode.amounts.iter().filter(|amount| amount.amount < 0.0).map(|a| (a.material, -a.amount));
        let inputs: Vec<(Stream, f64)> = treated
            .into_iter()
            .chain(used)
            .filter_map(|(material, amount)| Some((case.stream_of(material, feed)?, amount)))
            .filter(|(stream, _)| self.of[*stream].is_none())
            .collect();
        let tonnes: f64 = inputs.iter().map(|(_, amount)| amount).sum();
        if inputs.is_empty() || tonnes <= 0.0 || made <= 0.0 {
            return false;
        }
        for (stream, _) in inputs {
            self.of[stream] = Some(made / tonnes);
        }
        true
    }

    /// What a kg of activity makes is worth, USD/kg; none when nothing that it makes has a worth.
    pub fn made(&self, case: &Case<'_>, technology: usize, mode: &Mode<'_>, feed: Option<usize>) -> Option<f64> {
        let row = &case.tables.technologies[technology];
        let mined = row.mines.as_ref().and_then(|id| case.materials.get(id)).map(|material| (material, 1.0));
        let recipe = mode.amounts.iter().filter(|amount| amount.amount > 0.0).map(|a| (a.material, a.amount));
        let recovered = case.recoveries[technology].iter().filter(|_| row.treats.is_some()).filter_map(|recovery| {
            let parts = &case.compositions[feed?];
            let (_, share) = parts.iter().find(|(element, _)| *element == recovery.element)?;
            (recovery.share > 0.0).then_some((recovery.product, share * recovery.share))
        });
        let made = mined.into_iter().chain(recipe).chain(recovered);
        made.filter_map(|(material, amount)| Some(self.of[case.stream_of(material, feed)?]? * amount))
            .reduce(|sum, part| sum + part)
    }

    /// What a kg of activity uses beyond what is treated costs, USD/kg.
    pub fn used(&self, case: &Case<'_>, mode: &Mode<'_>) -> f64 {
        let used = mode.amounts.iter().filter(|amount| amount.amount < 0.0);
        used.filter_map(|a| Some(self.paid[case.stream_of(a.material, None)?]? * -a.amount)).sum()
    }

    /// The most that a kg of a technology's activity makes in any mode, of any of the feeds; see [`Self::made`].
    pub fn best(&self, case: &Case<'_>, technology: usize, only: Option<&[usize]>) -> Option<f64> {
        let row = &case.tables.technologies[technology];
        let feeds: Vec<Option<usize>> = match only {
            Some(only) if row.mines.is_some() || row.treats.is_some() => only.iter().copied().map(Some).collect(),
            _ => feeds(case, row),
        };
        let ways = case.modes[technology].iter().flat_map(|mode| feeds.iter().map(move |feed| (mode, *feed)));
        ways.filter_map(|(mode, feed)| self.made(case, technology, mode, feed)).max_by(f64::total_cmp)
    }
}

/// The feeds on which a technology may run; one blank for a technology that knows no feeds.
fn feeds(case: &Case<'_>, technology: &TechnologyRow) -> Vec<Option<usize>> {
    if technology.mines.is_some() || technology.treats.is_some() {
        (0..case.compositions.len()).map(Some).collect()
    } else {
        vec![None]
    }
}
