//! Elements, feeds, technologies and their recipes: what goes in and what comes out.

use super::case::Case;
use super::report::{Range, Report, adds_to_one, rounded};
use crate::fault::number_text;

/// A recipe that makes more than this many times the mass that it uses makes mass from nothing, whatever air, water or filler it leaves
/// out.
const MAX_MADE: f64 = 100.0;

/// Compositions are published with few digits: their sum may miss 1 by this much.
const COMPOSITION_TOLERANCE: f64 = 1e-3;

/// Recoveries may exceed 1 by this much: rounding in the last bit.
const RECOVERY_TOLERANCE: f64 = 1e-9;

/// More metric tons than this per metric ton of activity are a slip of units.
pub(super) const LARGEST_AMOUNT: f64 = 1e6;

/// The counted elements of a feed add up to 1.
pub(super) fn compositions(case: &Case<'_>, report: &mut Report) {
    for (row, composition) in case.tables.compositions.iter().enumerate() {
        report.number("compositions", row, "share", composition.share, Range::NotNegative);
    }
    for (row, feed) in case.tables.feeds.iter().enumerate() {
        // Of two rows with the same id the first has the composition.
        if case.feeds.get(&feed.id) != Some(row) {
            continue;
        }
        let parts = &case.compositions[row];
        if parts.is_empty() {
            report.cell(
                "network::composition_missing",
                "feeds",
                row,
                "id",
                format_args!("`compositions` does not say what `{}` is made of", feed.id),
            );
            continue;
        }
        let sum: f64 = parts.iter().filter(|(element, _)| case.counts(*element)).map(|(_, share)| share).sum();
        if !adds_to_one(sum, COMPOSITION_TOLERANCE) {
            report
                .cell(
                    "network::composition_sum",
                    "feeds",
                    row,
                    "id",
                    format_args!("the counted elements of `{}` add up to {}, not 1", feed.id, rounded(sum)),
                )
                .hint_if(|| {
                    let hint =
                        "elements that do not count in the metric tons of a feed have `counts` = no in `elements`";
                    (sum > 1.0).then(|| hint.to_string())
                });
        }
    }
}

/// What is mined or treated is a per-feed material, and a technology does one or the other.
pub(super) fn mines_and_treats(case: &Case<'_>, report: &mut Report) {
    for (row, technology) in case.tables.technologies.iter().enumerate() {
        for (column, id) in [("mines", &technology.mines), ("treats", &technology.treats)] {
            let Some(material) = id.as_ref().and_then(|id| case.materials.get(id)) else { continue };
            if !case.per_feed(material) {
                let id = case.materials.name(material);
                report
                    .cell(
                        "network::not_per_feed",
                        "technologies",
                        row,
                        column,
                        format_args!("`{id}` is the same for all feeds, so it cannot be what a technology {column}"),
                    )
                    .hint(|| format!("make `{id}` `per_feed` in `materials`, or write the input into `recipes`"));
            }
        }
        if technology.mines.is_some() && technology.treats.is_some() {
            report.cell(
                "network::mines_and_treats",
                "technologies",
                row,
                "treats",
                format_args!("`{}` both mines and treats; these are two technologies", technology.id),
            );
        }
    }
}

/// Recoveries are shares, of technologies that treat, and no element comes out more than once.
pub(super) fn recoveries(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "recoveries";
    for (row, recovery) in case.tables.recoveries.iter().enumerate() {
        report.number(TABLE, row, "recovery", recovery.recovery, Range::Share);
        let technology = case.technologies.get(&recovery.technology).map(|at| &case.tables.technologies[at]);
        if technology.is_some_and(|technology| technology.treats.is_none()) {
            report
                .cell(
                    "network::recovery_without_treats",
                    TABLE,
                    row,
                    "technology",
                    format_args!("`{}` treats no per-feed material, so nothing can be recovered", recovery.technology),
                )
                .hint(|| "fill `treats` in `technologies`, or write the output into `recipes`".to_string());
        }
    }
    for (technology, recoveries) in case.recoveries.iter().enumerate() {
        let mut sums: Vec<(usize, f64, usize)> = Vec::new();
        // A share above 1 is reported for itself.
        for recovery in recoveries.iter().filter(|recovery| recovery.share <= 1.0) {
            match sums.iter_mut().find(|(element, ..)| *element == recovery.element) {
                Some((_, sum, last)) => (*sum, *last) = (*sum + recovery.share, recovery.row),
                None => sums.push((recovery.element, recovery.share, recovery.row)),
            }
        }
        for (element, sum, last) in sums {
            if sum > 1.0 + RECOVERY_TOLERANCE {
                let (technology, element) = (case.technologies.name(technology), case.elements.name(element));
                report.cell(
                    "network::recovery_sum",
                    TABLE,
                    last,
                    "recovery",
                    format_args!(
                        "the recoveries of `{element}` in `{technology}` add up to {}, more than 1",
                        rounded(sum)
                    ),
                );
            }
        }
    }
}

