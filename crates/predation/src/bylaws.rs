//! What it costs to kill the first, or all, under each bylaw.
//!
//! Alone, with one purse and at one desk, and for the first death where members may be let go, the answer is exact within the gap.
//! Elsewhere the theorems of docs/adversary.md give the bound and a search over attacks the other end: a bracket, as it says.

use super::bylaw::Bylaw;
use super::campaign::Campaign;
use super::check::PredationError;
use super::industry::Contest;
use super::kill::{Found, Kill, KillCost, KillOptions, Reason, Unkillable, Years, confirm, kill_victim, kill_victims};
use super::ledger::Arrangement;
use super::replay::Replay;

/// Which deaths are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// At least one firm dies.
    First,
    /// All firms die.
    All,
}

/// What a bylaw is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Protection {
    /// The bylaw.
    pub bylaw: Bylaw,
    /// The cheapest attack that kills some firm.
    pub first: Kill,
    /// The cheapest that kills every firm.
    pub all: Kill,
    /// Firms that outlive the cheapest attack on the first.
    pub survivors: Vec<usize>,
}

impl Question {
    fn answered(self, replay: &Replay) -> bool {
        match self {
            Self::First => replay.dead() > 0,
            Self::All => replay.dead() == replay.died.len(),
        }
    }
}

impl Contest {
    /// What it costs to kill under a bylaw.
    ///
    /// # Errors
    /// When the solver fails, or an answer is not confirmed by its replay.
    pub fn kill(&self, question: Question, bylaw: Bylaw, options: &KillOptions) -> Result<Kill, PredationError> {
        let all: Vec<usize> = (0..self.firms.len()).collect();
        match (bylaw, question) {
            (Bylaw::Alone, Question::First) => self.kill_first(options),
            (Bylaw::Alone, Question::All) => self.kill_firms(&all, options),
            (Bylaw::Joint | Bylaw::OneDesk, _) => {
                let at_desk = (bylaw == Bylaw::OneDesk).then(|| self.at_one_desk());
                let sells = at_desk.as_ref().unwrap_or(self);
                let arrangement = Arrangement::joint(sells, at_desk.is_some());
                let found = kill_victim(sells, &arrangement, 0, options)?;
                sells.answer(&arrangement, bylaw, found, &|replay| question.answered(replay))
            }
            (Bylaw::LetGo, Question::First) => {
                let arrangement = Arrangement::sum(self);
                let found = kill_victim(self, &arrangement, 0, options)?;
                self.answer(&arrangement, bylaw, found, &|replay| question.answered(replay))
            }
            (Bylaw::LetGo, Question::All) => {
                let alone = self.kill_firms(&all, options)?;
                self.bracket(question, bylaw, alone, f64::INFINITY, options)
            }
            (Bylaw::SafeLending { budget }, _) => {
                let alone = self.kill(question, Bylaw::Alone, options)?;
                self.bracket(question, bylaw, alone, budget, options)
            }
            (Bylaw::Reserve { size }, _) => {
                let mut paid = self.clone();
                for (firm, part) in paid.firms.iter_mut().zip(self.contributions(size)) {
                    firm.purse -= part;
                }
                let alone = paid.kill(question, Bylaw::Alone, options)?;
                // A reserve can save whom nothing else can: that it is not needed proves nothing about the firms without it.
                self.bracket(question, bylaw, alone, f64::INFINITY, options)
            }
        }
    }

