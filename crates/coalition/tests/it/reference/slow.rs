//! Answers from their definitions alone, in fractions: slow, for a handful of players, and without a line of the crate.

use num_traits::{One, Signed, Zero};

pub type Fraction = num_rational::BigRational;

pub fn fraction(above: i64, below: i64) -> Fraction {
    Fraction::new(above.into(), below.into())
}

/// A game of all its worths (as profits), by the bits of the groups.
pub struct Slow {
    pub players: usize,
    pub worths: Vec<Fraction>,
}

/// `min cost x` over `a x ≥ b` and `d x = f`, with all x free.
#[derive(Clone, Default)]
struct Linear {
    cost: Vec<Fraction>,
    at_least: Vec<(Vec<Fraction>, Fraction)>,
    equal: Vec<(Vec<Fraction>, Fraction)>,
}

impl Linear {
    /// The minimum and where it is; `None` when no point satisfies all rows.
    ///
    /// Simplex in two phases by Bland's rule on the dual `max b y + f z` over `a y + d z = cost`, `y ≥ 0`, `z` free, which has
    /// a row for each of few columns. The columns of the start keep the inverse of the basis, and so the point.
    fn minimum(&self) -> Option<(Fraction, Vec<Fraction>)> {
        let size = self.cost.len();
        let split = self.equal.iter().flat_map(|(row, side)| {
            let turned = (row.iter().map(|a| -a).collect(), -side);
            [(row.clone(), side.clone()), turned]
        });
        let columns: Vec<(Vec<Fraction>, Fraction)> = self.at_least.iter().cloned().chain(split).collect();
        let count = columns.len();
        let signs: Vec<bool> = self.cost.iter().map(Signed::is_negative).collect();
        // Row by row: columns, start, right-hand side.
        let mut rows: Vec<Vec<Fraction>> = (0..size)
            .map(|at| {
                let turn = |number: &Fraction| if signs[at] { -number } else { number.clone() };
                let start = (0..size).map(|other| if other == at { Fraction::one() } else { Fraction::zero() });
                let row = columns.iter().map(|(column, _)| turn(&column[at]));
                row.chain(start).chain([turn(&self.cost[at])]).collect()
            })
            .collect();
        let mut basis: Vec<usize> = (count..count + size).collect();
        let first = |col: usize| if col < count { Fraction::zero() } else { -Fraction::one() };
        assert!(climb(&mut rows, &mut basis, count + size, &first), "the first phase has a limit");
        let left = |(row, col): (&Vec<Fraction>, &usize)| *col >= count && !row[count + size].is_zero();
        assert!(!rows.iter().zip(&basis).any(left), "the program has no limit");
        for at in 0..size {
            if basis[at] >= count
                && let Some(col) = (0..count).find(|col| !rows[at][*col].is_zero())
            {
                pivot(&mut rows, &mut basis, at, col);
            }
        }
        let second = |col: usize| if col < count { columns[col].1.clone() } else { Fraction::zero() };
        if !climb(&mut rows, &mut basis, count, &second) {
            return None;
        }
        let priced = |col: usize| rows.iter().zip(&basis).map(|(row, at)| second(*at) * &row[col]).sum::<Fraction>();
        let point = (0..size).map(|at| if signs[at] { -priced(count + at) } else { priced(count + at) });
        Some((priced(count + size), point.collect()))
    }
}

/// Pivots until no column of the first `allowed` improves `gain`; whether there is a limit.
fn climb(rows: &mut [Vec<Fraction>], basis: &mut [usize], allowed: usize, gain: &dyn Fn(usize) -> Fraction) -> bool {
    loop {
        let priced = |col: usize| rows.iter().zip(&*basis).map(|(row, at)| gain(*at) * &row[col]).sum::<Fraction>();
        let Some(col) = (0..allowed).find(|col| !basis.contains(col) && gain(*col) > priced(*col)) else { return true };
        let side = rows[0].len() - 1;
        let limits = (0..rows.len()).filter(|at| rows[*at][col].is_positive());
        let least = limits.min_by_key(|at| (&rows[*at][side] / &rows[*at][col], basis[*at]));
        let Some(at) = least else { return false };
        pivot(rows, basis, at, col);
    }
}