/// Amounts of recipes: not zero, per-feed materials only where a feed is treated, one mode where feeds are.
pub(super) fn recipes(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "recipes";
    for (row, recipe) in case.tables.recipes.iter().enumerate() {
        let amount = recipe.amount;
        if amount == 0.0 {
            report.cell("network::zero_amount", TABLE, row, "amount", format_args!("an amount of 0 says nothing"));
        } else if !amount.is_finite() || amount.abs() > LARGEST_AMOUNT {
            report
                .cell(
                    "network::range",
                    TABLE,
                    row,
                    "amount",
                    format_args!(
                        "expected at most {LARGEST_AMOUNT} t per metric ton of activity, found {}",
                        number_text(amount)
                    ),
                )
                .hint(|| "amounts are metric tons per metric ton, whatever the material".to_string());
        }
        let Some(technology) = case.technologies.get(&recipe.technology) else { continue };
        let technology = &case.tables.technologies[technology];
        let per_feed = case.materials.get(&recipe.material).is_some_and(|material| case.per_feed(material));
        if per_feed && technology.treats.is_none() {
            report.cell(
                "network::no_feed_treated",
                TABLE,
                row,
                "material",
                format_args!(
                    "there is one `{}` for each feed, but `{}` treats no feed",
                    recipe.material, technology.id
                ),
            );
        }
        if let Some(mode) = recipe.mode.as_deref().filter(|mode| *mode != "main")
            && (technology.treats.is_some() || technology.mines.is_some())
        {
            report.cell(
                "network::mode_by_feed",
                TABLE,
                row,
                "mode",
                format_args!("`{}` runs feed by feed and has the mode `main` only, found `{mode}`", technology.id),
            );
        }
    }
}

/// No per-feed material is treated into itself, by one technology or by several: there would be no end of streams.
pub(super) fn forms(case: &Case<'_>, report: &mut Report) {
    // By technology that treats: what it treats, and the per-feed materials that it makes.
    let mut steps: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for (row, technology) in case.tables.technologies.iter().enumerate() {
        if let Some(treated) = technology.treats.as_ref().and_then(|id| case.materials.get(id)) {
            let recovered = case.recoveries[row].iter().map(|recovery| recovery.product);
            let amounts = case.modes[row].iter().flat_map(|mode| &mode.amounts);
            let made = amounts.filter(|amount| amount.amount > 0.0).map(|amount| amount.material);
            steps.push((row, treated, recovered.chain(made).filter(|material| case.per_feed(*material)).collect()));
        }
    }
    for (row, treated, _) in &steps {
        let mut reached = vec![false; case.materials.len()];
        let mut from = vec![*treated];
        while let Some(material) = from.pop() {
            for next in steps.iter().filter(|step| step.1 == material).flat_map(|step| &step.2) {
                if !std::mem::replace(&mut reached[*next], true) {
                    from.push(*next);
                }
            }
        }
        if reached[*treated] {
            let (technology, material) = (case.technologies.name(*row), case.materials.name(*treated));
            report.cell(
                "network::form_circle",
                "technologies",
                *row,
                "treats",
                format_args!("what `{technology}` makes of `{material}` becomes `{material}` again, without end"),
            );
        }
    }
}

/// Every mode makes something, and nothing is made from nothing.
pub(super) fn inputs_and_outputs(case: &Case<'_>, report: &mut Report) {
    for (row, technology) in case.tables.technologies.iter().enumerate() {
        if case.technologies.get(&technology.id) != Some(row) {
            continue;
        }
        let recovers = case.recoveries[row].iter().any(|recovery| recovery.share > 0.0);
        let (mines, treats) = (technology.mines.is_some(), technology.treats.is_some());
        if case.modes[row].is_empty() {
            report
                .cell(
                    "network::no_output",
                    "technologies",
                    row,
                    "id",
                    format_args!("`{}` makes nothing", technology.id),
                )
                .hint(|| "give it rows in `recipes`, or what it `mines` or `treats`".to_string());
        }
        for mode in &case.modes[row] {
            let at = mode.amounts.first().map(|amount| amount.row);
            let makes = mines || (treats && recovers) || mode.amounts.iter().any(|amount| amount.amount > 0.0);
            let uses = mines || treats || mode.amounts.iter().any(|amount| amount.amount < 0.0);
            let mut fault = |code, what: &str, hint: &str| {
                let (table, row) = at.map_or(("technologies", row), |at| ("recipes", at));
                report
                    .cell(code, table, row, "", format_args!("mode `{}` of `{}` {what}", mode.name, technology.id))
                    .hint(|| hint.to_string());
            };
            if !makes {
                fault("network::no_output", "makes nothing", "amounts made are positive, amounts used negative");
            }
            if !uses {
                let hint = "amounts used are negative; a mine says what it `mines` in `technologies`";
                fault("network::no_input", "makes mass from nothing", hint);
            }
        }
    }
}

