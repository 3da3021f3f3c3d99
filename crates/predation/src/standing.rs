//! Purses from period to period under a bylaw: who dies, who lends, who is let go.

use super::bylaw::Bylaw;
use super::industry::Firm;

/// A purse.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Cash at the start.
    pub purse: f64,
    /// It is dead when its cash at the end of a period is below this: minus the committed credit line, by period.
    pub least_cash: Vec<f64>,
    /// Interest on cash, for a year.
    pub deposit_rate: f64,
    /// Interest on cash below 0, for a year; at least the deposit rate.
    pub loan_rate: f64,
}

impl Account {
    /// What cash becomes over so many years.
    #[must_use]
    pub fn grown(&self, cash: f64, years: f64) -> f64 {
        let rate = if cash < 0.0 { self.loan_rate } else { self.deposit_rate };
        cash * (1.0 + rate).powf(years)
    }
}

impl From<&Firm> for Account {
    fn from(firm: &Firm) -> Self {
        Self {
            purse: firm.purse,
            least_cash: firm.least_cash.clone(),
            deposit_rate: firm.deposit_rate,
            loan_rate: firm.loan_rate,
        }
    }
}

/// Deposit and loan rate of a joint purse: the best of its members'. Whoever borrows at less than another earns does not lend
/// him the difference.
pub(super) fn best_rates(rates: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let (deposit, loan) =
        rates.fold((0.0, f64::INFINITY), |best: (f64, f64), rate| (best.0.max(rate.0), best.1.min(rate.1)));
    (deposit, loan.max(deposit))
}

/// Purses under a bylaw, one period after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing<'a> {
    accounts: &'a [Account],
    bylaw: Bylaw,
    rates: (f64, f64),
    /// What each holds. Under a joint purse: the ledger that it would have.
    pub cash: Vec<f64>,
    /// The joint purse or the reserve; none under bylaws without one.
    pub common: Option<f64>,
    /// The period in which each died.
    pub died: Vec<Option<usize>>,
}

impl<'a> Standing<'a> {
    /// The purses before the first period; `contributions` are what each pays into a reserve.
    #[must_use]
    pub fn new(accounts: &'a [Account], bylaw: Bylaw, contributions: &[f64]) -> Self {
        let mut cash: Vec<f64> = accounts.iter().map(|account| account.purse).collect();
        let common = match bylaw {
            Bylaw::Joint | Bylaw::OneDesk => Some(cash.iter().sum()),
            Bylaw::Reserve { size } => {
                cash.iter_mut().zip(contributions).for_each(|(cash, paid)| *cash -= paid);
                Some(size)
            }
            Bylaw::Alone | Bylaw::LetGo | Bylaw::SafeLending { .. } => None,
        };
        let rates = best_rates(accounts.iter().map(|account| (account.deposit_rate, account.loan_rate)));
        Self { accounts, bylaw, rates, cash, common, died: vec![None; accounts.len()] }
    }

    /// Whether one is still there.
    #[must_use]
    pub fn lives(&self, at: usize) -> bool {
        self.died[at].is_none()
    }

    /// A period of so many years with what comes in, or goes out below 0, for each purse. `need` is what a purse needs at its end so that it can
    /// lend the rest; it is asked under safe lending alone.
    ///
    /// # Errors
    /// What `need` says.
    pub fn step<E>(
        &mut self,
        (period, years): (usize, f64),
        flows: &[f64],
        need: &mut dyn FnMut(usize) -> Result<f64, E>,
    ) -> Result<(), E> {
        let living: Vec<usize> = (0..self.cash.len()).filter(|at| self.lives(*at)).collect();
        for at in &living {
            self.cash[*at] = self.accounts[*at].grown(self.cash[*at], years) + flows[*at];
        }
        match self.bylaw {
            Bylaw::Alone => {
                for at in living {
                    if self.slack(at, period) < 0.0 {
                        self.died[at] = Some(period);
                    }
                }
            }
            Bylaw::Joint | Bylaw::OneDesk => self.joint(&living, (period, years), flows),
            Bylaw::LetGo => self.let_go(living, period),
            Bylaw::SafeLending { .. } => self.lend(&living, period, need)?,
            Bylaw::Reserve { .. } => self.reserve(&living, period, years),
        }
        Ok(())
    }

