//! Published games with published answers, where these are right. Those of Ransmeier, Gately, Aumann & Maschler, Bachrach and others
//! are with the tests of `nucleolus`, `shapley` and `core`.

use coalition::exact::float;
use coalition::{
    Base, Group, NoProgress, Nucleolus, Relaxation, Sense, Table, Task, Weight, core_ranges, least_core, nucleolus,
    shapley,
};

use crate::reference::games::{Drawn, benedek};
use crate::shapley::{close, on};

/// A table from groups by the letters of their players, each with its number.
fn lettered(sense: Sense, text: &str) -> Table {
    let words: Vec<&str> = text.split_whitespace().collect();
    let players: Vec<&str> = words.chunks(2).map(|pair| pair[0]).filter(|group| group.len() == 1).collect();
    let mut numbers = vec![f64::NAN; 1 << players.len()];
    numbers[0] = 0.0;
    for pair in words.chunks(2) {
        let mask = pair[0].chars().map(|letter| 1 << players.iter().position(|p| p.starts_with(letter)).unwrap());
        let place = &mut numbers[mask.sum::<usize>()];
        assert!(place.is_nan(), "{} twice", pair[0]);
        *place = pair[1].parse().unwrap();
    }
    Table::new(players.into_iter().map(String::from).collect(), sense, numbers).unwrap()
}

fn proven(table: &Table, base: Base, weight: Weight) -> Nucleolus {
    let found = nucleolus(table, base, weight, &mut Task { threads: 1, observer: &mut NoProgress }).unwrap();
    let found = found.found().expect("there are imputations");
    assert_eq!(found.verify(table), Ok(()));
    found
}

fn usual(table: &Table) -> Vec<f64> {
    proven(table, Base::Imputations, Weight::Same).payoffs
}

fn charges(payoffs: &[f64]) -> Vec<f64> {
    payoffs.iter().map(|payoff| -payoff).collect()
}

/// Water supply of eighteen municipalities of Skåne in six groups (Young, Okada & Hashimoto 1979, IIASA working paper WP-79-77;
/// 1982, Water Resources Research 18, 463-475), million crowns.
const SKANE: &str = "
    A 21.95 H 17.08 K 10.91 L 15.88 M 20.81 T 21.98
    AH 34.69 AK 32.86 AL 37.83 AM 42.76 AT 43.93 HK 22.96 HL 25.00 HM 37.89 HT 39.06 KL 26.79 KM 31.45 KT 32.89
    LM 31.10 LT 37.86 MT 39.41
    AHK 40.74 AHL 43.22 AHM 55.50 AHT 56.67 AKL 48.74 AKM 53.40 AKT 54.84 ALM 53.05 ALT 59.81 AMT 61.36
    HKL 27.26 HKM 42.55 HKT 44.94 HLM 45.81 HLT 46.98 HMT 56.49 KLM 42.01 KLT 48.77 KMT 50.32 LMT 51.46
    AHKL 48.95 AHKM 60.25 AHKT 62.72 AHLM 64.03 AHLT 65.20 AHMT 74.10 AKLM 63.96 AKLT 70.72 AKMT 72.27
    ALMT 73.41 HKLM 48.07 HKLT 49.24 HKMT 59.35 HLMT 64.41 KLMT 56.61
    AHKLM 69.76 AHKLT 70.93 AHKMT 77.42 AHLMT 83.00 AKLMT 73.97 HKLMT 66.46
    AHKLMT 83.82";

