//! Size: not a timed test, but one that ends.

use std::time::Instant;

use recoop::adversary::predation::{Bylaw, KillOptions, Question};

use crate::make::{Draw, random};

#[test]
#[ignore = "a measurement"]
fn forty_periods_and_twelve_firms() {
    let base = Draw { rich: true, floors: true, plants: 2, ..Draw::small(12, 40) };
    let kinds = [
        ("plain", base),
        ("two products", Draw { products: 2, ..base }),
        ("three products", Draw { products: 3, plants: 3, ..base }),
        ("debt", Draw { debt: true, ..base }),
        ("menu", Draw { menu: Some(&[0.2, 0.35, 0.5, 0.65, 0.8]), ..base }),
        ("undercut", Draw { undercut: true, ..base }),
    ];
    for (name, draw) in kinds {
        for seed in 0..2 {
            let contest = random(seed, draw);
            for (bylaw, question, nodes) in [
                (Bylaw::Alone, Question::First, 3000),
                (Bylaw::Joint, Question::All, 3000),
                (Bylaw::Alone, Question::All, 3000),
            ] {
                let started = Instant::now();
                let options = KillOptions { nodes, ..KillOptions::default() };
                let kill = contest.kill(question, bylaw, &options);
                let seconds = started.elapsed().as_secs_f64();
                match kill {
                    Ok(kill) => println!(
                        "{name} {seed} {bylaw:?} {question:?} {nodes} {:?} lower {} in {seconds:.2} s",
                        kill.cost(),
                        kill.lower()
                    ),
                    Err(error) => println!("{name} {seed} {bylaw:?} {question:?} {nodes} {error} in {seconds:.2} s"),
                }
            }
        }
    }
}
