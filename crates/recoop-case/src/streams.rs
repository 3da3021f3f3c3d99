//! Streams: one material for each feed and each route that gives it another composition.
//!
//! A per-feed material such as `carbonate` becomes `carbonate@mountain_pass`, ... Treating a stream sends each element where
//! the technology's recoveries say, so the streams that result have the composition that follows, exactly. When two
//! technologies make the same material from the same feed with different compositions, the second stream carries the
//! technology in its name: `carbonate@mountain_pass~heap_leach`. Nothing is blended, so element balances are linear and
//! exact (no pooling).

use program::List;
use std::collections::BTreeMap;

use super::cell::Name;
use super::tables::{MaterialKind, MaterialRow, Tables, TechnologyRow};
use crate::positions::{MaterialAt, TechnologyAt};

/// A material, plain or a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// Unique id, for instance `dy_oxide` or `concentrate@mountain_pass`.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// What it is.
    pub kind: MaterialKind,
    /// For a stream the per-feed material that it is an instance of.
    pub form: Option<Name>,
    /// For a stream the feed that it comes from.
    pub feed: Option<Name>,
    /// Whether origin rules follow it.
    pub tracked: bool,
    /// Cost of getting rid of it, USD/kg.
    pub disposal_cost_usd_per_kg: Option<f64>,
    /// For a stream: metric tons of each element per metric ton of counted elements, in the order of [`super::Network::elements`].
    pub composition: Vec<f64>,
}

/// A way of running a technology.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    /// Label: the mode's name, the feed mined, or the stream treated.
    pub label: Name,
    /// The feed mined or treated.
    pub feed: Option<Name>,
    /// Material and metric tons per metric ton of activity: positive made, negative used.
    pub flows: Vec<(MaterialAt, f64)>,
    /// Capacity that a metric ton of activity takes.
    pub capacity_use: f64,
    /// Cost on top of the technology's, USD/kg of activity.
    pub extra_cost_usd_per_kg: f64,
}

/// All materials and the modes of each technology.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Streams {
    pub materials: List<MaterialAt, Material>,
    /// For each technology its modes.
    pub modes: List<TechnologyAt, Vec<Mode>>,
}

/// Compositions closer than this are the same stream.
const SAME_COMPOSITION: f64 = 1e-9;

pub(super) fn generate(tables: &Tables) -> Streams {
    let mut maker = Maker {
        tables,
        element: tables.elements.iter().enumerate().map(|(i, e)| (&e.id, i)).collect(),
        counted: tables.elements.iter().map(|e| e.counts.unwrap_or(true)).collect(),
        forms: tables.materials.iter().filter(|m| m.per_feed == Some(true)).map(|m| (&m.id, m)).collect(),
        streams: Streams { materials: List::new(), modes: vec![Vec::new(); tables.technologies.len()].into() },
        queue: Vec::new(),
    };
    for row in tables.materials.iter().filter(|m| m.per_feed != Some(true)) {
        maker.streams.materials.push(plain(row));
    }
    maker.mine();
    // The queue grows while it is read: each new stream may be treated further. Forms cannot loop for ever because a stream
    // that exists already (same form, feed and composition) is not queued again, and `MAX_MATERIALS` bounds the rest.
    let mut at = 0;
    while at < maker.queue.len() && maker.streams.materials.len() < MAX_MATERIALS {
        let stream = maker.queue[at];
        at += 1;
        maker.treat(stream);
    }
    maker.recipes();
    maker.streams
}

/// A loop of treatments that keeps changing a composition is cut here.
const MAX_MATERIALS: usize = 10_000;

fn plain(row: &MaterialRow) -> Material {
    let untracked = matches!(row.kind, MaterialKind::Reagent | MaterialKind::Residue);
    Material {
        id: row.id.clone(),
        title: row.name.clone().unwrap_or_else(|| row.id.clone()),
        kind: row.kind,
        form: None,
        feed: None,
        tracked: row.tracked.unwrap_or(!untracked),
        disposal_cost_usd_per_kg: row.disposal_cost_usd_per_kg,
        composition: Vec::new(),
    }
}