#[test]
fn water_of_skane() {
    let table = lettered(Sense::Cost, SKANE);
    // Printed to two digits, one of them so that the sum is right.
    let shared = charges(&shapley(&table, &mut on(1)).unwrap());
    close(&shared, &[20.01, 10.71, 6.61, 10.37, 16.94, 19.18], 0.006);
    // The weak least core is not one point: what is printed for M and T is another one than that of the per capita prenucleolus,
    // which goes on.
    let printed = [20.03, 12.52, 3.94, 9.07, 20.11, 18.15];
    let weak = charges(&proven(&table, Base::Preimputations, Weight::PerCapita).payoffs);
    close(&weak[..4], &printed[..4], 0.006);
    close(&[weak[4] + weak[5]], &[printed[4] + printed[5]], 0.006);
    let least = float(&least_core(&table, Relaxation::Weak, &mut on(1)).unwrap().eps);
    let asked = |mask: u64| {
        let group = Group::from_mask(mask);
        (group.sum(&printed) + table.at(group)) / group.len() as f64
    };
    assert!((1..63).all(|mask| asked(mask) <= least + 0.01));

    // Printed in 1979: 20.35, 12.06, 5.00, 8.61, 18.60, 19.21. That is in the least core, but at the next level M and T, who
    // can still move against each other, are not balanced. Right for the other four.
    let printed = [20.35, 12.06, 5.00, 8.61, 18.60, 19.21];
    let found = charges(&usual(&table));
    close(&found[..4], &printed[..4], 0.006);
    close(&found[4..], &[18.32, 19.49], 0.006);
    let tempted = |charges: &[f64]| {
        let excess = |mask: u64| {
            let group = Group::from_mask(mask);
            group.sum(charges) + table.at(group)
        };
        let mut excesses: Vec<f64> = (1..63).map(excess).collect();
        excesses.sort_by(|a, b| b.total_cmp(a));
        excesses
    };
    let (ours, theirs) = (tempted(&found), tempted(&printed));
    // The same in the least core, to the digits that are printed; then ours is better.
    let differs = ours.iter().zip(&theirs).position(|(a, b)| (a - b).abs() > 0.02).unwrap();
    assert!(differs > 0 && ours[differs] < theirs[differs], "{ours:?} {theirs:?}");
    let least = least_core(&table, Relaxation::Strong, &mut on(1)).unwrap();
    assert!((float(&least.eps) - ours[0]).abs() < 1e-12);
}

/// The examples of Guajardo & Jörnsten (2015, EJOR 241, 931-935): printed wrong in four papers, with their corrections.
#[test]
fn common_mistakes_corrected() {
    // Lemaire (1991).
    let pooled = lettered(Sense::Profit, "A 46125 B 17437.5 C 5812.5 AB 69187.5 AC 53812.5 BC 30750 ABC 90000");
    assert_eq!(usual(&pooled), [52_687.5, 24_468.75, 12_843.75]);
    close(&shapley(&pooled, &mut on(1)).unwrap(), &[51_750.0, 25_875.0, 12_375.0], 1e-9);
    // Hasan et al. (2011): costs of broadcasts.
    let mobiles = lettered(
        Sense::Cost,
        "A 8 B 1 C 10 D 11 AB 8 AC 10 AD 19 BC 10 BD 12 CD 12 ABC 10 ABD 19 ACD 20 BCD 13 ABCD 20",
    );
    assert_eq!(charges(&usual(&mobiles)), [7.5, 0.5, 1.5, 10.5]);
    // Oh & Shin (2012): costs of making.
    let making = lettered(Sense::Cost, "A 375144 B 245280 C 211239 AB 568232 AC 551055 BC 452411 ABC 772500");
    assert_eq!(charges(&usual(&making)), [331_695.25, 233_051.25, 207_753.5]);
    // Sakawa et al. (2001): production and transport.
    let transport = lettered(
        Sense::Profit,
        "A 0.060 B 0.168 C 0.03 D 0.249 E 0
        AB 0.378 AC 0.144 AD 0.408 AE 0.182 BC 0.337 BD 0.538 BE 0.279 CD 0.383 CE 0.083 DE 0.386
        ABC 0.536 ABD 0.747 ABE 0.485 ACD 0.546 ACE 0.255 ADE 0.561 BCD 0.706 BCE 0.379 BDE 0.668 CDE 0.473
        ABCD 0.906 ABCE 0.573 ABDE 0.874 ACDE 0.634 BCDE 0.801 ABCDE 1",
    );
    assert_eq!(usual(&transport), [0.165, 0.3205, 0.0845, 0.3745, 0.0555]);
}

