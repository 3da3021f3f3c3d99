//! Share windows and credit lines that an attack shuts, by hand and against enumeration.

use recoop::plan::{NoProgress, PlanOptions};
use recoop_adversary::kill::{KillCost, KillOutcome};
use recoop_adversary::stress::{PurseHolder, StressOptions, stress};

use crate::attacks::HEADER;
use crate::toy::Case;

const FINANCES: &str = "member, opening_cash_musd";
const WINDOWS: &str = "id, member, market, material, opens_above_usd_per_kg, open_musd_per_year, shut_musd_per_year, first_year, last_year";
const LINES: &str = "id, member, amount_musd, first_year, last_year, share_window, market, material, above_usd_per_kg";
const EVENTS: &str = "id, member, kind, year, amount_musd";

/// A plant that sells 100 t of metal a year at 13 USD/kg and earns 1 MUSD, with a purse of 2; a cut of depth d takes 1.3 d, at
/// most 1, and costs 11.7 d a year. The market's price is 13: a quarter off is 9.75.
fn firm(last_year: i32, max_depth: f64) -> Case {
    Case::works(2030, last_year)
        .set(|s| (s.finance.discount_rate, s.finance.tax_rate) = (0.0, 0.0))
        .table("members", "id, role, capital_total_musd\nsmith, manufacturer, 500")
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table("finances", &format!("{FINANCES}\nsmith, 2"))
        .table("cash_events", EVENTS)
        .table("attacks", HEADER)
        .add("attacks", &format!("cut, price, material=metal, metal, {max_depth}, 2030, , , 900, 900, 900, 0, 0,"))
}

fn kill(case: &Case) -> KillCost {
    let network = case.network();
    let plan = PlanOptions { gap: 1e-9, ..PlanOptions::from_network(&network) };
    let options = StressOptions { plan, gap: 1e-6, bans: false, losses: 0, ..StressOptions::from_network(&network) };
    let found = stress(&network, &options, &mut NoProgress).unwrap();
    let alone = found.kills.iter().find(|kills| kills.who == PurseHolder::Alone(0)).unwrap();
    alone.costs.as_ref().unwrap()[0].clone()
}

#[track_caller]
fn costs(case: &Case, by_hand: f64, year: usize) {
    let kill = kill(case);
    let KillOutcome::Kill { cost_musd, lower_bound_musd, at, .. } = kill.verdict else { panic!("{:?}", kill.verdict) };
    assert!(
        (cost_musd - by_hand).abs() < 1e-3 && (lower_bound_musd - by_hand).abs() < 1e-3,
        "{cost_musd} {lower_bound_musd}"
    );
    assert_eq!(at.index(), year);
}

/// It needs 11 in 2030, of which a window that opens above 9.75 brings 10: 2 + 1 - 11 + 10 = 2 are left, and no price takes more than 1 of it. A quarter off
/// shuts the window, for 900 t x 13 x 0.25 = 2.925.
fn needs_a_window(max_depth: f64, window: &str) -> Case {
    firm(2030, max_depth)
        .add("cash_events", "needs, smith, capital, 2030, -11")
        .table("share_windows", &format!("{WINDOWS}\n{window}"))
}