    /// What it costs to kill all of some firms, each alone, by one attack.
    ///
    /// # Errors
    /// When a firm is none or the list is empty, the solver fails, or an answer is not confirmed by its replay.
    pub fn kill_firms(&self, firms: &[usize], options: &KillOptions) -> Result<Kill, PredationError> {
        let mut firms = firms.to_vec();
        firms.sort_unstable();
        firms.dedup();
        if firms.last().is_none_or(|last| *last >= self.firms.len()) {
            let words = format!("the firms {firms:?} to be killed are not among the {}", self.firms.len());
            return Err(PredationError::Invalid(words));
        }
        let arrangement = Arrangement::alone(self).only(&firms);
        let found = if firms.len() == 1 {
            kill_victim(self, &arrangement, 0, options)?
        } else {
            kill_victims(self, &arrangement, options)?
        };
        let dead = |replay: &Replay| firms.iter().all(|firm| replay.died[*firm].is_some());
        self.answer(&arrangement, Bylaw::Alone, found, &dead)
    }

    /// The cheapest single death.
    fn kill_first(&self, options: &KillOptions) -> Result<Kill, PredationError> {
        let kills = (0..self.firms.len()).map(|firm| self.kill_firms(&[firm], options));
        let kills = kills.collect::<Result<Vec<Kill>, _>>()?;
        let lower = kills.iter().map(Kill::lower).fold(f64::INFINITY, f64::min);
        let cheapest = kills.iter().filter_map(Kill::killed).min_by(|a, b| a.cost.total_cmp(&b.cost));
        if let Some(killed) = cheapest {
            return Ok(Kill::Killed(Box::new(KillCost { lower: lower.min(killed.cost), ..killed.clone() })));
        }
        if kills.iter().any(|kill| matches!(kill, Kill::Open { .. })) {
            return Ok(Kill::Open { lower });
        }
        // The one that comes closest to being killed.
        let margin = |kill: &Kill| match kill {
            Kill::Unkillable(unkillable) => unkillable.held - unkillable.needed,
            _ => f64::INFINITY,
        };
        Ok(kills.into_iter().min_by(|a, b| margin(a).total_cmp(&margin(b))).expect("there is a firm"))
    }

    /// A confirmed answer, or why there is none.
    fn answer(
        &self,
        arrangement: &Arrangement,
        bylaw: Bylaw,
        found: Found,
        kills: &dyn Fn(&Replay) -> bool,
    ) -> Result<Kill, PredationError> {
        let lower = found.lower;
        if let Some(killed) = confirm(self, bylaw, found, kills)? {
            return Ok(Kill::Killed(Box::new(killed)));
        }
        if lower < f64::INFINITY {
            return Ok(Kill::Open { lower });
        }
        // The victim that is furthest from being killed says why.
        let victims = arrangement.victims.iter().map(|victim| {
            let firms: Vec<usize> =
                victim.ledgers.iter().flat_map(|ledger| arrangement.ledgers[*ledger].firms.clone()).collect();
            let (needed, held) =
                (self.unkillable_reserve(&firms), firms.iter().map(|firm| self.firms[*firm].purse).sum());
            let reason = if held >= needed { Reason::Saturation } else { Reason::Limits };
            Unkillable { reason, firms, needed, held }
        });
        let surplus = |unkillable: &Unkillable| unkillable.held - unkillable.needed;
        let safest = victims.max_by(|a, b| surplus(a).total_cmp(&surplus(b)));
        Ok(Kill::Unkillable(safest.expect("there is a victim")))
    }

    /// The least cash at the start with which firms with one purse survive every attack, whatever its cost and speed
    /// (docs/adversary.md, P5).
    #[must_use]
    pub fn unkillable_reserve(&self, firms: &[usize]) -> f64 {
        let (deposit, loan) = self.joint_rates(firms);
        let mut need = f64::NEG_INFINITY;
        for period in (0..self.num_periods()).rev() {
            let least: f64 = firms.iter().map(|firm| self.firms[*firm].least_cash[period]).sum();
            let worst: f64 = firms.iter().map(|firm| self.flow_range(*firm, period).0).sum();
            let before = need.max(least) - worst;
            let rate = if before < 0.0 { loan } else { deposit };
            need = before / (1.0 + rate).powf(self.industry.periods[period].years);
        }
        need
    }