struct Maker<'a> {
    tables: &'a Tables,
    element: BTreeMap<&'a Name, usize>,
    counted: Vec<bool>,
    forms: BTreeMap<&'a Name, &'a MaterialRow>,
    streams: Streams,
    queue: Vec<MaterialAt>,
}

impl Maker<'_> {
    /// The stream of a form, a feed and a composition: found, or made.
    fn stream(&mut self, form: &Name, feed: &Name, composition: Vec<f64>, technology: &TechnologyRow) -> MaterialAt {
        let same = |m: &Material| {
            m.form.as_ref() == Some(form)
                && m.feed.as_ref() == Some(feed)
                && m.composition.iter().zip(&composition).all(|(a, b)| (a - b).abs() <= SAME_COMPOSITION)
        };
        if let Some(found) = self.streams.materials.iter().position(same) {
            return found;
        }
        let plain_id = Name::from(format!("{form}@{feed}"));
        let taken = |id: &Name, materials: &[Material]| materials.iter().any(|m| m.id == *id);
        let mut id = plain_id.clone();
        if taken(&id, &self.streams.materials) {
            id = Name::from(format!("{plain_id}~{}", technology.id));
        }
        let mut number = 2;
        while taken(&id, &self.streams.materials) {
            id = Name::from(format!("{plain_id}~{}~{number}", technology.id));
            number += 1;
        }
        let row = self.forms[form];
        let title = format!("{} of {feed}", row.name.as_ref().unwrap_or(form));
        let position = self.streams.materials.push(Material {
            id,
            title: Name::from(title),
            form: Some(form.clone()),
            feed: Some(feed.clone()),
            composition,
            ..plain(row)
        });
        self.queue.push(position);
        position
    }

    /// One mode for each feed that a facility mines; each makes one metric ton of its stream.
    fn mine(&mut self) {
        let tables = self.tables;
        for (t, technology) in TechnologyAt::all(tables.technologies.len()).zip(&tables.technologies) {
            let Some(form) = &technology.mines else { continue };
            for feed in &tables.feeds {
                let mined = tables
                    .facilities
                    .iter()
                    .any(|f| f.technology == technology.id && f.feed.as_ref() == Some(&feed.id));
                let traded = format!("{form}@{}", feed.id);
                let named = tables.offers.iter().any(|o| o.material == traded)
                    || tables.stocks.iter().any(|s| s.material == traded);
                if !mined && !named {
                    continue;
                }
                let composition = self.composition(&feed.id);
                let material = self.stream(form, &feed.id, composition, technology);
                if !mined {
                    continue;
                }
                let mode = self.new_mode(technology, "main", Some(&feed.id), feed.id.clone(), vec![(material, 1.0)]);
                self.streams.modes[t].push(mode);
            }
        }
    }

    fn composition(&self, feed: &Name) -> Vec<f64> {
        let mut shares = vec![0.0; self.counted.len()];
        for row in self.tables.compositions.iter().filter(|row| row.feed == *feed) {
            if let Some(e) = self.element.get(&row.element) {
                shares[*e] = row.share;
            }
        }
        shares
    }

    /// One mode of every technology that treats this stream's form.
    fn treat(&mut self, stream: MaterialAt) {
        let tables = self.tables;
        let (Some(form), Some(feed)) =
            (self.streams.materials[stream].form.clone(), self.streams.materials[stream].feed.clone())
        else {
            return;
        };
        let composition = self.streams.materials[stream].composition.clone();
        let technologies = TechnologyAt::all(tables.technologies.len()).zip(&tables.technologies);
        for (t, technology) in technologies.filter(|(_, t)| t.treats.as_ref() == Some(&form)) {
            let mut flows = vec![(stream, -1.0)];
            let mut products: Vec<(&Name, Vec<f64>)> = Vec::new();
            for row in tables.recoveries.iter().filter(|row| row.technology == technology.id) {
                let Some(e) = self.element.get(&row.element).copied() else { continue };
                let tonnes = composition[e] * row.recovery;
                let at = products.iter().position(|(p, _)| **p == row.product).unwrap_or_else(|| {
                    products.push((&row.product, vec![0.0; composition.len()]));
                    products.len() - 1
                });
                products[at].1[e] += tonnes;
            }
            for (product, tonnes) in products {
                if let Some((material, amount)) = self.product(product, &feed, tonnes, technology) {
                    flows.push((material, amount));
                }
            }
            let label = self.streams.materials[stream].id.clone();
            let mode = self.new_mode(technology, "main", Some(&feed), label, flows);
            self.streams.modes[t].push(mode);
        }
    }

    /// Where recovered elements go: a stream measured by its counted elements, or a plain material measured by all.
    fn product(&mut self, id: &Name, feed: &Name, tonnes: Vec<f64>, by: &TechnologyRow) -> Option<(MaterialAt, f64)> {
        if self.forms.contains_key(id) {
            let total: f64 = tonnes.iter().zip(&self.counted).filter(|(_, c)| **c).map(|(t, _)| t).sum();
            if total <= 0.0 {
                return None;
            }
            let composition = tonnes.iter().map(|t| t / total).collect();
            return Some((self.stream(id, feed, composition, by), total));
        }
        let total: f64 = tonnes.iter().sum();
        let material = self.streams.materials.iter().position(|m| m.id == *id)?;
        (total > 0.0).then_some((material, total))
    }

    /// Adds what `recipes` say: to the modes that treat or mine, or as modes of their own.
    fn recipes(&mut self) {
        let tables = self.tables;
        for row in &tables.recipes {
            let Some(t) = tables.technologies.iter().position(|t| t.id == row.technology).map(TechnologyAt::new) else {
                continue;
            };
            let technology = &tables.technologies[t];
            let name = row.mode.clone().unwrap_or_else(|| Name::const_new("main"));
            if technology.mines.is_none() && technology.treats.is_none() {
                let at = self.streams.modes[t].iter().position(|m| m.label == name).unwrap_or_else(|| {
                    let mode = self.new_mode(technology, &name, None, name.clone(), Vec::new());
                    self.streams.modes[t].push(mode);
                    self.streams.modes[t].len() - 1
                });
                let material = self.streams.materials.iter().position(|m| m.id == row.material);
                add_flow(&mut self.streams.modes[t][at].flows, material, row.amount);
            } else {
                for at in 0..self.streams.modes[t].len() {
                    let material = self.recipe_material(&self.streams.modes[t][at], &row.material);
                    add_flow(&mut self.streams.modes[t][at].flows, material, row.amount);
                }
            }
        }
    }

    /// What a recipe means by a material in a mode that mines or treats: the material itself, or the stream of that form. Of
    /// several streams of the feed it is the one that the mode treats or makes.
    fn recipe_material(&self, mode: &Mode, id: &Name) -> Option<MaterialAt> {
        let materials = &self.streams.materials;
        if !self.forms.contains_key(id) {
            return materials.iter().position(|m| m.id == *id);
        }
        let is_form = |m: &Material| m.form.as_ref() == Some(id);
        let own = mode.flows.iter().map(|(m, _)| *m).find(|m| is_form(&materials[*m]));
        own.or_else(|| materials.iter().position(|m| is_form(m) && m.feed == mode.feed))
    }

    fn new_mode(
        &self,
        technology: &TechnologyRow,
        name: &str,
        feed: Option<&Name>,
        label: Name,
        flows: Vec<(MaterialAt, f64)>,
    ) -> Mode {
        let fits = |row: &&super::tables::ModeRow| {
            row.technology == technology.id
                && row.mode.as_deref().unwrap_or("main") == name
                && (row.feed.is_none() || row.feed.as_ref() == feed)
        };
        // A row that names the feed goes before one that does not.
        let rows: Vec<_> = self.tables.modes.iter().filter(fits).collect();
        let row = rows.iter().find(|row| row.feed.is_some()).or_else(|| rows.first());
        Mode {
            label,
            feed: feed.cloned(),
            flows,
            capacity_use: row.and_then(|r| r.capacity_use).unwrap_or(1.0),
            extra_cost_usd_per_kg: row.and_then(|r| r.extra_cost_usd_per_kg).unwrap_or(0.0),
        }
    }
}

fn add_flow(flows: &mut Vec<(MaterialAt, f64)>, material: Option<MaterialAt>, amount: f64) {
    let Some(material) = material else { return };
    match flows.iter_mut().find(|(m, _)| *m == material) {
        Some((_, total)) => *total += amount,
        None => flows.push((material, amount)),
    }
}
