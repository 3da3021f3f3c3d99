//! All answers in one go: those that are stopped, those that do not exist, games without a table.

use coalition::exact::{float, rationals};
use coalition::families::{Airport, Bankruptcy, Family, Glove, LinearProduction, WeightedVoting};
use coalition::{
    Answered, Asked, Certificate, CoreAnswer, Flow, NoProgress, Priced, Progress, ProgressObserver, Rational, Rule,
    Sampling, Sense, Table, Task, Value, Wanted, survey, survey_large,
};

fn everything() -> Wanted {
    Wanted {
        rules: Rule::all(),
        given: None,
        priced: None,
        core: true,
        stability: true,
        properties: true,
        excesses: Asked::default(),
        sampling: Sampling { evaluations: 2_000, ..Sampling::default() },
    }
}

fn talmud() -> Table {
    Bankruptcy::from_numbers(200.0, &[100.0, 200.0, 300.0]).table().unwrap()
}

#[test]
fn everything_about_a_small_game() {
    let wanted = Wanted { given: Some(rationals(&[100.0, 100.0, 0.0])), ..everything() };
    let found = survey(&talmud(), &wanted, &mut Task { threads: 1, observer: &mut NoProgress });
    assert!(!found.is_stopped());
    for (rule, found) in &found.rules {
        match (rule, found) {
            // Alone the players have nothing that a gain could be a share of.
            (Rule::ProportionalLeastCore | Rule::Prices | Rule::Other(Value::EqualProfit), found) => {
                assert!(matches!(found, Answered::Nothing(_)), "{rule:?}")
            }
            (_, Answered::Known(paid)) => {
                let proven = matches!(paid.certificate, Certificate::Levels(_) | Certificate::Balanced(_));
                assert_eq!(paid.verified, proven.then_some(Ok(())), "{rule:?}");
                assert!(paid.certificate.exact().is_some(), "{rule:?}");
            }
            (_, other) => panic!("{rule:?}: {other:?}"),
        }
    }
    let (rule, nucleolus) = &found.rules[0];
    assert_eq!((rule.as_str(), &nucleolus.known().unwrap().payoffs[..]), ("nucleolus", &[50.0, 75.0, 75.0][..]));
    // {2, 3} could have 100 without the first, and gets 100.
    assert_eq!(found.given.known().unwrap().excesses.is_in_core(), Some(true));
    assert_eq!(found.core.known().unwrap().ranges, Some(vec![(0.0, 100.0), (0.0, 200.0), (0.0, 200.0)]));
}

#[test]
fn words_are_told_apart() {
    let words: std::collections::BTreeSet<&str> = Rule::all().iter().map(Rule::as_str).collect();
    assert_eq!(words.len(), Rule::all().len());
}

/// Stops at a call.
struct Patience(usize);

impl ProgressObserver for Patience {
    fn progress(&mut self, _progress: &Progress) -> Flow {
        self.0 = self.0.saturating_sub(1);
        if self.0 == 0 { Flow::Stop } else { Flow::Continue }
    }
}

/// Whenever it is stopped, what was found before stays, and nothing after it is begun.
#[test]
fn a_stopped_survey_keeps_what_was_found() {
    let whole = survey(&talmud(), &everything(), &mut Task { threads: 1, observer: &mut NoProgress });
    let mut kept = std::collections::BTreeSet::new();
    for calls in 1..80 {
        let found = survey(&talmud(), &everything(), &mut Task { threads: 1, observer: &mut Patience(calls) });
        let until = found.rules.iter().take_while(|(_, found)| *found != Answered::Stopped).count();
        assert_eq!(found.rules[..until], whole.rules[..until], "{calls}");
        assert!(found.rules[until..].iter().all(|(_, found)| *found == Answered::Stopped), "{calls}");
        assert_eq!(found.is_stopped(), found != whole);
        kept.insert(until);
    }
    assert!(kept.len() > 5 && kept.contains(&0), "{kept:?}");
}

#[test]
fn players_without_imputations_have_no_nucleolus() {
    let table = Table::from_fn(2, Sense::Profit, |group| if group.len() == 2 { 1.0 } else { 2.0 }).unwrap();
    let found = survey(&table, &everything(), &mut Task { threads: 1, observer: &mut NoProgress });
    let of = |rule: Rule| &found.rules.iter().find(|(other, _)| *other == rule).unwrap().1;
    assert!(matches!(of(Rule::Nucleolus), Answered::Nothing(why) if why.starts_with("There is no nucleolus")));
    assert_eq!(of(Rule::Prenucleolus).known().unwrap().payoffs, [0.5, 0.5]);
}

fn large(family: &Family, wanted: &Wanted) -> coalition::Survey {
    survey_large(family, wanted, &mut Task { threads: 1, observer: &mut NoProgress })
}

fn paid(found: &coalition::Survey, rule: &Rule) -> coalition::Paid {
    let (_, paid) = found.rules.iter().find(|(other, _)| other == rule).unwrap();
    paid.known().unwrap().clone()
}