#[test]
fn small_games_from_books() {
    // Ferguson, Game Theory, part IV, section 4.
    let three = lettered(Sense::Profit, "A -1 B 0 C 1 AB 3 AC 4 BC 2 ABC 5");
    assert_eq!(usual(&three), [8.0 / 3.0, 2.0 / 3.0, 5.0 / 3.0]);
    // The example in the manual of the programs of Benedek, Fliege & Nguyen, with 2.75, 3.75, 5.5 printed: wrong. The largest excess is
    // -1/2 at both, then -3/4 there and -1 here.
    let three = lettered(Sense::Profit, "A 1 B 3 C 5 AB 6 AC 7 BC 8 ABC 12");
    assert_eq!(usual(&three), [2.5, 4.0, 5.5]);
    // Young (1985, IJGT 14, 65-72), page 68, per capita: A and BC balance at -2/3, then AB and AC at -11/12.
    let young = lettered(Sense::Profit, "A 0 B 0 C 0 AB 0 AC 9 BC 10 ABC 12");
    let per_capita = proven(&young, Base::Imputations, Weight::PerCapita).payoffs;
    close(&per_capita, &[2.0 / 3.0, 7.0 / 6.0, 61.0 / 6.0], 1e-12);
}

/// Young (1985, theorem 1): no rule in the core is monotone. The cores of these two games are one point each, and the second game
/// differs from the first in two groups, both worth more; both have the second player, who is paid less.
#[test]
fn cores_of_one_point() {
    let worth = |asked: &[(&str, f64)]| {
        Table::from_fn(5, Sense::Profit, |group| {
            let holds = |named: &&(&str, f64)| named.0.bytes().all(|digit| group.contains(usize::from(digit - b'1')));
            asked.iter().filter(holds).map(|(_, worth)| *worth).fold(0.0, f64::max)
        })
        .unwrap()
    };
    let first = [("35", 3.0), ("123", 3.0), ("134", 9.0), ("245", 9.0), ("1245", 9.0), ("12345", 11.0)];
    let second = [("35", 3.0), ("123", 3.0), ("134", 9.0), ("245", 9.0), ("1245", 12.0), ("12345", 12.0)];
    for (asked, point) in [(first, [0.0, 1.0, 2.0, 7.0, 1.0]), (second, [3.0, 0.0, 0.0, 6.0, 3.0])] {
        let table = worth(&asked);
        let ranges = core_ranges(&table, &mut on(1)).unwrap();
        assert_eq!(ranges, Some(point.map(|payoff| (payoff, payoff)).to_vec()));
        assert_eq!(usual(&table), point);
    }
}

/// Games of Benedek, Fliege & Nguyen with the nucleolus that they publish: family, players, seed, payoffs as fractions that
/// read as the printed digits (github.com/blrzsvrzs/nucleolus, testgames).
#[test]
fn test_games_of_benedek_fliege_nguyen() {
    let check = |family, seed, printed: &[f64]| {
        let drawn: Drawn = benedek(family, printed.len(), seed);
        close(&usual(&drawn.table()), printed, 2e-13);
    };
    let part = |above: &[i32], below: i32| above.iter().map(|a| f64::from(*a) / f64::from(below)).collect::<Vec<_>>();
    check(1, 461_125, &[60.0, 113.0, 37.5, 145.5, 107.0]);
    check(2, 461_156, &part(&[30, 79, 230, 100, 17], 6));
    check(3, 461_296, &[0.2; 5]);
    check(4, 461_328, &part(&[0, 2, 2, 2, 0], 3));
    check(1, 468_015, &part(&[875, 783, 744, 873, 891, 895, 850, 934, 848, 821], 9));
    check(
        2,
        468_046,
        &[
            37.566_666_666_666_67,
            67.271_428_571_428_57,
            16.828_571_428_571_43,
            66.066_666_666_666_67,
            18.771_428_571_428_57,
            36.033_333_333_333_33,
            12.680_952_380_952_38,
            29.533_333_333_333_33,
            56.919_047_619_047_62,
            45.328_571_428_571_43,
        ],
    );
    check(3, 468_093, &[0.1; 10]);
    check(4, 468_125, &[0.6, 0.4, 0.2, 0.2, 0.4, 0.4, 0.4, 0.4, 0.4, 0.6]);
    // All are 74ths.
    let fifteen = part(&[3164, 2478, 4520, 604, 1940, 2688, 1980, 4138, 3082, 3580, 1812, 1368, 2622, 2400, 2992], 74);
    check(2, 480_453, &fifteen);
}
