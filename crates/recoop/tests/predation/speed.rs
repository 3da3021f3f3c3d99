//! Size: not a timed test, but one that ends.

use std::time::Instant;

use recoop::adversary::predation::{Bylaw, KillOptions, Question};

use crate::make::{Draw, random};

#[test]
#[ignore = "a measurement"]
fn forty_periods_and_twelve_firms() {
    for seed in 0..6 {
        let contest = random(seed, Draw { rich: true, floors: true, plants: 2, ..Draw::small(12, 40) });
        for (bylaw, question) in
            [(Bylaw::Alone, Question::First), (Bylaw::Joint, Question::All), (Bylaw::Alone, Question::All)]
        {
            let started = Instant::now();
            let kill = contest.kill(question, bylaw, &KillOptions::default()).unwrap();
            println!(
                "{seed} {bylaw:?} {question:?} {:?} lower {} in {:.2} s",
                kill.cost(),
                kill.lower(),
                started.elapsed().as_secs_f64()
            );
        }
    }
}