#[test]
fn the_cheapest_attack_is_a_shut_window() {
    let window = "shares, smith, world, metal, 9.75, 10, , , ";
    costs(&needs_a_window(0.8, window), 2.925, 0);
    let usual = kill(&needs_a_window(0.8, window));
    assert!((usual.cash_musd[0] - 2.0).abs() < 1e-9, "{:?}", usual.cash_musd);
    // A fifth off shuts nothing: there is nothing that empties the purse.
    assert_eq!(kill(&needs_a_window(0.2, window)).verdict, KillOutcome::NotExhaustible);
    // A quarter is enough, to the last digit.
    costs(&needs_a_window(0.25, window), 2.925, 0);
    // With 9 of it in a shut market 1 is left, of which the cut takes all that the plant earns: 1 / 1.3 of the price, and a little.
    let shut = kill(&needs_a_window(0.8, "shares, smith, world, metal, 9.75, 10, 9, , "));
    assert_eq!(shut.verdict, KillOutcome::NotExhaustible);
    // With 8.9: 2 + 1 - 1.3 d - 11 + 8.9 is 0 at d = 0.9 / 1.3, for 11.7 d.
    costs(&needs_a_window(0.8, "shares, smith, world, metal, 9.75, 10, 8.9, , "), 8.1, 0);
    // Shut without an attack: 2 + 1 - 11 is less than nothing.
    let verdict = kill(&needs_a_window(0.8, "shares, smith, world, metal, 13, 10, , , ")).verdict;
    assert!(matches!(verdict, KillOutcome::FailsUnattacked { at } if at.index() == 0), "{verdict:?}");
    // Whoever has enough without it does not mind.
    let rich = needs_a_window(0.8, window).table("finances", &format!("{FINANCES}\nsmith, 11"));
    assert_eq!(kill(&rich).verdict, KillOutcome::NotExhaustible);
}

/// A line of 4 is drawn in the first year in which the price is above 9.75.
fn needs_a_line(year: i32, line: &str) -> Case {
    firm(2031, 0.8)
        .add("cash_events", &format!("needs, smith, capital, {year}, -5"))
        .table("credit_lines", &format!("{LINES}\n{line}"))
}

#[test]
fn a_line_is_drawn_in_its_first_open_year() {
    let line = "loan, smith, 4, , , , world, metal, 9.75";
    // To be missing in 2030 it is enough that it comes a year late: 2 + 1 - 0.325 - 5.
    costs(&needs_a_line(2030, line), 2.925, 0);
    // By 2031 it has come in either year: both have to be shut. 2 + 2 - 0.65 - 5.
    costs(&needs_a_line(2031, line), 5.85, 1);
    // In one of its years alone one is enough.
    costs(&needs_a_line(2031, "loan, smith, 4, 2031, 2031, , world, metal, 9.75"), 2.925, 1);
    // Without a condition nothing shuts it.
    let verdict = kill(&needs_a_line(2031, "loan, smith, 4, , , , , , ")).verdict;
    assert_eq!(verdict, KillOutcome::NotExhaustible);
}

/// Public money that needs new shares goes with them: 2 + 1 - 11 + 4 + 6 = 2.
#[test]
fn a_line_follows_the_window_that_it_names() {
    let case = needs_a_window(0.8, "shares, smith, world, metal, 9.75, 4, , , ");
    let both = case.table("credit_lines", &format!("{LINES}\nloan, smith, 6, , , shares, , , "));
    costs(&both, 2.925, 0);
    let kill = kill(&both);
    let KillOutcome::Kill { cash_musd, .. } = &kill.verdict else { panic!("{:?}", kill.verdict) };
    assert!((cash_musd[0] - (2.0 + 1.0 - 0.325 - 11.0)).abs() < 1e-3, "{cash_musd:?}");
}

/// A period of two years has one price: the window brings twice its yearly amount, or nothing.
#[test]
fn a_window_in_a_long_period() {
    let case = firm(2031, 0.8)
        .set(|s| s.horizon.period_lengths = vec![2])
        .add("cash_events", "needs, smith, capital, 2031, -11")
        .table("share_windows", &format!("{WINDOWS}\nshares, smith, world, metal, 9.75, 5, , , "));
    // Both years are attacked.
    costs(&case, 5.85, 0);
}

/// What a firm has, with what a window and a line bring in three years.
#[derive(Clone, Copy, Debug)]
struct Firm {
    purse: f64,
    events: [f64; 3],
    open: f64,
    opens_above: f64,
    line: f64,
    above: f64,
    tax: f64,
}

impl Firm {
    /// The least cash of three years under an attack. The plant earns 1 less 1.3 d, or nothing; tax is due on what it earned.
    fn least(&self, depths: [f64; 3]) -> f64 {
        let (mut cash, mut earned, mut drawn, mut least) = (self.purse, 0.0, false, f64::INFINITY);
        for (event, depth) in self.events.iter().zip(depths) {
            let price = 13.0 * (1.0 - depth);
            earned += (1.0 - 1.3 * depth).max(0.0);
            cash += event;
            if price > self.opens_above + 1e-6 {
                cash += self.open;
            }
            if !drawn && price > self.above + 1e-6 {
                drawn = true;
                cash += self.line;
            }
            least = least.min(cash + (1.0 - self.tax) * earned);
        }
        least
    }

