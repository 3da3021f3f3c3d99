//! The survey of a game whose groups are too many for a table: what is known of its family by formulas.

use super::*;

/// What is known of the core of a game without a table.
struct Known {
    core: CoreAnswer,
    /// Payoffs in it.
    stable: Option<Vec<Rational>>,
    /// Whether they are the nucleolus, and the kernel.
    is_nucleolus: bool,
}

/// What the kind of a game says of its core: that of priced games holds what prices pay (Owen 1975), airport and bankruptcy games are convex, and
/// votes have one where somebody has a veto.
fn known_core(game: &Family, wanted: &Wanted, task: &mut Task<'_>) -> Result<Known, GameError> {
    let stable = |payoffs: Vec<Rational>, is_nucleolus: bool| Known {
        core: CoreAnswer::NonEmpty { payoffs: floats(&payoffs) },
        stable: Some(payoffs),
        is_nucleolus,
    };
    match game {
        Family::Airport(airport) => {
            Ok(stable(airport.nucleolus_charges()?.into_iter().map(|charge| -charge).collect(), true))
        }
        Family::Bankruptcy(bankruptcy) => Ok(stable(bankruptcy.nucleolus(), true)),
        Family::Voting(voting) => {
            let players = voting.weights.len();
            let all = Group::all(players);
            let vetoes: Vec<usize> = (0..players).filter(|player| !voting.wins(all.without(*player))).collect();
            if vetoes.is_empty() {
                // All but one win, whoever is out.
                let weight = Rational::new(1.into(), BigInt::from(players - 1));
                let proof = (0..players).map(|player| (all.without(player), weight.clone())).collect();
                let asked = weight * BigInt::from(players);
                let core = CoreAnswer::Empty { proof, asked, total: Rational::from(BigInt::from(1)) };
                return Ok(Known { core, stable: None, is_nucleolus: false });
            }
            let mut payoffs = vec![Rational::zero(); players];
            vetoes.iter().for_each(|player| payoffs[*player] = Rational::new(1.into(), BigInt::from(vetoes.len())));
            Ok(stable(payoffs, true))
        }
        _ => {
            let priced = wanted.priced.clone().or_else(|| match game {
                Family::Glove(glove) => Some(Priced::Production(glove.linear())),
                _ => None,
            });
            let priced = priced.ok_or_else(|| GameError::Invalid(needs_table()))?;
            let found = priced.prices(task)?;
            priced.verify(&found).map_err(GameError::Solver)?;
            Ok(stable(found.exact, false))
        }
    }
}

fn needs_table() -> String {
    "it needs a table of all coalitions".to_string()
}

/// Payoffs that need no table.
fn known_rule(
    game: &Family,
    rule: &Rule,
    known: &Result<Known, GameError>,
) -> Result<Option<Vec<Rational>>, GameError> {
    let nucleolus = || known.as_ref().ok().filter(|known| known.is_nucleolus).and_then(|known| known.stable.clone());
    let ends = || game.ends();
    let none = |words: &str| GameError::Invalid(words.to_string());
    Ok(match (rule, game) {
        (Rule::Nucleolus | Rule::Prenucleolus, _) => nucleolus(),
        // Of convex games they are the nucleolus alone (Maschler, Peleg & Shapley 1972).
        (Rule::Other(Value::Kernel | Value::Prekernel), Family::Airport(_) | Family::Bankruptcy(_)) => nucleolus(),
        (Rule::Shapley, Family::Airport(airport)) => {
            Some(airport.shapley_charges()?.into_iter().map(|charge| -charge).collect())
        }
        (Rule::Shapley | Rule::Other(Value::Banzhaf | Value::NormalizedBanzhaf), Family::Voting(voting)) => {
            let counts = vec![1; voting.weights.len()];
            match (power(voting, &counts), rule) {
                (Ok(power), Rule::Shapley) => Some(power.shapley),
                (Ok(power), Rule::Other(Value::Banzhaf)) => Some(power.banzhaf),
                (Ok(power), _) => Some(power.normalized_banzhaf(&counts)),
                // Too many sums: the Shapley value is sampled.
                (Err(_), Rule::Shapley) => None,
                (Err(error), _) => return Err(error),
            }
        }
        (Rule::Other(Value::EqualDivision), _) => {
            let ends = ends()?;
            Some(formulas::equal_rest(vec![Rational::zero(); ends.alone.len()], &ends.total))
        }
        (Rule::Other(Value::EqualSurplus), _) => {
            let Ends { alone, total, .. } = ends()?;
            Some(formulas::equal_rest(alone, &total))
        }
        (Rule::Other(Value::EqualNonSeparable), _) => {
            let Ends { hopes, total, .. } = ends()?;
            Some(formulas::equal_rest(hopes, &total))
        }
        (Rule::Other(Value::Gately), _) => {
            Some(formulas::gately(&ends()?).ok_or_else(|| none("there is no Gately point"))?)
        }
        (Rule::Other(Value::SeparableCosts(benefits)), _) => {
            let found = formulas::separable_costs(&ends()?, benefits.as_deref());
            Some(found.ok_or_else(|| none("nobody has remaining benefits to pay the rest by"))?)
        }
        _ => None,
    })
}