    /// Cash above the line, below 0 for who would die.
    fn slack(&self, at: usize, period: usize) -> f64 {
        self.cash[at] - self.accounts[at].least_cash[period]
    }

    /// The common purse after interest.
    fn grown(&self, cash: f64, years: f64) -> f64 {
        let rate = if cash < 0.0 { self.rates.1 } else { self.rates.0 };
        cash * (1.0 + rate).powf(years)
    }

    fn joint(&mut self, living: &[usize], (period, years): (usize, f64), flows: &[f64]) {
        let Some(purse) = self.common.filter(|_| !living.is_empty()) else { return };
        let purse = self.grown(purse, years) + living.iter().map(|at| flows[*at]).sum::<f64>();
        self.common = Some(purse);
        let line: f64 = living.iter().map(|at| self.accounts[*at].least_cash[period]).sum();
        if purse < line {
            living.iter().for_each(|at| self.died[*at] = Some(period));
        }
    }

    fn let_go(&mut self, mut members: Vec<usize>, period: usize) {
        let slack = |of: &Self, at: &usize| of.slack(*at, period);
        members.sort_by(|a, b| slack(self, b).total_cmp(&slack(self, a)).then(a.cmp(b)));
        while members.iter().map(|at| slack(self, at)).sum::<f64>() < 0.0 {
            // A sum below 0 has a term.
            let Some(gone) = members.pop() else { return };
            self.died[gone] = Some(period);
        }
    }

    fn reserve(&mut self, living: &[usize], period: usize, years: f64) {
        // It never holds less than nothing.
        let mut reserve = self.grown(self.common.unwrap_or_default(), years);
        for at in self.in_need(living, period) {
            let need = -self.slack(at, period);
            if need <= reserve {
                reserve -= need;
                self.cash[at] = self.accounts[at].least_cash[period];
            } else {
                self.died[at] = Some(period);
            }
        }
        self.common = Some(reserve);
    }

    fn lend<E>(
        &mut self,
        living: &[usize],
        period: usize,
        need: &mut dyn FnMut(usize) -> Result<f64, E>,
    ) -> Result<(), E> {
        let poor = self.in_need(living, period);
        let mut spare = vec![0.0; self.cash.len()];
        if !poor.is_empty() {
            for at in living.iter().filter(|at| !poor.contains(at)) {
                spare[*at] = (self.cash[*at] - need(*at)?).max(0.0);
            }
        }
        for at in poor {
            let need = -self.slack(at, period);
            let all: f64 = spare.iter().sum();
            if need <= all {
                let without_limit = spare.iter().filter(|spare| spare.is_infinite()).count();
                for (cash, spare) in self.cash.iter_mut().zip(&mut spare) {
                    // Purses without limit lend all of it.
                    let lent = match without_limit {
                        0 => need * *spare / all,
                        lenders if spare.is_infinite() => need / lenders as f64,
                        _ => 0.0,
                    };
                    *cash -= lent;
                    *spare -= lent;
                }
                self.cash[at] = self.accounts[at].least_cash[period];
            } else {
                self.died[at] = Some(period);
            }
        }
        Ok(())
    }

    /// Who would die, the one that lacks least first.
    fn in_need(&self, living: &[usize], period: usize) -> Vec<usize> {
        let mut poor: Vec<usize> = living.iter().copied().filter(|at| self.slack(*at, period) < 0.0).collect();
        poor.sort_by(|a, b| self.slack(*b, period).total_cmp(&self.slack(*a, period)).then(a.cmp(b)));
        poor
    }
}