    /// Every bylaw with what it is worth.
    ///
    /// # Errors
    /// As [`Self::kill`].
    pub fn compare(&self, bylaws: &[Bylaw], options: &KillOptions) -> Result<Vec<Protection>, PredationError> {
        let protection = |bylaw: &Bylaw| {
            let first = self.kill(Question::First, *bylaw, options)?;
            let all = self.kill(Question::All, *bylaw, options)?;
            let died = first.killed().map(|killed| &killed.replay.died);
            let survivors =
                (0..self.firms.len()).filter(|firm| died.is_none_or(|died| died[*firm].is_none())).collect();
            Ok(Protection { bylaw: *bylaw, first, all, survivors })
        };
        bylaws.iter().map(protection).collect()
    }

    /// Where firms alone can be killed for `alone`, a bylaw that saves all whom they would save themselves, as long as an attack
    /// costs at most `promised`, is not broken for less. The other end is the cheapest attack found that breaks it.
    fn bracket(
        &self,
        question: Question,
        bylaw: Bylaw,
        alone: Kill,
        promised: f64,
        options: &KillOptions,
    ) -> Result<Kill, PredationError> {
        let lower = alone.lower().min(promised);
        if lower.is_infinite() {
            return Ok(alone);
        }
        let mut best: Option<(f64, Campaign)> = None;
        for campaign in self.candidates(&alone, options)? {
            self.improve(&campaign, question, bylaw, &mut best)?;
        }
        let found = Found { campaign: best.map(|(_, campaign)| campaign), lower };
        match confirm(self, bylaw, found, &|replay| question.answered(replay))? {
            Some(killed) => Ok(Kill::Killed(Box::new(killed))),
            None => Ok(Kill::Open { lower }),
        }
    }

    /// Attacks that may break a bylaw: what kills alone, what empties a joint purse, what kills all in the same period.
    fn candidates(&self, alone: &Kill, options: &KillOptions) -> Result<Vec<Campaign>, PredationError> {
        let mut campaigns: Vec<Campaign> = alone.killed().map(|killed| killed.campaign.clone()).into_iter().collect();
        let joint = self.kill(Question::All, Bylaw::Joint, options)?;
        campaigns.extend(joint.killed().map(|killed| killed.campaign.clone()));
        let arrangement = Arrangement::alone(self);
        let mut years = Years::new(self, &arrangement)?;
        for period in 0..self.num_periods() {
            let deaths: Vec<(usize, usize)> = (0..self.firms.len()).map(|firm| (firm, period)).collect();
            if let Some(solution) = years.solve(&deaths, false)? {
                campaigns.push(years.attack.campaign(self, &solution.cols));
            }
        }
        Ok(campaigns)
    }

    /// Takes a campaign as deep as it must be to kill, if it can be, and keeps the cheapest that does.
    fn improve(
        &self,
        campaign: &Campaign,
        question: Question,
        bylaw: Bylaw,
        best: &mut Option<(f64, Campaign)>,
    ) -> Result<(), PredationError> {
        let mut kills = |scale: f64| -> Result<bool, PredationError> {
            let scaled = campaign.scaled(self, scale);
            if self.check_campaign(&scaled, bylaw).is_err() {
                return Ok(false);
            }
            let replay = self.replay(&scaled, bylaw)?;
            let kills = question.answered(&replay);
            if kills && best.as_ref().is_none_or(|(cost, _)| replay.cost < *cost) {
                *best = Some((replay.cost, scaled));
            }
            Ok(kills)
        };
        let (mut low, mut high) = (0.0, 1.0);
        while !kills(high)? {
            (low, high) = (high, 2.0 * high);
            if high > DEEPEST {
                return Ok(());
            }
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if kills(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(())
    }
}

/// A campaign is tried at up to this many times its depth.
const DEEPEST: f64 = 64.0;
/// Halvings of the interval in which the depth is looked for.
const HALVINGS: usize = 24;