/// Surveys a game of more players than a table holds: what formulas and shadow prices give without rounding, a sampled Shapley value where there is
/// no formula, and the payoffs that were brought. Payoffs that the kind of game proves to be in the core are judged by all groups, others by single
/// players and by all but one; everything else needs a table.
#[must_use]
pub fn survey_large(game: &Family, wanted: &Wanted, task: &mut Task<'_>) -> Survey {
    let asking = &mut Asking { stopped: false };
    let players = game.num_players();
    let groups: Vec<Group> =
        (0..players).map(Group::single).flat_map(|single| [single, single.complement(players)]).collect();
    let known = known_core(game, wanted, task);
    let stable = known.as_ref().ok().and_then(|known| known.stable.as_ref());
    let judged = |payoffs: Vec<f64>, certificate: Certificate, task: &mut Task<'_>| {
        let mut found = excesses_among(game, game.sense(), &payoffs, &groups, &wanted.excesses, task)?;
        let verified = match (&certificate, &wanted.priced) {
            (Certificate::Prices(found), Some(priced)) => Some(priced.verify(found)),
            _ => None,
        };
        if certificate.exact().is_some() && certificate.exact() == stable.map(Vec::as_slice) || verified == Some(Ok(()))
        {
            // Proven for all groups; what floats see of it is rounding.
            found.blocking = 0;
            found.is_all = true;
        }
        Ok(Paid { payoffs, certificate, verified, excesses: found })
    };
    let given = asking.ask(wanted.given.is_some(), || {
        let payoffs = wanted.given.clone().unwrap_or_default();
        judged(floats(&payoffs), Certificate::Given(payoffs), task)
    });
    let mut rules = Vec::new();
    for rule in &wanted.rules {
        let found = asking.ask(true, || {
            if *rule == Rule::Prices {
                let (payoffs, certificate) = at_prices(wanted, task)?;
                return judged(payoffs, certificate, task);
            }
            if let Some(exact) = known_rule(game, rule, &known)? {
                let (payoffs, certificate) = formula(exact);
                return judged(payoffs, certificate, task);
            }
            if *rule == Rule::Shapley {
                let sample = match game {
                    Family::LinearProduction(production) => {
                        let scaled = Scaled::new(production);
                        sampled_shapley(&Quick::new(production, &scaled)?, &wanted.sampling, task)?
                    }
                    _ => sampled_shapley(game, &wanted.sampling, task)?,
                };
                return judged(sample.payoffs.clone(), Certificate::Sample(sample), task);
            }
            Err(GameError::Invalid(needs_table()))
        });
        rules.push((rule.clone(), found));
    }
    let core = asking.ask(wanted.core, || match &known {
        Ok(known) => Ok(Room { core: known.core.clone(), ranges: None }),
        Err(error) => Err(error.clone()),
    });
    let stability = asking.ask(wanted.stability, || {
        let stable = stable.ok_or_else(|| GameError::Invalid(needs_table()))?;
        let relative = stable.iter().sum::<Rational>();
        let relative = (relative > Rational::zero()).then(|| Rational::from(BigInt::from(1)));
        Ok(Stability { additive: Rational::zero(), relative, payoffs: floats(stable), proof: Vec::new() })
    });
    let properties = asking.ask(wanted.properties, || Err(GameError::Invalid(needs_table())));
    Survey { rules, given, core, stability, properties }
}
