//! Applies edits: sets without order, sequences of sets, conflicts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::attacked::AttackStep;
use super::claims::{Claims, Place};
use super::rows::{Add, Change, Find, Found, Header, Lost, Remove, RowName, Twice, no_setting, no_table, reshape};
use super::rows::{visit, visit_mut};
use super::yearly::{Last, Yearly};
use super::{Act, CaseEdit, Edit, EditError, EditErrors, Text, assume, single};
use crate::Network;
use crate::cell::{Cell, Name};
use crate::positions::{AttackAt, StateAt};
use crate::resolve::resolve_with;
use crate::settings::Settings;
use crate::tables::{ChangeTarget, Tables};

/// A case with edits: settings and tables that are as edited, and edits that the network takes.
///
/// ```
/// use recoop_case::edit::{CaseEdit, Edited};
/// # use recoop_case::settings::{HorizonSettings, Settings};
/// # use recoop_case::tables::{MemberRow, TableRow, Tables};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let horizon = HorizonSettings {
/// #     first_year: 2026, last_year: 2030, period_lengths: vec![], split_at_windows: false, base_year: 2026, build_years: vec![],
/// # };
/// # let settings = Settings {
/// #     name: "toy".into(), title: String::new(), stages: vec![], horizon, finance: Default::default(),
/// #     risk: Default::default(), adversary: Default::default(), solve: Default::default(), bylaws: Default::default(), backtest: Default::default(), check: Default::default(),
/// # };
/// # let cells = ["miner", "", "supplier", "100"];
/// # let member = MemberRow::read(|at| cells.get(at).unwrap_or(&""), |_, why| panic!("{why}")).unwrap();
/// # let tables = Tables { members: vec![member], ..Tables::default() };
/// let poorer: CaseEdit = "poorer: members[id=miner].capital_total_musd *= 0.5".parse()?;
/// let dearer: CaseEdit = "dearer: case.finance.discount_rate += 0.02".parse()?;
/// let edited = Edited::of(&settings, &tables).apply(&[poorer.clone(), dearer])?;
/// assert_eq!(edited.tables().members[0].capital_total_musd, Some(50.0));
/// assert_eq!(edited.settings().finance.discount_rate, 0.1);
/// // In a set of its own an edit acts on what the earlier set left; twice in one set it is a conflict.
/// assert_eq!(edited.apply(&[poorer.clone()])?.tables().members[0].capital_total_musd, Some(25.0));
/// assert!(Edited::of(&settings, &tables).apply(&[poorer.clone(), poorer]).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Edited<'a> {
    settings: Cow<'a, Settings>,
    tables: Cow<'a, Tables>,
    sets: usize,
    /// Edits of yearly numbers, each with its line.
    lasts: Vec<(String, Last)>,
    attacks: Vec<Attacked>,
}

/// An attack in a state, by names.
#[derive(Clone, Debug)]
struct Attacked {
    set: usize,
    line: String,
    attack: String,
    scenario: String,
    year: i32,
    depth: f64,
}

/// One part of an edit, with what it touches in the case as the set finds it.
enum Part {
    Cells(Found, Act),
    Rows(Found),
    Row(String, BTreeMap<String, Text>),
    Setting(&'static str, Act),
    Last(Yearly<ChangeTarget>),
    Attack { attack: String, scenario: String, year: i32, depth: f64 },
}

impl<'a> Edited<'a> {
    /// A case without edits.
    #[must_use]
    pub fn of(settings: &'a Settings, tables: &'a Tables) -> Self {
        let (settings, tables) = (Cow::Borrowed(settings), Cow::Borrowed(tables));
        Self { settings, tables, sets: 0, lasts: Vec::new(), attacks: Vec::new() }
    }

    /// Settings as edited.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Tables as edited.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Settings and tables as edited. Edits of yearly numbers and attacks are not in them.
    #[must_use]
    pub fn into_parts(self) -> (Settings, Tables) {
        (self.settings.into_owned(), self.tables.into_owned())
    }