/// The Shapley value of the bankruptcy game with claims 1, 2, ... on an estate: groups of the others are counted by their number and their claims.
fn bankruptcy_by_counting(estate: usize, players: usize) -> Vec<f64> {
    let all: usize = (1..=players).sum();
    // What is left of the estate once those outside have their claims.
    let worth = |claims: usize| (estate + claims).saturating_sub(all) as f64;
    let of = |player: usize| {
        let mut groups = vec![vec![0.0; all + 1]; players];
        groups[0][0] = 1.0;
        for claim in (1..=players).filter(|claim| *claim != player) {
            for size in (1..players).rev() {
                for claims in claim..=all {
                    groups[size][claims] += groups[size - 1][claims - claim];
                }
            }
        }
        // A size is as probable as any other, and within it a group as any other of its size.
        let of_size = |size: usize| {
            let count: f64 = groups[size].iter().sum();
            let added = (0..=all - player).map(|at| groups[size][at] * (worth(at + player) - worth(at)));
            added.sum::<f64>() / count / players as f64
        };
        (0..players).map(of_size).sum()
    };
    (1..=players).map(of).collect()
}

#[test]
fn games_without_a_table_are_sampled() {
    // A bankruptcy game has no formula for the Shapley value here: the intervals must hold what counting groups by size and claims gives.
    let claims: Vec<f64> = (1..=40).map(f64::from).collect();
    let family = Family::Bankruptcy(Bankruptcy::from_numbers(300.0, &claims));
    let found = large(&family, &everything());
    let Certificate::Sample(sample) = paid(&found, &Rule::Shapley).certificate else { panic!("it is a sample") };
    assert!((sample.payoffs.iter().sum::<f64>() - 300.0).abs() < 1e-9);
    let half_widths = sample.half_widths.as_ref().expect("there are blocks enough");
    for (player, right) in bankruptcy_by_counting(300, 40).into_iter().enumerate() {
        let (found, half) = (sample.payoffs[player], half_widths[player]);
        assert!(half < right && (found - right).abs() <= half + 1e-9, "{player}: {found} ± {half}, right is {right}");
    }
    // The rule of the Talmud: half of the claims are 410, above the estate, so that all but the smallest get the same.
    let nucleolus = paid(&found, &Rule::Nucleolus);
    assert_eq!(nucleolus.excesses.is_in_core(), Some(true));
    assert_eq!(nucleolus.certificate.exact().unwrap().iter().sum::<Rational>(), Rational::from_integer(300.into()));
    assert_eq!(nucleolus.payoffs[..3], [0.5, 1.0, 1.5]);
    assert!(matches!(found.core.known().unwrap().core, CoreAnswer::NonEmpty { .. }));
    assert!(matches!(found.properties, Answered::Nothing(_)));
}

#[test]
fn large_airports_have_formulas() {
    let costs: Vec<f64> = (1..=40).map(f64::from).collect();
    let airport = Airport::from_numbers(&costs);
    let charges: Vec<f64> = airport.shapley_charges().unwrap().iter().map(|charge| -float(charge)).collect();
    let found = large(&Family::Airport(airport), &everything());
    assert_eq!(paid(&found, &Rule::Shapley).payoffs, charges);
    assert!(matches!(paid(&found, &Rule::Shapley).certificate, Certificate::Formula(Some(_))));
    assert_eq!(paid(&found, &Rule::Nucleolus).excesses.is_in_core(), Some(true));
    assert!(found.stability.known().unwrap().payoffs.len() == 40);
}

#[test]
fn large_votes_have_a_core_where_there_is_a_veto() {
    let weights: Vec<f64> = (1..=60).map(f64::from).collect();
    let found = large(&Family::Voting(WeightedVoting::from_numbers(916.0, &weights)), &everything());
    let CoreAnswer::Empty { asked, total, .. } = &found.core.known().unwrap().core else { panic!("nobody has a veto") };
    assert_eq!((asked, total), (&Rational::new(60.into(), 59.into()), &Rational::from_integer(1.into())));
    let shapley = paid(&found, &Rule::Shapley);
    assert_eq!(shapley.certificate.exact().unwrap().iter().sum::<Rational>(), Rational::from_integer(1.into()));
    // Without the last 60 votes the quota is out of reach.
    let found = large(&Family::Voting(WeightedVoting::from_numbers(1771.0, &weights)), &everything());
    let nucleolus = paid(&found, &Rule::Nucleolus);
    assert_eq!((nucleolus.payoffs[59], nucleolus.excesses.is_in_core()), (1.0, Some(true)));
}

#[test]
fn shadow_prices_of_large_games_are_in_the_core() {
    let brings: Vec<Vec<f64>> =
        (0..60).map(|player| vec![f64::from(player % 7), 0.1 * f64::from(player % 5), 1.5]).collect();
    let needs = [vec![0.3, 1.1, 2.0], vec![0.7, 0.2, 0.4], vec![1.0, 1.0, 0.1]];
    let game = LinearProduction::from_numbers(&needs, &[7.0, 5.5, 3.1], &brings);
    let wanted = Wanted { priced: Some(Priced::Production(game.clone())), ..everything() };
    let found = large(&Family::LinearProduction(game.clone()), &wanted);
    let prices = paid(&found, &Rule::Prices);
    assert_eq!((prices.verified, prices.excesses.is_in_core()), (Some(Ok(())), Some(true)));
    assert!(matches!(found.core.known().unwrap().core, CoreAnswer::NonEmpty { .. }));
    // A proof that does not hold is seen.
    let Certificate::Prices(mut set) = prices.certificate else { panic!("there are prices") };
    set.prices[0] += Rational::new(1.into(), 1000.into());
    assert!(set.verify(&game).is_err());
    // Gloves without being asked for prices.
    let found = large(&Family::Glove(Glove::hands(20, 21)), &everything());
    let CoreAnswer::NonEmpty { payoffs } = &found.core.known().unwrap().core else { panic!("there is a core") };
    assert_eq!((payoffs[0], payoffs[40]), (1.0, 0.0));
}