fn pivot(rows: &mut [Vec<Fraction>], basis: &mut [usize], at: usize, col: usize) {
    let by = rows[at][col].clone();
    rows[at].iter_mut().filter(|entry| !entry.is_zero()).for_each(|entry| *entry /= &by);
    let leading = rows[at].clone();
    for row in
        rows.iter_mut().enumerate().filter(|(other, row)| *other != at && !row[col].is_zero()).map(|(_, row)| row)
    {
        let times = row[col].clone();
        for (entry, by) in row.iter_mut().zip(&leading).filter(|(_, by)| !by.is_zero()) {
            *entry -= by * &times;
        }
    }
    basis[at] = col;
}

/// Number of independent rows.
fn rank(rows: &[Vec<Fraction>]) -> usize {
    let mut rows = rows.to_vec();
    let mut done = 0;
    for col in 0..rows.first().map_or(0, Vec::len) {
        if let Some(at) = (done..rows.len()).find(|at| !rows[*at][col].is_zero()) {
            rows.swap(done, at);
            let leading = rows[done].clone();
            for row in &mut rows[done + 1..] {
                let times = &row[col] / &leading[col];
                row.iter_mut().zip(&leading).for_each(|(entry, by)| *entry -= by * &times);
            }
            done += 1;
        }
    }
    done
}

/// What every group may ask for beyond what it is paid, for each unit of what is minimized.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Per {
    Group,
    Member,
    Worth,
}

impl Slow {
    pub fn total(&self) -> &Fraction {
        &self.worths[self.all()]
    }

    fn all(&self) -> usize {
        self.worths.len() - 1
    }

    fn proper(&self) -> impl Iterator<Item = usize> + use<> {
        1..self.all()
    }

    fn members(&self, group: usize) -> impl Iterator<Item = usize> + use<> {
        (0..self.players).filter(move |player| group >> player & 1 == 1)
    }

    fn indicator(&self, group: usize) -> Vec<Fraction> {
        let mut row = vec![Fraction::zero(); self.players];
        self.members(group).for_each(|player| row[player] = Fraction::one());
        row
    }

    fn allowed(&self, group: usize, per: Per) -> Fraction {
        match per {
            Per::Group => Fraction::one(),
            Per::Member => fraction(self.members(group).count() as i64, 1),
            Per::Worth => self.worths[group].clone(),
        }
    }

    /// The mean of what each player adds, over all orders.
    pub fn shapley(&self) -> Vec<Fraction> {
        let mut sums = vec![Fraction::zero(); self.players];
        let mut order: Vec<usize> = (0..self.players).collect();
        let mut orders = 0;
        loop {
            orders += 1;
            let mut group = 0;
            for player in &order {
                let with = group | 1 << player;
                sums[*player] += &self.worths[with] - &self.worths[group];
                group = with;
            }
            // The next order of the alphabet.
            let Some(at) = (1..order.len()).rev().find(|at| order[at - 1] < order[*at]) else { break };
            let swap = (at..order.len()).rev().find(|other| order[*other] > order[at - 1]).unwrap();
            order.swap(at - 1, swap);
            order[at..].reverse();
        }
        sums.into_iter().map(|sum| sum / fraction(orders, 1)).collect()
    }

    /// The least `eps` with `x(S) ≥ v(S) - eps * allowed(S)` for all proper groups and `x(N) = v(N)`.
    pub fn least_core(&self, per: Per) -> Fraction {
        let mut cost = vec![Fraction::zero(); self.players + 1];
        cost[self.players] = Fraction::one();
        let with = |group: usize, allowed: Fraction| [self.indicator(group), vec![allowed]].concat();
        let at_least = self.proper().map(|group| (with(group, self.allowed(group, per)), self.worths[group].clone()));
        let equal = vec![(with(self.all(), Fraction::zero()), self.total().clone())];
        Linear { cost, at_least: at_least.collect(), equal }.minimum().expect("a large eps is enough").0
    }

    fn core(&self, cost: Vec<Fraction>, total: Option<&Fraction>) -> Option<Fraction> {
        let at_least = self.proper().map(|group| (self.indicator(group), self.worths[group].clone()));
        let equal = total.map(|total| (self.indicator(self.all()), total.clone()));
        let program = Linear { cost, at_least: at_least.collect(), equal: equal.into_iter().collect() };
        program.minimum().map(|(minimum, _)| minimum)
    }

