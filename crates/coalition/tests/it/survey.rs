//! All answers in one go: those that are stopped, those that do not exist, games without a table.

use coalition::families::{Airport, Bankruptcy, Family};
use coalition::{
    Asked, Certificate, Flow, Found, Progress, Quiet, Rule, Sampling, Sense, Table, Task, Wanted, Watch, survey,
    survey_large,
};

fn everything() -> Wanted {
    Wanted {
        rules: Rule::all(),
        given: None,
        linear: None,
        core: true,
        stability: true,
        properties: true,
        excesses: Asked::default(),
        sampling: Sampling { evaluations: 2_000, ..Sampling::default() },
    }
}

fn talmud() -> Table {
    Bankruptcy { estate: 200.0, claims: vec![100.0, 200.0, 300.0] }.table().unwrap()
}

#[test]
fn everything_about_a_small_game() {
    let wanted = Wanted { given: Some(vec![100.0, 100.0, 0.0]), ..everything() };
    let found = survey(&talmud(), &wanted, &mut Task { threads: 1, watch: &mut Quiet });
    assert!(!found.is_stopped());
    for (rule, found) in &found.rules {
        match (rule, found) {
            (Rule::ProportionalLeastCore | Rule::Prices, found) => {
                assert!(matches!(found, Found::Nothing(_)), "{rule:?}")
            }
            (_, Found::Known(paid)) => {
                let proven = matches!(paid.certificate, Certificate::Levels(_) | Certificate::Balanced(_));
                assert_eq!(paid.verified, proven.then_some(Ok(())), "{rule:?}");
                assert_eq!(paid.certificate.exact().is_some(), proven);
            }
            (_, other) => panic!("{rule:?}: {other:?}"),
        }
    }
    let (rule, nucleolus) = &found.rules[0];
    assert_eq!((rule.word(), &nucleolus.known().unwrap().payoffs[..]), ("nucleolus", &[50.0, 75.0, 75.0][..]));
    // {2, 3} could have 100 without the first, and gets 100.
    assert_eq!(found.given.known().unwrap().excesses.is_in_core(), Some(true));
    assert_eq!(found.core.known().unwrap().ranges, Some(vec![(0.0, 100.0), (0.0, 200.0), (0.0, 200.0)]));
}

#[test]
fn words_are_told_apart() {
    let words: std::collections::BTreeSet<&str> = Rule::all().iter().map(Rule::word).collect();
    assert_eq!(words.len(), Rule::all().len());
}

/// Stops at a call.
struct Patience(usize);

impl Watch for Patience {
    fn progress(&mut self, _progress: &Progress) -> Flow {
        self.0 = self.0.saturating_sub(1);
        if self.0 == 0 { Flow::Stop } else { Flow::Continue }
    }
}

/// Whenever it is stopped, what was found before stays, and nothing after it is begun.
#[test]
fn a_stopped_survey_keeps_what_was_found() {
    let whole = survey(&talmud(), &everything(), &mut Task { threads: 1, watch: &mut Quiet });
    let mut kept = std::collections::BTreeSet::new();
    for calls in 1..80 {
        let found = survey(&talmud(), &everything(), &mut Task { threads: 1, watch: &mut Patience(calls) });
        let until = found.rules.iter().take_while(|(_, found)| *found != Found::Stopped).count();
        assert_eq!(found.rules[..until], whole.rules[..until], "{calls}");
        assert!(found.rules[until..].iter().all(|(_, found)| *found == Found::Stopped), "{calls}");
        assert_eq!(found.is_stopped(), found != whole);
        kept.insert(until);
    }
    assert!(kept.len() > 5 && kept.contains(&0), "{kept:?}");
}

#[test]
fn players_without_imputations_have_no_nucleolus() {
    let table = Table::of(2, Sense::Profit, |group| if group.len() == 2 { 1.0 } else { 2.0 }).unwrap();
    let found = survey(&table, &everything(), &mut Task { threads: 1, watch: &mut Quiet });
    let of = |rule: Rule| &found.rules.iter().find(|(other, _)| *other == rule).unwrap().1;
    assert!(matches!(of(Rule::Nucleolus), Found::Nothing(why) if why.starts_with("There is no nucleolus")));
    assert_eq!(of(Rule::Prenucleolus).known().unwrap().payoffs, [0.5, 0.5]);
}

#[test]
fn games_without_a_table_are_sampled() {
    let costs: Vec<f64> = (1..=40).map(f64::from).collect();
    let airport = Airport { costs };
    let charges = airport.shapley_charges().unwrap();
    let exact: Vec<f64> = charges.iter().map(|charge| -charge).collect();
    let family = Family::Airport(airport);
    let task = &mut Task { threads: 1, watch: &mut Quiet };
    let known = survey_large(&family, Sense::Cost, Some(exact.clone()), &everything(), task);
    // Blocks with all shifts: everybody comes first once.
    let enough = Wanted { sampling: Sampling { evaluations: 50_000, ..Sampling::default() }, ..everything() };
    let sampled = survey_large(&family, Sense::Cost, None, &enough, task);
    let paid = |found: &coalition::Survey| {
        let (_, paid) = found.rules.iter().find(|(rule, _)| *rule == Rule::Shapley).unwrap();
        paid.known().unwrap().clone()
    };
    assert_eq!((paid(&known).payoffs, paid(&known).certificate), (exact.clone(), Certificate::Formula));
    assert!(!paid(&known).excesses.is_all);
    let Certificate::Sample(sample) = paid(&sampled).certificate else { panic!("it is a sample") };
    for ((estimate, width), exact) in paid(&sampled).payoffs.iter().zip(sample.half_widths.unwrap()).zip(exact) {
        assert!((estimate - exact).abs() <= 2.0 * width, "{estimate} {width} {exact}");
    }
    assert!(matches!(known.core, Found::Nothing(_)) && matches!(known.rules[0].1, Found::Nothing(_)));
}