/// No mode makes many times the mass that it uses. What is treated counts with one metric ton; a mine takes its mass from the ground.
pub(super) fn mass_of_recipes(case: &Case<'_>, report: &mut Report) {
    for (row, technology) in case.tables.technologies.iter().enumerate() {
        if technology.mines.is_some() || case.technologies.get(&technology.id) != Some(row) {
            continue;
        }
        let treated = if technology.treats.is_some() { 1.0 } else { 0.0 };
        for mode in &case.modes[row] {
            let used: f64 = treated - mode.amounts.iter().map(|amount| amount.amount.min(0.0)).sum::<f64>();
            let made: f64 = mode.amounts.iter().map(|amount| amount.amount.max(0.0)).sum();
            // A mode that uses nothing is a fault of its own.
            if used <= 0.0 || made <= MAX_MADE * used {
                continue;
            }
            let largest = mode.amounts.iter().max_by(|a, b| a.amount.total_cmp(&b.amount));
            let at = largest.map_or(0, |amount| amount.row);
            report
                .cell(
                    "network::mass_gain",
                    "recipes",
                    at,
                    "amount",
                    format_args!(
                        "mode `{}` of `{}` makes {} t of {} t: mass from nothing",
                        mode.name,
                        technology.id,
                        rounded(made),
                        rounded(used)
                    ),
                )
                .hint(|| {
                    format!("amounts are metric tons per metric ton of activity; at most {MAX_MADE} t are made of one")
                });
        }
    }
}

/// Rows of `modes` are about modes and feeds that exist.
pub(super) fn modes(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "modes";
    for (row, it) in case.tables.modes.iter().enumerate() {
        report.number(TABLE, row, "capacity_use", it.capacity_use, Range::Positive);
        report.number(TABLE, row, "extra_cost_usd_per_kg", it.extra_cost_usd_per_kg, Range::Finite);
        let Some(at) = case.technologies.get(&it.technology) else { continue };
        let technology = &case.tables.technologies[at];
        let mode = it.mode.as_deref().unwrap_or("main");
        let cost = technology.variable_cost_usd_per_kg.unwrap_or(0.0);
        if let Some(extra) = it.extra_cost_usd_per_kg
            && cost >= 0.0
            && cost + extra < 0.0
        {
            report.cell(
                "network::range",
                TABLE,
                row,
                "extra_cost_usd_per_kg",
                format_args!("with it the variable cost of `{}` is {}, below 0", technology.id, rounded(cost + extra)),
            );
        }
        if !case.modes[at].iter().any(|known| known.name == mode) {
            let names: Vec<&str> = case.modes[at].iter().map(|known| known.name).collect();
            report
                .cell(
                    "network::unknown_id",
                    TABLE,
                    row,
                    "mode",
                    format_args!("`{}` has no mode `{mode}`", it.technology),
                )
                .hint_if(|| super::nearest::nearest(mode, names).map(|name| format!("did you mean `{name}`?")));
        }
        if it.feed.is_some() && technology.treats.is_none() {
            report.cell(
                "network::feed_not_treated",
                TABLE,
                row,
                "feed",
                format_args!("`{}` treats no feeds, so it runs the same for all", it.technology),
            );
        }
    }
}

/// Numbers of technologies and materials.
pub(super) fn numbers(case: &Case<'_>, report: &mut Report) {
    for (row, material) in case.tables.materials.iter().enumerate() {
        let cost = material.disposal_cost_usd_per_kg;
        report.number("materials", row, "disposal_cost_usd_per_kg", cost, Range::NotNegative);
    }
    for (row, it) in case.tables.technologies.iter().enumerate() {
        super::plants::shared_numbers!(report, "technologies", row, it);
    }
}