    /// The least and the most of each player in the core; `None` when there is no core.
    pub fn core_ranges(&self) -> Option<Vec<(Fraction, Fraction)>> {
        let end = |player: usize, sign: i64| {
            let mut cost = vec![Fraction::zero(); self.players];
            cost[player] = fraction(sign, 1);
            self.core(cost, Some(self.total())).map(|found| found * fraction(sign, 1))
        };
        (0..self.players).map(|player| end(player, 1).zip(end(player, -1))).collect()
    }

    /// What has to be added to the worth of all so that the core is not empty.
    pub fn cost_of_stability(&self) -> Fraction {
        let needed = self.core(vec![Fraction::one(); self.players], None).expect("a large total is enough");
        (needed - self.total()).max(Fraction::zero())
    }

    /// Nucleolus (`bounded`: nobody gets less than alone) or prenucleolus with its levels, each once; `None` when there is no
    /// imputation.
    ///
    /// The scheme of Maschler, Peleg & Shapley (1979): the largest excess is minimized over the groups whose payoff is not the
    /// same all over the set that is left; groups that have it everywhere on the optimal face are settled. Whether a
    /// group has is asked by a program for each.
    pub fn nucleolus(&self, bounded: bool, per: Per) -> Option<(Vec<Fraction>, Vec<Fraction>)> {
        let alone = |player: usize| &self.worths[1 << player];
        let mut equal = vec![(self.indicator(self.all()), self.total().clone())];
        let bounds: Vec<(Vec<Fraction>, Fraction)> = if bounded {
            (0..self.players).map(|player| (self.indicator(1 << player), alone(player).clone())).collect()
        } else {
            Vec::new()
        };
        if bounded && (0..self.players).map(alone).sum::<Fraction>() > *self.total() {
            return None;
        }
        let mut levels = Vec::new();
        loop {
            let settled: Vec<Vec<Fraction>> = equal.iter().map(|(row, _)| row.clone()).collect();
            let known = rank(&settled);
            let is_open = |row: &Vec<Fraction>| rank(&[settled.clone(), vec![row.clone()]].concat()) > known;
            let open: Vec<usize> = self.proper().filter(|group| is_open(&self.indicator(*group))).collect();
            if open.is_empty() {
                let nothing = vec![Fraction::zero(); self.players];
                let (_, point) = Linear { cost: nothing, at_least: Vec::new(), equal }.minimum()?;
                return Some((point, levels));
            }
            let wider = |rows: &[(Vec<Fraction>, Fraction)]| -> Vec<(Vec<Fraction>, Fraction)> {
                rows.iter().map(|(row, side)| ([row.clone(), vec![Fraction::zero()]].concat(), side.clone())).collect()
            };
            let mut cost = vec![Fraction::zero(); self.players + 1];
            cost[self.players] = Fraction::one();
            let asked = open.iter().map(|group| {
                let row = [self.indicator(*group), vec![self.allowed(*group, per)]].concat();
                (row, self.worths[*group].clone())
            });
            let at_least = asked.chain(wider(&bounds)).collect();
            let (level, point) = Linear { cost, at_least, equal: wider(&equal) }.minimum()?;
            // The optimal face, and what is tight at one of its points.
            let asked = open
                .iter()
                .map(|group| (self.indicator(*group), &self.worths[*group] - &level * self.allowed(*group, per)));
            let face: Vec<(Vec<Fraction>, Fraction)> = asked.chain(bounds.iter().cloned()).collect();
            let mut points = vec![point[..self.players].to_vec()];
            for (row, side) in &face {
                let at = |point: &Vec<Fraction>| row.iter().zip(point).map(|(a, x)| a * x).sum::<Fraction>();
                if points.iter().any(|point| at(point) > *side) {
                    continue;
                }
                let cost = row.iter().map(|a| -a).collect();
                let most = Linear { cost, at_least: face.clone(), equal: equal.clone() }.minimum()?;
                if -most.0 == *side {
                    equal.push((row.clone(), side.clone()));
                } else {
                    points.push(most.1);
                }
            }
            levels.push(level);
        }
    }
}