    /// Applies a set of edits, whose order has no effect.
    ///
    /// # Errors
    /// All that is wrong with them, see [`EditError`]; then no edit is applied.
    pub fn apply(mut self, edits: &[CaseEdit]) -> Result<Self, EditErrors> {
        let mut errors = Vec::new();
        let mut parts: Vec<(usize, Part)> = Vec::new();
        for (at, edit) in edits.iter().enumerate() {
            let mut own = Vec::new();
            match self.plan(&edit.edit.in_todays_words(), &edit.to_string(), &mut own) {
                Ok(()) => parts.extend(own.into_iter().map(|part| (at, part))),
                Err(error) => errors.push(error),
            }
        }
        if edits.len() > 1 {
            errors.extend(self.conflicts(edits, &parts));
        }
        if errors.is_empty() {
            self.carry_out(edits, parts, &mut errors);
        }
        if errors.is_empty() { Ok(self) } else { Err(EditErrors(errors)) }
    }

    /// The network of the case as edited.
    ///
    /// # Errors
    /// When an edit of yearly numbers touches nothing, two of one set touch the same, or an attack or its state is unknown.
    pub fn network(&self) -> Result<Network, EditErrors> {
        let lasts: Vec<Last> = self.lasts.iter().map(|(_, last)| last.clone()).collect();
        let line = |at: usize| self.lasts[at].0.clone();
        let (network, met) = resolve_with(&self.settings, &self.tables, &lasts);
        let idle = (0..lasts.len())
            .filter(|at| !met.touched.contains(at))
            .map(|at| EditError::TouchesNothing { edit: line(at), why: "the filter matches nothing".to_string() });
        let conflicts = met.conflicts.iter().map(|(first, second)| EditError::Conflict {
            first: line(*first),
            second: line(*second),
            at: format!("a `{}` in the same years", lasts[*first].edit.target.as_str()),
        });
        let mut errors: Vec<EditError> = idle.chain(conflicts).collect();
        let mut steps: BTreeMap<(AttackAt, StateAt), (usize, &str, AttackStep)> = BTreeMap::new();
        for it in &self.attacks {
            match it.step(&network) {
                Err(error) => errors.push(error),
                Ok(step) => match steps.insert((step.attack, step.state), (it.set, &it.line, step)) {
                    // In a later set the depth takes the place of the earlier one.
                    Some((set, first, _)) if set == it.set => errors.push(EditError::Conflict {
                        first: first.to_string(),
                        second: it.line.clone(),
                        at: format!("the depth of `{}` in {}", it.attack, it.year),
                    }),
                    _ => {}
                },
            }
        }
        if !errors.is_empty() {
            return Err(EditErrors(errors));
        }
        let steps: Vec<AttackStep> = steps.into_values().map(|(.., step)| step).collect();
        if steps.is_empty() { Ok(network) } else { network.with_attacks(&steps) }
    }