    /// The cheapest of all attacks of depths on a grid, which has the depths that shut something.
    fn cheapest(&self) -> f64 {
        let mut grid: Vec<f64> = (0..=24).map(|k| 0.8 * f64::from(k) / 24.0).collect();
        grid.extend(
            [self.opens_above, self.above]
                .map(|above| 1.0 - above / 13.0)
                .into_iter()
                .filter(|d| (0.0..=0.8).contains(d)),
        );
        let mut best = f64::INFINITY;
        for a in &grid {
            for b in &grid {
                for c in &grid {
                    let cost = 11.7 * (a + b + c);
                    if cost < best && self.least([*a, *b, *c]) < -1e-9 {
                        best = cost;
                    }
                }
            }
        }
        best
    }

    fn case(&self) -> Case {
        let Self { purse, events, open, opens_above, line, above, tax } = *self;
        let events: String =
            events.iter().zip(2030..).map(|(it, year)| format!("e{year}, smith, operations, {year}, {it}\n")).collect();
        firm(2032, 0.8)
            .set(|s| s.finance.tax_rate = tax)
            .table("finances", &format!("{FINANCES}\nsmith, {purse}"))
            .table("cash_events", &format!("{EVENTS}\n{events}"))
            .table("share_windows", &format!("{WINDOWS}\nshares, smith, world, metal, {opens_above}, {open}, , , "))
            .table("credit_lines", &format!("{LINES}\nloan, smith, {line}, , , , world, metal, {above}"))
    }
}

/// Firms whose cash, windows and lines are drawn: what is found is never above the cheapest attack of the grid, what is proven never above it, and what
/// cannot be emptied is emptied by none of it.
#[test]
fn no_attack_of_a_grid_is_cheaper() {
    let mut seed = 20_261_130_u64;
    let mut draw = |low: f64, high: f64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = (seed >> 40) as f64 / f64::from(1 << 24);
        ((low + part * (high - low)) * 100.0).round() / 100.0
    };
    let mut found = [0; 4];
    for number in 0..40 {
        let firm = Firm {
            purse: draw(0.5, 4.0),
            events: std::array::from_fn(|_| draw(-4.0, 1.0)),
            open: draw(0.0, 3.0),
            opens_above: draw(4.0, 14.0),
            line: draw(0.0, 4.0),
            above: draw(4.0, 14.0),
            tax: if number % 2 == 0 { 0.0 } else { 0.25 },
        };
        let (cheapest, kill) = (firm.cheapest(), kill(&firm.case()));
        match kill.verdict {
            KillOutcome::FailsUnattacked { .. } => {
                assert!(cheapest == 0.0, "{firm:?}: fails, {cheapest}");
                found[0] += 1;
            }
            KillOutcome::Kill { cost_musd, lower_bound_musd, .. } => {
                assert!(lower_bound_musd <= cheapest + 1e-3, "{firm:?}: {lower_bound_musd} is above {cheapest}");
                assert!(cost_musd <= cheapest + 1e-3, "{firm:?}: {cost_musd} is above {cheapest}");
                // No coarser than the grid: three steps of it.
                assert!(cost_musd >= cheapest - 3.0 * 11.7 * 0.8 / 24.0, "{firm:?}: {cost_musd} is below {cheapest}");
                found[1] += 1;
            }
            KillOutcome::NotExhaustible => {
                assert!(cheapest.is_infinite(), "{firm:?}: not exhaustible, {cheapest}");
                found[2] += 1;
            }
            KillOutcome::NotProven => found[3] += 1,
        }
    }
    println!("fails {}, killed {}, not exhaustible {}, not proven {}", found[0], found[1], found[2], found[3]);
    assert!(found[1] > 10 && found[2] > 3 && found[3] * 10 <= found.iter().sum::<usize>(), "{found:?}");
}
