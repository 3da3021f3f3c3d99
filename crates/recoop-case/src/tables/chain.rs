//! What things are made of, and how: elements, materials, feeds, technologies.

use super::super::cell::{AnyCell, Cell, Name, words};
use super::{CONFIDENCE, Class, Column, Confidence, NOTE, SOURCE, TableRow, read_cell};

words! {
    /// What a material is, for listing and for patterns such as `kind:oxide`.
    MaterialKind {
        /// Rock as mined.
        Ore = "ore",
        /// What a mine or a collector ships.
        Concentrate = "concentrate",
        /// A mixed intermediate of refining.
        Intermediate = "intermediate",
        /// A separated compound.
        Oxide = "oxide",
        /// A metal.
        Metal = "metal",
        /// An alloy.
        Alloy = "alloy",
        /// A magnet.
        Magnet = "magnet",
        /// Something to recycle.
        Scrap = "scrap",
        /// What a process uses up.
        Reagent = "reagent",
        /// What nobody wants and has to go somewhere.
        Residue = "residue",
        /// Any other good.
        Product = "product",
    }
}

table! {
    /// Chemical elements (or other species) that feeds are made of.
    ElementRow in "elements" key ["id"] {
        /// Unique id, for instance `Nd`.
        [public] id: Name,
        /// Full name.
        [public] name: Option<Name>,
        /// Whether it counts in the total that a feed's metric tons measure (t REO, say). Default yes; thorium: no.
        [public] counts: Option<bool> = "yes",
    }
}

table! {
    /// What flows: ores, oxides, metals, magnets, residues.
    MaterialRow in "materials" key ["id"] {
        /// Unique id.
        [public] id: Name,
        /// Full name.
        [public] name: Option<Name>,
        /// What it is.
        [public] kind: MaterialKind,
        /// Whether there is one for each feed, with its own composition (`concentrate@mountain_pass`). Such a material is
        /// measured in metric tons of counted elements. Default no.
        [public] per_feed: Option<bool> = "no",
        /// Whether origin rules follow it. Default yes, but no for reagents and residues.
        [public] tracked: Option<bool>,
        /// Cost of getting rid of it, USD/kg. Blank: it cannot be disposed of, and all of it has to find a use.
        [agreed] disposal_cost_usd_per_kg: Option<f64>,
    }
}

table! {
    /// Where material comes from: a deposit, a tailing, a scrap stream; each with its own composition.
    FeedRow in "feeds" key ["id"] {
        /// Unique id.
        [agreed] id: Name,
        /// Full name.
        [agreed] name: Option<Name>,
    }
}

table! {
    /// What feeds are made of.
    CompositionRow in "compositions" key ["feed", "element"] {
        /// A feed.
        [agreed] feed: Name,
        /// An element.
        [agreed] element: Name,
        /// Metric tons of it per metric ton of counted elements. The counted elements of a feed add up to 1.
        [sensitive] share: f64,
    }
}

table! {
    /// Kinds of plant. One unit of activity is one metric ton as said in `unit`; capacity is activity per year.
    TechnologyRow in "technologies" key ["id"] {
        /// Unique id.
        [agreed] id: Name,
        /// Full name.
        [agreed] name: Option<Name>,
        /// A stage of `case.toml`, for instance `separation`.
        [agreed] stage: Name,
        /// What a metric ton of activity is, for instance `t REO in feed`.
        [agreed] unit: Option<Name>,
        /// The per-feed material that it mines or collects; its facilities name their `feed`. Blank for other plants.
        [agreed] mines: Option<Name>,
        /// The per-feed material that it treats: one metric ton of it per metric ton of activity, one mode for each feed. Blank for plants
        /// whose inputs are all in `recipes`.
        [agreed] treats: Option<Name>,
        /// Cost of a kg of activity beyond what `recipes` consume, USD/kg. Default 0.
        [sensitive] variable_cost_usd_per_kg: Option<f64> = "0",
        /// Cost of keeping a kg/yr of capacity for a year, USD/kg. Default 0.
        [sensitive] fixed_cost_usd_per_kg: Option<f64> = "0",
        /// Capital cost of a plant of `size_ref_t_per_year`, MUSD. Needed where a facility can be built.
        [sensitive] capex_ref_musd: Option<f64>,
        /// Capacity that `capex_ref_musd` is for, t/yr.
        [sensitive] size_ref_t_per_year: Option<f64>,
        /// Economies of scale: capex = capex_ref (size / size_ref)^exponent. Default 1, in (0, 1].
        [sensitive] capex_exponent: Option<f64> = "1",
        /// Smallest plant, t/yr. Default 0 (any size) when the exponent is 1, else a tenth of the largest.
        [sensitive] min_size_t_per_year: Option<f64>,
        /// Largest plant, t/yr. Default: what the site allows.
        [sensitive] max_size_t_per_year: Option<f64>,
        /// Plants come as whole modules of this size, t/yr. Excludes an exponent below 1.
        [sensitive] module_t_per_year: Option<f64>,
        /// Years from commitment to permit. Default 0.
        [own] permitting_years: Option<i32> = "0",
        /// Years from permit to first production; capital is spent evenly over them. Default 0.
        [own] construction_years: Option<i32> = "0",
        /// Years of operation. Default 30.
        [own] lifetime_years: Option<i32> = "30",
        /// Share of nameplate that a year can use. Default 1.
        [sensitive] availability: Option<f64> = "1",
        /// Share of capacity that works in the first, second ... year; 1 after that. Default 1 at once.
        [sensitive] ramp: Vec<f64>,
    }
}

table! {
    /// What a technology uses and makes per metric ton of activity, apart from what comes by element (`recoveries`).
    RecipeRow in "recipes" key ["technology", "mode", "material"] {
        /// A technology.
        [agreed] technology: Name,
        /// A way of running it. Default `main`. A technology that treats feeds has the mode `main` only.
        [own] mode: Option<Name> = "main",
        /// A material. A per-feed material means that of the feed being treated.
        [agreed] material: Name,
        /// Metric tons per metric ton of activity: positive made, negative used.
        [sensitive] amount: f64,
    }
}

table! {
    /// Where each element of a treated feed goes.
    RecoveryRow in "recoveries" key ["technology", "element", "product"] {
        /// A technology that `treats` a per-feed material.
        [agreed] technology: Name,
        /// An element.
        [agreed] element: Name,
        /// The material that it ends in. A per-feed material gets the composition that follows.
        [agreed] product: Name,
        /// Share of the element that ends there. The shares of an element add up to at most 1; the rest is lost.
        [sensitive] recovery: f64,
    }
}

table! {
    /// How modes differ in use of capacity and in cost. Optional.
    ModeRow in "modes" key ["technology", "mode", "feed"] {
        /// A technology.
        [agreed] technology: Name,
        /// A mode of `recipes`. Default `main`.
        [own] mode: Option<Name> = "main",
        /// A feed, for technologies that treat feeds.
        [own] feed: Option<Name>,
        /// Capacity that a metric ton of activity takes, t/t. Default 1.
        [sensitive] capacity_use: Option<f64> = "1",
        /// Cost on top of the technology's, USD/kg of activity. Default 0.
        [sensitive] extra_cost_usd_per_kg: Option<f64> = "0",
    }
}
