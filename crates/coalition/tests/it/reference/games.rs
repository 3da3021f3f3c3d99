//! Random games whose numbers are known as fractions and as floats.

use coalition::{Group, Sense, Table};

use super::slow::{Slow, fraction};

/// `rand` of the C runtime of Windows, with which Benedek, Fliege & Nguyen drew their games: an inner state of 31 bits, the
/// upper 15 of them as result.
pub struct Rand(pub u32);

impl Rand {
    pub fn below(&mut self, most: usize) -> i64 {
        self.0 = self.0.wrapping_mul(214_013).wrapping_add(2_531_011);
        i64::from(self.0 >> 16 & 0x7fff) % most as i64
    }
}

/// Numbers as they are given (profits or costs): `numbers[group] / below`.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub name: &'static str,
    pub players: usize,
    pub sense: Sense,
    pub numbers: Vec<i64>,
    pub below: i64,
}

impl Drawn {
    fn new(name: &'static str, players: usize, number: impl FnMut(usize) -> i64) -> Self {
        let numbers = [0].into_iter().chain((1..1 << players).map(number)).collect();
        Self { name, players, sense: Sense::Profit, numbers, below: 1 }
    }

    pub fn table(&self) -> Table {
        // Divided once, so that it is the float nearest to the fraction.
        Table::from_fn(self.players, self.sense, |group| self.numbers[group.mask() as usize] as f64 / self.below as f64)
            .unwrap()
    }

    pub fn slow(&self) -> Slow {
        let sign = if self.sense == Sense::Cost { -1 } else { 1 };
        let worths = self.numbers.iter().map(|number| fraction(sign * number, self.below)).collect();
        Slow { players: self.players, worths }
    }
}

fn size(group: usize) -> usize {
    group.count_ones() as usize
}

/// The random families of Benedek, Fliege & Nguyen (2021, Math. Program. 190, 135-170), in the order in which they drew:
///
/// 1. `v(S)` from 1 to `100 |S|`, `v(N)` from `100 (n - 2)` to `100 n`;
/// 2. `v(S)` from 1 to `50 n`, `v(N)` too;
/// 3. 1 for everybody, for groups that lack one or two with probability 0.9, else 0;
/// 4. `v(S)` from 1 to `n`, `v(N)` too.
///
/// One player alone has nothing, but in the third.
pub fn benedek(family: usize, players: usize, seed: u32) -> Drawn {
    let mut random = Rand(seed);
    let all = (1 << players) - 1;
    match family {
        1 => {
            let total = random.below(201) + 100 * (players as i64 - 2);
            let of = |group: usize| match size(group) {
                1 => 0,
                _ if group == all => total,
                size => random.below(100 * size) + 1,
            };
            Drawn::new("family 1", players, of)
        }
        3 => {
            let mut drawn = Drawn::new("family 3", players, |group| i64::from(group == all));
            let mut next = random.below(10);
            for first in 0..players {
                drawn.numbers[all ^ 1 << first] = i64::from(next < 9);
                next = random.below(10);
                for second in first + 1..players {
                    drawn.numbers[all ^ 1 << first ^ 1 << second] = i64::from(next < 9);
                    next = random.below(10);
                }
            }
            drawn.numbers[0] = 0;
            drawn
        }
        family => {
            let most = if family == 2 { 50 * players } else { players };
            let name = if family == 2 { "family 2" } else { "family 4" };
            Drawn::new(name, players, |group| if size(group) == 1 { 0 } else { random.below(most) + 1 })
        }
    }
}

/// All kinds of games among so many players.
pub fn all_kinds(players: usize, seed: u32) -> Vec<Drawn> {
    let mut random = Rand(seed);
    let mut games: Vec<Drawn> = (1..=4).map(|family| benedek(family, players, seed)).collect();

    let claims: Vec<i64> = (0..players).map(|_| random.below(300) + 1).collect();
    let estate = claims.iter().sum::<i64>() * (1 + random.below(9)) / 10;
    let claimed = |group: usize| Group::from_mask(group as u64).iter().map(|player| claims[player]).sum::<i64>();
    let all = (1 << players) - 1;
    games.push(Drawn::new("bankruptcy", players, |group| (estate - claimed(all ^ group)).max(0)));

    // Fifteen digits, of which the last few decide.
    let alone: Vec<i64> = (0..players).map(|_| 10_000_000_000 * (random.below(900) + 100)).collect();
    let additive = |group: usize| Group::from_mask(group as u64).iter().map(|player| alone[player]).sum::<i64>();
    let mut hidden = Drawn::new("a large additive part", players, |group| additive(group) + random.below(100));
    hidden.below = 10_000;
    games.push(hidden);

    let mut costs = Drawn::new("costs", players, |group| 40 * size(group) as i64 + 100 + random.below(60));
    costs.sense = Sense::Cost;
    costs.below = 10;
    games.push(costs);
    let needs: Vec<i64> = (0..players).map(|_| random.below(20)).collect();
    let longest = |group: usize| Group::from_mask(group as u64).iter().map(|player| needs[player]).max().unwrap_or(0);
    let mut airport = Drawn::new("airport", players, longest);
    airport.sense = Sense::Cost;
    games.push(airport);

    games.push(Drawn::new("zeros and ones", players, |_| random.below(2)));
    games.push(Drawn::new("gains and losses", players, |_| random.below(101) - 50));
    games.push(Drawn::new("worth something each", players, |group| random.below(30) + 10 * size(group) as i64));
    games
}
