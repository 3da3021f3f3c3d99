//! The labeled axes over which families of columns and rows range.

use program::Axis;

use super::{Floor, Outlay, Place, Run, Segment, Shipment, Slot};
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// The axes of the families.
#[derive(Clone, Debug)]
pub struct Axes {
    /// States.
    pub state: Axis,
    /// Leaves of the tree.
    pub leaf: Axis,
    /// Places.
    pub place: Axis,
    /// Runs.
    pub run: Axis,
    /// Facilities.
    pub facility: Axis,
    /// Slots.
    pub slot: Axis,
    /// Years in which equity may be put in: labeled as their states, later years of a state by themselves.
    pub outlay: Axis,
    /// Numbers of segments.
    pub segment: Axis,
    /// Shipments.
    pub shipment: Axis,
    /// Lanes.
    pub lane: Axis,
    /// Downgrades.
    pub downgrade: Axis,
    /// Offers.
    pub offer: Axis,
    /// Stocks.
    pub stock: Axis,
    /// Demands.
    pub demand: Axis,
    /// Members; the cooperative last.
    pub member: Axis,
    /// Price floors.
    pub floor: Axis,
    /// Markets and materials at which duties or floors count by what is traded there.
    pub traded: Axis,
    /// Policies.
    pub policy: Axis,
    /// No label at all.
    pub empty: Axis,
}

impl Axes {
    pub(super) fn new(
        network: &Network,
        places: &[Place],
        runs: &[Run],
        shipments: &[Shipment],
        (slots, outlays): (&[Slot], &[Outlay]),
        segments: &[Vec<Segment>],
        (floors, traded): (&[Floor], &[(usize, usize)]),
    ) -> Self {
        let tree = &network.tree;
        let state = |s: StateAt| tree.label(s);
        let place = |p: &Place| {
            let (m, r) = (&network.materials[p.material].id, &network.regions[p.region].id);
            if p.compliant { format!("{m},{r},compliant") } else { format!("{m},{r}") }
        };
        let run = |(i, r): (usize, &Run)| {
            let f = &network.facilities[r.facility];
            let mode = &network.technologies[f.technology].modes[r.mode].label;
            // The two pools of a mode stand next to each other.
            let same = |other: Option<&Run>| other.is_some_and(|o| o.facility == r.facility && o.mode == r.mode);
            let both = same(i.checked_sub(1).map(|before| &runs[before])) || same(runs.get(i + 1));
            match (both, r.compliant) {
                (true, true) => format!("{},{mode},compliant", f.id),
                _ => format!("{},{mode}", f.id),
            }
        };
        let shipment = |s: &Shipment| {
            let lane = &network.lanes[s.lane];
            let (from, to) = (&network.regions[lane.from].id, &network.regions[lane.to].id);
            let pool = if places[s.from].compliant { ",compliant" } else { "" };
            let bought = s.bought_at.map_or_else(String::new, |market| format!(",{}", network.markets[market].id));
            format!("{},{from},{to}{pool}{bought}", network.materials[lane.material].id)
        };
        let lane = |l: &recoop_case::Lane| {
            let (from, to) = (&network.regions[l.from].id, &network.regions[l.to].id);
            format!("{},{from},{to}", network.materials[l.material].id)
        };
        let offer = |o: &recoop_case::Offer| {
            let (m, k) = (&network.materials[o.material].id, &network.markets[o.market].id);
            format!("{k},{m},{}{}", o.side.as_str(), o.step)
        };
        let floor = |f: &Floor| {
            let policy = &network.policies[f.policy];
            let sold = f.sold_at.map_or_else(String::new, |market| format!(",{}", network.markets[market].id));
            format!("{},{}{sold}", policy.id, network.materials[policy.materials[f.material].material].id)
        };
        let pair = |(market, material): &(usize, usize)| {
            format!("{},{}", network.markets[*market].id, network.materials[*material].id)
        };
        Self {
            state: Axis::new("state", tree.states.positions().map(state)),
            leaf: Axis::new("scenario", tree.leaves.iter().map(|s| tree.nodes[tree.states[*s].node].id.as_str())),
            place: Axis::new("place", places.iter().map(place)),
            run: Axis::new("run", runs.iter().enumerate().map(run)),
            facility: Axis::new("facility", network.facilities.iter().map(|f| f.id.as_str())),
            slot: Axis::new(
                "slot",
                slots.iter().map(|s| format!("{},{}", network.facilities[s.facility].id, tree.label(s.state))),
            ),
            outlay: Axis::new("year", outlays.iter().map(|it| tree.label_of_year(it.state, it.year))),
            segment: Axis::new(
                "segment",
                (1..=segments.iter().map(Vec::len).max().unwrap_or(0).max(1)).map(|i| i.to_string()),
            ),
            shipment: Axis::new("shipment", shipments.iter().map(shipment)),
            lane: Axis::new("lane", network.lanes.iter().map(lane)),
            downgrade: Axis::new(
                "material,region",
                places.iter().enumerate().filter(|(_, p)| p.compliant).filter_map(|(i, p)| {
                    let free = i.checked_sub(1).map(|j| &places[j])?;
                    let same = free.material == p.material && free.region == p.region;
                    same.then(|| format!("{},{}", network.materials[p.material].id, network.regions[p.region].id))
                }),
            ),
            offer: Axis::new("offer", network.offers.iter().map(offer)),
            stock: Axis::new(
                "stock",
                network
                    .stocks
                    .iter()
                    .map(|s| format!("{},{}", network.materials[s.material].id, network.regions[s.region].id)),
            ),
            demand: Axis::new("demand", network.demands.iter().map(|d| d.id.as_str())),
            member: Axis::new("member", network.members.iter().map(|m| m.id.as_str())),
            floor: Axis::new("floor", floors.iter().map(floor)),
            traded: Axis::new("market,material", traded.iter().map(pair)),
            policy: Axis::new("policy", network.policies.iter().map(|p| p.id.as_str())),
            empty: Axis::new("none", Vec::<String>::new()),
        }
    }
}