    /// Edits that are in neither settings nor tables, as lines that do not depend on the order inside a set.
    pub(crate) fn later_lines(&self) -> Vec<String> {
        let terms = |edit: &Yearly<ChangeTarget>| {
            let mut terms: Vec<String> =
                edit.filter.terms().map(|(name, pattern)| format!("{name}={pattern}")).collect();
            terms.sort_unstable();
            terms.join(";")
        };
        let lasts = self.lasts.iter().map(|(_, last)| {
            let edit = &last.edit;
            let act = Act::new(edit.action, edit.value);
            let [first, last_year] = [edit.first_year, edit.last_year].map(|year| year.show());
            (last.set, format!("{}[{}] {first}..{last_year} {act}", edit.target.as_str(), terms(edit)))
        });
        let attacks = self.attacks.iter().map(|it| {
            let edit = Edit::Attack {
                attack: it.attack.clone(),
                scenario: it.scenario.clone(),
                year: it.year,
                depth: it.depth,
            };
            (it.set, edit.to_string())
        });
        let mut lines: Vec<(usize, String)> = lasts.chain(attacks).collect();
        lines.sort_unstable();
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// Finds what an edit touches.
    fn plan(&self, edit: &Edit, line: &str, parts: &mut Vec<Part>) -> Result<(), EditError> {
        let name = || line.to_string();
        let nothing = |why: &str| EditError::TouchesNothing { edit: name(), why: why.to_string() };
        let find = |table: &str, rows: &[String], column: Option<&str>| {
            let found = visit(&self.tables, table, Find { rows, column });
            found.ok_or_else(|| Lost::Unknown(no_table(table))).and_then(|found| found).map_err(|lost| match lost {
                Lost::Unknown(what) => EditError::Unknown { edit: name(), what },
                Lost::Selection(why) => EditError::Selection { edit: name(), why },
                Lost::Nothing(why) => nothing(&why),
            })
        };
        match edit {
            Edit::Cells { table, rows, column, act } => {
                parts.push(Part::Cells(find(table, rows, Some(column))?, act.clone()));
            }
            Edit::RemoveRows { table, rows } => parts.push(Part::Rows(find(table, rows, None)?)),
            Edit::AddRow { table, cells } => {
                if visit(&self.tables, table, Twice).is_none() {
                    return Err(EditError::Unknown { edit: name(), what: no_table(table) });
                }
                parts.push(Part::Row(table.clone(), cells.clone()));
            }
            Edit::Setting { path, act } => {
                let known = Settings::PATHS.iter().find(|known| *known == path);
                let known = known.ok_or_else(|| EditError::Unknown { edit: name(), what: no_setting(path) })?;
                parts.push(Part::Setting(known, act.clone()));
            }
            Edit::Assume { target, filter, act } => match assume::read(*target, filter, act) {
                Err(why) => return Err(EditError::Selection { edit: name(), why }),
                Ok(assume::Read::Yearly(edit)) => {
                    let horizon = &self.settings.horizon;
                    if edit.first_year.is_some_and(|first| first > horizon.last_year)
                        || edit.last_year.is_some_and(|last| last < horizon.first_year)
                    {
                        return Err(nothing("its years are outside the horizon"));
                    }
                    parts.push(Part::Last(edit));
                }
                Ok(assume::Read::Cells(assumption)) => {
                    let edits = assumption.edits(&self.settings, &self.tables);
                    if edits.is_empty() {
                        return Err(nothing("what the filter matches has no such number"));
                    }
                    edits.iter().try_for_each(|edit| self.plan(edit, line, parts))?;
                }
            },
            Edit::SingleScenario { scenario } => {
                let edits = single::edits(&self.tables, scenario);
                let edits = edits.map_err(|what| EditError::Unknown { edit: name(), what })?;
                edits.iter().try_for_each(|edit| self.plan(edit, line, parts))?;
            }
            Edit::Attack { attack, scenario, year, depth } => {
                let (attack, scenario) = (attack.clone(), scenario.clone());
                parts.push(Part::Attack { attack, scenario, year: *year, depth: *depth });
            }
        }
        Ok(())
    }

    /// Pairs of edits that touch the same cell, row or setting.
    fn conflicts(&self, edits: &[CaseEdit], parts: &[(usize, Part)]) -> Vec<EditError> {
        let mut claims = Claims::default();
        for (edit, part) in parts {
            match part {
                Part::Cells(found, _) => {
                    for (row, _) in &found.rows {
                        claims.cell((found.table, *row), found.column, *edit);
                    }
                }
                Part::Rows(found) => {
                    for (row, _) in &found.rows {
                        claims.cell((found.table, *row), None, *edit);
                    }
                }
                Part::Setting(path, _) => claims.setting(path, *edit),
                Part::Row(..) | Part::Last(_) | Part::Attack { .. } => {}
            }
        }
        let name = |(table, row): (&'static str, usize), column: Option<usize>| {
            let row = visit(&self.tables, table, RowName(row)).unwrap_or_default();
            match column.and_then(|column| visit(&self.tables, table, Header(column))) {
                Some((column, _)) => format!("{row} `{column}`"),
                None => row,
            }
        };
        let conflict = |((first, second), place): (&(usize, usize), &Place)| EditError::Conflict {
            first: edits[*first].to_string(),
            second: edits[*second].to_string(),
            at: match place {
                Place::Cell(row, column) => name(*row, *column),
                Place::Setting(path) => format!("`case.{path}`"),
            },
        };
        claims.conflicts.iter().map(conflict).collect()
    }

    /// Applies what was planned: cells, then rows less, then rows more.
    fn carry_out(&mut self, edits: &[CaseEdit], parts: Vec<(usize, Part)>, errors: &mut Vec<EditError>) {
        let line = |edit: usize| edits[edit].to_string();
        let set = self.sets;
        self.sets += 1;
        let mut removed: BTreeMap<&'static str, BTreeSet<usize>> = BTreeMap::new();
        // Edits that take a row away or bring one, by its name: both in one set would depend on their order.
        let mut moved: HashMap<String, usize> = HashMap::new();
        // Tables in which a key may now be there twice, with the last edit that may have done so.
        let mut keyed: BTreeMap<String, usize> = BTreeMap::new();
        // Cells that each edit changed, of those that it selects.
        let mut changed: BTreeMap<usize, usize> = BTreeMap::new();
        let mut added = Vec::new();
        for (edit, part) in parts {
            match part {
                Part::Cells(found, act) => {
                    let done = visit_mut(self.tables.to_mut(), found.table, Change { found: &found, act: &act });
                    let (count, bad) = done.unwrap_or_default();
                    *changed.entry(edit).or_default() += count + bad.len();
                    errors.extend(bad.into_iter().map(|(at, why)| EditError::Value { edit: line(edit), at, why }));
                    let header = found.column.and_then(|column| visit(&self.tables, found.table, Header(column)));
                    if header.is_some_and(|(_, key)| key) {
                        keyed.insert(found.table.to_string(), edit);
                    }
                }
                Part::Rows(found) => {
                    let names = found.rows.iter().filter_map(|it| visit(&self.tables, found.table, RowName(it.0)));
                    moved.extend(names.map(|name| (name, edit)));
                    removed.entry(found.table).or_default().extend(found.rows.iter().map(|it| it.0));
                }
                Part::Row(table, cells) => added.push((edit, table, cells)),
                Part::Setting(path, act) => {
                    let Some(value) = self.settings.to_mut().get_mut(path) else { continue };
                    if let Err(why) = reshape(value, None, &act) {
                        errors.push(EditError::Value { edit: line(edit), at: format!("`case.{path}`"), why });
                    }
                }
                Part::Last(last) => self.lasts.push((line(edit), Last { set, edit: last })),
                Part::Attack { attack, scenario, year, depth } => {
                    self.attacks.push(Attacked { set, line: line(edit), attack, scenario, year, depth });
                }
            }
        }
        for (edit, _) in changed.into_iter().filter(|(_, count)| *count == 0) {
            let why = "the cells that it selects are blank".to_string();
            errors.push(EditError::TouchesNothing { edit: line(edit), why });
        }
        for (table, rows) in &removed {
            visit_mut(self.tables.to_mut(), table, Remove(rows));
        }
        for (edit, table, cells) in added {
            match visit_mut(self.tables.to_mut(), &table, Add(&cells)) {
                Some(Err(bad)) => {
                    errors.extend(bad.into_iter().map(|(at, why)| EditError::Value { edit: line(edit), at, why }));
                }
                Some(Ok(at)) => match moved.insert(at.clone(), edit) {
                    Some(other) => {
                        keyed.remove(&table);
                        errors.push(EditError::Conflict { first: line(other), second: line(edit), at });
                    }
                    None => drop(keyed.insert(table, edit)),
                },
                None => {}
            }
        }
        for (table, edit) in keyed {
            if let Some(Some(at)) = visit(&self.tables, &table, Twice) {
                errors.push(EditError::Taken { edit: line(edit), at });
            }
        }
    }
}

impl Attacked {
    /// Positions of the attack and its state.
    fn step(&self, network: &Network) -> Result<AttackStep, EditError> {
        let edit = || self.line.clone();
        let unknown = |what: String| EditError::Unknown { edit: edit(), what };
        let attack = network.attacks.iter().position(|it| it.id == self.attack.as_str());
        let attack = attack.ok_or_else(|| unknown(format!("there is no attack `{}`", self.attack)))?;
        let scenario = Name::new(&self.scenario);
        let tree = &network.tree;
        let state = tree.states.positions().find(|state| {
            let period = tree.period(*state);
            tree.nodes[tree.states[*state].node].id == scenario
                && (period.first_year..=period.last_year()).contains(&self.year)
        });
        let state = state.ok_or_else(|| unknown(format!("`{}` has no period with {}", self.scenario, self.year)))?;
        let most = network.attacks[attack].max_depth;
        if !(0.0..=most).contains(&self.depth) {
            let at = format!("the depth of `{}`", self.attack);
            return Err(EditError::Value {
                edit: edit(),
                at,
                why: format!("expected 0 to {most}, found {}", self.depth),
            });
        }
        let step = AttackStep { attack, state, depth: self.depth };
        if network.moves_no_price(&step) {
            return Err(EditError::TouchesNothing { edit: edit(), why: "it moves no price in that state".to_string() });
        }
        Ok(step)
    }
}
