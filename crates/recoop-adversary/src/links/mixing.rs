//! Proportional mixing: what flows out of a pool has the mix of what flows into it.
//!
//! ```text
//! x[p] · Σ inflow of p  =  Σ_pools q inflow[q to p] · x[q]  +  inflow of p from sources
//! ```
//!
//! A linear system, which cycles (recycling) do not make harder. It is solved by state reduction, in which nothing is ever subtracted
//! (Grassmann, Taksar, Heyman 1985, *Regenerative analysis and steady state distributions for Markov chains*).

use std::collections::BTreeMap;

/// A pool: what flows into it, in one unit for all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// From other pools: position and amount.
    pub pools: Vec<(usize, f64)>,
    /// From sources: label and amount.
    pub sources: Vec<(usize, f64)>,
}

/// For each pool the share of each of `labels` sources: they add up to one, or are all zero where nothing flows in from any source.
#[must_use]
pub fn mix(pools: &[Pool], labels: usize) -> Vec<Vec<f64>> {
    let n = pools.len();
    let mut inflow: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); n];
    let mut given: Vec<Vec<f64>> = vec![vec![0.0; labels]; n];
    // Pools that take from a pool.
    let mut takers: Vec<Vec<usize>> = vec![Vec::new(); n];
    for (p, pool) in pools.iter().enumerate() {
        for (q, amount) in pool.pools.iter().filter(|(_, amount)| *amount > 0.0) {
            *inflow[p].entry(*q).or_default() += amount;
            takers[*q].push(p);
        }
        for (label, amount) in pool.sources.iter().filter(|(_, amount)| *amount > 0.0) {
            given[p][*label] += amount;
        }
    }
    // From the last pool to the first: in what remains each pool is replaced by what flows into it.
    for v in (0..n).rev() {
        // What a pool gives itself changes nothing.
        inflow[v].remove(&v);
        let total = inflow[v].values().sum::<f64>() + given[v].iter().sum::<f64>();
        if total > 0.0 {
            inflow[v].values_mut().for_each(|amount| *amount /= total);
            given[v].iter_mut().for_each(|amount| *amount /= total);
        }
        let (from, own) = (inflow[v].clone(), given[v].clone());
        for u in std::mem::take(&mut takers[v]).into_iter().filter(|u| *u < v) {
            let Some(amount) = inflow[u].remove(&v) else { continue };
            for (q, share) in &from {
                *inflow[u].entry(*q).or_default() += amount * share;
                takers[*q].push(u);
            }
            for (total, share) in given[u].iter_mut().zip(&own) {
                *total += amount * share;
            }
        }
    }
    // From the first to the last: what flows in now comes from pools that are known.
    let mut mixes: Vec<Vec<f64>> = Vec::with_capacity(n);
    for v in 0..n {
        let mut shares = given[v].clone();
        for (q, share) in &inflow[v] {
            for (sum, of) in shares.iter_mut().zip(&mixes[*q]) {
                *sum += share * of;
            }
        }
        // A part that only circulates has no source; the rest has the mix of the whole.
        let total: f64 = shares.iter().sum();
        if total > 0.0 {
            shares.iter_mut().for_each(|share| *share /= total);
        }
        mixes.push(shares);
    }
    mixes
}
