//! How well the fitted process agrees with the years that it was fitted to.
//!
//! There are so few of them that no asymptotic test holds: every p-value and band here is simulated.

use super::fit::Fit;
use super::path_rng::PathRng;
use super::prices::Deviations;
use recoop_case::chance::History;

/// A history beside its process.
#[derive(Clone, Debug, PartialEq)]
pub struct Goodness {
    /// Position of the history.
    pub history: usize,
    /// Years with a price.
    pub points: usize,
    /// Years that follow another with a price.
    pub steps: usize,
    /// What was found; none where there are too few years, so that prices tied to it do not move.
    pub fitted: Option<Fitted>,
}

/// A number of the data beside what the process makes of it: 5, 50 and 95 per cent of histories of the same length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitStatistic {
    /// In the data.
    pub data: f64,
    /// By the process.
    pub model: [f64; 3],
}

/// What was found for a history with enough years.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// Position in [`Fit::series`].
    pub series: usize,
    /// Mean of yearly changes of the logarithm.
    pub change: FitStatistic,
    /// Their standard deviation.
    pub spread: FitStatistic,
    /// Jarque-Bera statistic of the residuals without jumps, and its p-value.
    pub normality: (f64, f64),
    /// First autocorrelation of residuals, and the p-value of its size.
    pub autocorrelation: (f64, f64),
    /// Share of the years after the first inside the band that holds 99 per cent of simulated histories.
    pub inside: f64,
}

/// Simulated histories.
const HISTORIES: usize = 2000;

/// Every history beside its process.
#[must_use]
pub fn goodness(fit: &Fit, histories: &[History], seed: u64) -> Vec<Goodness> {
    let of = |(at, history): (usize, &History)| {
        let steps = history.points.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1).count();
        let fitted = fit.of_history[at].map(|series| fitted(fit, history, series, seed));
        Goodness { history: at, points: history.points.len(), steps, fitted }
    };
    histories.iter().enumerate().map(of).collect()
}

fn fitted(fit: &Fit, history: &History, series: usize, seed: u64) -> Fitted {
    let s = &fit.series[series];
    let logs: Vec<(usize, f64)> =
        history.points.iter().map(|(year, price)| ((year - history.points[0].0) as usize, price.ln())).collect();
    let span = logs.last().map_or(0, |last| last.0);
    let mut paths: Vec<Vec<f64>> = Vec::with_capacity(HISTORIES);
    for number in 0..HISTORIES {
        let mut dice = PathRng::new(seed, "histories of prices", number as u64);
        let parameters = fit.draw(&mut dice);
        // All series move, as they are correlated; each from where it was first seen.
        let mut now = vec![0.0; fit.series.len()];
        now[series] = logs[0].1 - s.level.0;
        let mut now = Deviations::from_calm(now);
        let mut path = vec![logs[0].1];
        for _ in 0..span {
            parameters.step(&mut now, &mut dice);
            path.push(s.level.0 + now.of(series));
        }
        paths.push(path);
    }
    let changes = |at: &dyn Fn(usize) -> f64| -> Vec<f64> {
        logs.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1).map(|pair| at(pair[1].0) - at(pair[0].0)).collect()
    };
    let known = |year: usize| logs.iter().find(|point| point.0 == year).map_or(f64::NAN, |point| point.1);
    let beside = |of: &dyn Fn(&[f64]) -> f64| {
        let mut model: Vec<f64> = paths.iter().map(|path| of(&changes(&|year| path[year]))).collect();
        model.sort_by(f64::total_cmp);
        FitStatistic { data: of(&changes(&known)), model: [0.05, 0.5, 0.95].map(|p| quantile(&model, p)) }
    };
    let inside = logs[1..].iter().filter(|(year, log)| {
        let mut there: Vec<f64> = paths.iter().map(|path| path[*year]).collect();
        there.sort_by(f64::total_cmp);
        (quantile(&there, 0.005)..=quantile(&there, 0.995)).contains(log)
    });
    let inside = inside.count() as f64 / (logs.len() - 1) as f64;
    let calm: Vec<f64> = s.residuals.iter().zip(&s.jumped).filter(|(_, jumped)| !**jumped).map(|(r, _)| *r).collect();
    Fitted {
        series,
        change: beside(&mean),
        spread: beside(&sd),
        normality: test(&calm, &jarque_bera, seed),
        autocorrelation: test(&calm, &autocorrelation, seed),
        inside,
    }
}

/// A statistic of residuals, and how often as many normal numbers have one at least as far from 0.
fn test(residuals: &[f64], statistic: &dyn Fn(&[f64]) -> f64, seed: u64) -> (f64, f64) {
    let found = statistic(residuals);
    let mut dice = PathRng::new(seed, "normal residuals", residuals.len() as u64);
    let as_far = (0..HISTORIES).filter(|_| {
        let drawn: Vec<f64> = (0..residuals.len()).map(|_| dice.normal()).collect();
        statistic(&drawn).abs() >= found.abs()
    });
    (found, (1 + as_far.count()) as f64 / (1 + HISTORIES) as f64)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sd(values: &[f64]) -> f64 {
    let middle = mean(values);
    (values.iter().map(|value| (value - middle).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0).max(1.0)).sqrt()
}

/// Jarque and Bera (1980).
fn jarque_bera(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let middle = mean(values);
    let moment = |k: i32| values.iter().map(|value| (value - middle).powi(k)).sum::<f64>() / n;
    let variance = moment(2).max(1e-300);
    let (skew, kurtosis) = (moment(3) / variance.powf(1.5), moment(4) / variance.powi(2));
    n / 6.0 * (skew.powi(2) + (kurtosis - 3.0).powi(2) / 4.0)
}

fn autocorrelation(values: &[f64]) -> f64 {
    let middle = mean(values);
    let all: f64 = values.iter().map(|value| (value - middle).powi(2)).sum();
    values.windows(2).map(|pair| (pair[0] - middle) * (pair[1] - middle)).sum::<f64>() / all.max(1e-300)
}

/// A quantile of ascending values, between its neighbors; not a number where there is none.
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = p * last as f64;
    let below = (at.floor() as usize).min(last);
    let above = (below + 1).min(last);
    // Ends without limit have no place between them.
    if sorted[below] == sorted[above] {
        return sorted[below];
    }
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}
