// Written from crates/recoop-report/src/views by `UPDATE=1 cargo test --workspace --test it types`. Do not edit.

/**
 * A part of an attack.
 */
export type AttackMove = { 
/**
 * Attack.
 */
attack: number, 
/**
 * Period.
 */
period: number, 
/**
 * Depth: a share.
 */
depth: Num, 
/**
 * What it costs the adversary, MUSD/yr.
 */
cost_musd: Num, };

/**
 * Something that the adversary can do.
 */
export type AttackName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * `price`, `squeeze`, `ban`, `target` or `equipment`.
 */
kind: string, };

/**
 * The audit.
 */
export type Audit = { 
/**
 * Whether every rule holds.
 */
passed: boolean, 
/**
 * Rules with the number of checks.
 */
rules: Array<AuditRule>, 
/**
 * Number of breaches.
 */
breach_count: number, 
/**
 * The first breaches, in words.
 */
breaches: Array<string>, };

/**
 * A rule of the audit.
 */
export type AuditRule = { 
/**
 * Its word.
 */
rule: string, 
/**
 * Number of checks.
 */
checks: number, 
/**
 * Largest error, in the unit of the rule; none where it cannot be told.
 */
largest_error: Num | null, };

/**
 * The balance of elements, counted in the products that they are separated into. From the table `products`.
 */
export type Balance = { 
/**
 * Products that move at all.
 */
products: Array<ProductBalance>, };

/**
 * Whose a region is.
 */
export type Bloc = "home" | "ally" | "adversary" | "other";

/**
 * What a box is.
 */
export type BoxKind = "plants" | "material" | "purchases" | "sales" | "users" | "from_stock" | "to_stock" | "disposal";

/**
 * A number between two.
 */
export type Bracket = { 
/**
 * At least; none where nothing is known.
 */
lower: Num | null, 
/**
 * At most; none where nothing is known.
 */
upper: Num | null, };

/**
 * What it takes to break somebody.
 */
export type Break = { 
/**
 * `kill`, `not_exhaustible` or `not_proven`.
 */
verdict: string, 
/**
 * What it costs, MUSD.
 */
cost_musd: Num | null, 
/**
 * No attack for less does it, MUSD.
 */
lower_bound_musd: Num | null, };

/**
 * A commitment to build. It holds in the futures that pass its state.
 */
export type Build = { 
/**
 * Facility.
 */
facility: number, 
/**
 * State of commitment.
 */
state: number, 
/**
 * Year of commitment: permitting begins.
 */
year: number, 
/**
 * Year in which construction begins.
 */
permitted_year: number, 
/**
 * First year in which it runs.
 */
online_year: number, 
/**
 * Last year of operation.
 */
last_year: number, 
/**
 * Capacity, t/yr.
 */
size_t: Num, 
/**
 * Plants, or modules.
 */
count: Num, 
/**
 * Capital cost, MUSD.
 */
capex_musd: Num, 
/**
 * Probability of the commitment.
 */
probability: Num, };

/**
 * What it takes to break members under a pooling bylaw.
 */
export type BylawCost = { 
/**
 * Level of cost.
 */
level: string, 
/**
 * The bylaw in words.
 */
bylaw: string, 
/**
 * To break a first member.
 */
first: Break, 
/**
 * To break all.
 */
all: Break, 
/**
 * Who outlives the cheapest attack on the first.
 */
survivors: Array<number>, 
/**
 * Defense demand that goes unserved because of the cheapest attack on the first, t over the whole future; none where nobody is broken.
 */
unserved_first_t: Num | null, 
/**
 * The same of the cheapest attack on all.
 */
unserved_all_t: Num | null, };

/**
 * Capacity of a plant, t/yr of activity. From the table `capacity`.
 */
export type Capacity = { 
/**
 * Facility.
 */
facility: number, 
/**
 * What stands.
 */
installed_t: Series, 
/**
 * What is used.
 */
used_t: Series, };

/**
 * Money of the plan, before anything is shared.
 */
export type Cash = { 
/**
 * Flows by member and kind. From the table `cash_flow`.
 */
flows: Array<CashFlow>, 
/**
 * Terms that add up to the objective. From the table `objective`.
 */
terms: Array<Term>, 
/**
 * Expected present value, MUSD.
 */
expected_npv_musd: Num, 
/**
 * Mean of the worst outcomes, MUSD.
 */
cvar_npv_musd: Num, 
/**
 * Probability of those.
 */
tail: Num, 
/**
 * Weight of the worst outcomes in the objective.
 */
risk_weight: Num, 
/**
 * Value of the objective, MUSD.
 */
objective_musd: Num, 
/**
 * Discount rate, share a year.
 */
discount_rate: Num, 
/**
 * Base year: whose money is meant, and to which is discounted.
 */
base_year: number, };

/**
 * Money of a member of a kind.
 */
export type CashFlow = { 
/**
 * Member.
 */
member: number, 
/**
 * Kind, for instance `sales`.
 */
kind: string, 
/**
 * Received (below 0: paid), MUSD/yr, undiscounted.
 */
amount_musd: Series, };

/**
 * Cells of a column.
 */
export type Cells = { "numbers": Array<Num | null> } | { "labels": Labels };

/**
 * The chain as a network of flows, for any state and member. Flows into a box and out of it differ where metric tons do (what is lost, what is
 * used up beside, oxide that becomes metal).
 */
export type Chain = { 
/**
 * Boxes.
 */
boxes: Array<ChainBox>, 
/**
 * Flows between them.
 */
flows: Array<ChainFlow>, };

/**
 * A box of the chain.
 */
export type ChainBox = { 
/**
 * What it is.
 */
kind: BoxKind, 
/**
 * Its name: stage, form of the material, or end use; empty for the others.
 */
name: string, 
/**
 * Whose regions it is in; of markets: who decides over them.
 */
bloc: Bloc, 
/**
 * Column from left to right.
 */
column: number, };

/**
 * A flow between two boxes. Several with the same ends differ in the member.
 */
export type ChainFlow = { 
/**
 * Box that it leaves.
 */
from: number, 
/**
 * Box that it enters.
 */
to: number, 
/**
 * Whose plant, access or need it is; none for what is shipped.
 */
member: number | null, 
/**
 * Form of the material: an id.
 */
form: string, 
/**
 * Whether it runs from right to left, or closes a circle (recycling, goods that are shipped to and fro): not for a Sankey layout.
 */
back: boolean, 
/**
 * t/yr.
 */
amount_t: Series, };

/**
 * Two studies side by side: only what differs is listed.
 */
export type Comparison = { 
/**
 * `recoop-report/1`.
 */
format: string, 
/**
 * The first study.
 */
left: Side, 
/**
 * The second study.
 */
right: Side, 
/**
 * What differs, in sentences.
 */
sentences: Array<string>, 
/**
 * Rows of the case.
 */
inputs: Array<InputDifference>, 
/**
 * What is built, t/yr: expected capacity by facility, and each commitment by year and scenario.
 */
plan: Array<Difference>, 
/**
 * Terms of the objective, MUSD of expected present value.
 */
money: Array<Difference>, 
/**
 * Share of each stage made at home over the second half of the horizon.
 */
independence: Array<Difference>, 
/**
 * Kill costs and harm, MUSD.
 */
resilience: Array<Difference>, 
/**
 * Shares of members by rule, MUSD a year.
 */
shares: Array<Difference>, };

/**
 * How far what a plant makes may fall in worth before it is better stopped.
 */
export type CriticalFall = { 
/**
 * Facility.
 */
facility: number, 
/**
 * Period in which it bears least.
 */
period: number, 
/**
 * Activity without an attack, t/yr.
 */
run_t: Num, 
/**
 * Share that may be lost; below 0: markets alone would not pay for it; above 1: it runs whatever happens. None: it brings nothing at all.
 */
fall: Num | null, };

/**
 * What end users need.
 */
export type DemandName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * What it is for.
 */
end_use: string, 
/**
 * Whose need it is.
 */
member: number, 
/**
 * Region.
 */
region: number, 
/**
 * Material.
 */
material: number, 
/**
 * `defense`, `critical` or `commercial`.
 */
priority: string, };

/**
 * Dependence of a demand on somebody.
 */
export type Dependence = { 
/**
 * Demand.
 */
demand: number, 
/**
 * `adversary`, `allies`, or the id of a region.
 */
on: string, 
/**
 * Share of what is served.
 */
share: Series, };

/**
 * Something that differs.
 */
export type Difference = { 
/**
 * What it is.
 */
what: string, 
/**
 * Unit.
 */
unit: string, 
/**
 * In the first study; none where it is not known there.
 */
left: Value | null, 
/**
 * In the second.
 */
right: Value | null, };

/**
 * What the page shows.
 */
export type Document = { "kind": "study" } & Study | { "kind": "comparison" } & Comparison;

/**
 * A plant or mine.
 */
export type FacilityName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * Owner.
 */
member: number, 
/**
 * Region.
 */
region: number, 
/**
 * Technology.
 */
technology: number, 
/**
 * Stage.
 */
stage: number, 
/**
 * `existing`, `construction` or `candidate`.
 */
status: string, };

/**
 * A purse of which nothing is known.
 */
export type Failed = { 
/**
 * Whose.
 */
who: PurseOf, 
/**
 * Why.
 */
why: string, };

/**
 * Size of a family of rows or columns.
 */
export type FamilySize = { 
/**
 * Name.
 */
family: string, 
/**
 * Members.
 */
count: number, };

/**
 * The cost curve of feeds. From the table `feed_costs`.
 */
export type Feeds = { 
/**
 * One for each plant that mines or collects.
 */
mines: Array<Mine>, };

/**
 * A path through the tree.
 */
export type Future = { 
/**
 * Its last node.
 */
node: number, 
/**
 * Probability.
 */
probability: Num, 
/**
 * Its state in each period, in order.
 */
states: Array<number>, };

/**
 * The worst attacks.
 */
export type Harm = { 
/**
 * The future that is attacked: a position in `futures`.
 */
future: number, 
/**
 * Curves: one for each level of cost.
 */
levels: Array<HarmLevel>, };

/**
 * Harm by budget.
 */
export type HarmCurve = { 
/**
 * What the plan is worth along the future without an attack, MUSD.
 */
free_musd: Num, 
/**
 * By budget, the last one without limit. From the tables `harm`, `harm_by_member`, `harm_by_demand` and `worst_attacks`.
 */
points: Array<HarmPoint>, };

/**
 * The curve at a level of cost.
 */
export type HarmLevel = { 
/**
 * Whose loss counts as the adversary's cost: `producers`, `treasury` or `nation`.
 */
level: string, 
/**
 * The curve.
 */
curve: Part<HarmCurve>, 
/**
 * Attacks that are left out, as the case does not say what they cost at this level.
 */
unknown: Array<number>, };

/**
 * Harm at a budget. Money in MUSD of present value.
 */
export type HarmPoint = { 
/**
 * Budget; none: without limit.
 */
budget_musd: Num | null, 
/**
 * What the attack costs the adversary.
 */
spent_musd: Num, 
/**
 * What it takes from the plan.
 */
harm_musd: Num, 
/**
 * What no attack within the budget exceeds.
 */
upper_bound_musd: Num, 
/**
 * Money of the adversary for each unit of harm.
 */
cost_exchange_ratio: Num, 
/**
 * Harm to each member, the cooperative last, before anything is shared.
 */
by_member_musd: Array<Num>, 
/**
 * What is left unserved.
 */
unserved: Array<Unserved>, 
/**
 * The attack.
 */
moves: Array<AttackMove>, };

/**
 * Independence.
 */
export type Independence = { 
/**
 * Stages of which anything is needed at home. From the table `domestic_share`.
 */
stages: Array<StageShare>, 
/**
 * Demand served and not. From the table `service`.
 */
service: Array<Service>, 
/**
 * On whom what is served depends, and what the plan cannot do without: from the stress.
 */
links: Part<Links>, };

/**
 * A column of a table of the case.
 */
export type InputColumn = { 
/**
 * Header.
 */
name: string, 
/**
 * What it means, with unit and default.
 */
doc: string, 
/**
 * Whether its cells are numbers.
 */
number: boolean, };

/**
 * A cell of the case that differs.
 */
export type InputDifference = { 
/**
 * Table.
 */
table: string, 
/**
 * Values of its key columns.
 */
row: string, 
/**
 * Column; empty where the whole row is in one of them only.
 */
column: string, 
/**
 * In the first study; none where it has no such row.
 */
left: string | null, 
/**
 * In the second.
 */
right: string | null, };

/**
 * A table of the case.
 */
export type InputTable = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is for.
 */
doc: string, 
/**
 * Columns that hold anything. `source` (an id of the table `sources`), `confidence` and `note` are columns like others.
 */
columns: Array<InputColumn>, 
/**
 * Rows: a cell for each column, as written.
 */
rows: Array<Array<string>>, };

/**
 * The case as it was read.
 */
export type Inputs = { 
/**
 * Tables that have rows.
 */
tables: Array<InputTable>, 
/**
 * Settings of `case.toml`, as written.
 */
settings: string, 
/**
 * How the money that hangs on rows is sourced, MUSD a year at full use.
 */
money: SourcedMoney, };

/**
 * What a material is worth in a pool of a place.
 */
export type Inside = { 
/**
 * Material.
 */
material: number, 
/**
 * Region.
 */
region: number, 
/**
 * Whether it is of compliant origin.
 */
compliant: boolean, 
/**
 * USD/kg.
 */
price_usd_per_kg: Series, };

/**
 * Kill costs.
 */
export type Kill = { 
/**
 * The future that is attacked: a position in `futures`.
 */
future: number, 
/**
 * Purses. From the tables `kill_costs`, `kill_attacks` and `kill_cash`.
 */
purses: Array<Purse>, 
/**
 * Purses without a result, and why.
 */
failed: Array<Failed>, 
/**
 * Kill costs by pooling bylaw. From the table `bylaws`.
 */
bylaws: Array<BylawCost>, 
/**
 * Drop in output value that shuts each plant. From the table `critical_prices`.
 */
critical: Array<CriticalFall>, };

/**
 * Labels of a column.
 */
export type Labels = { 
/**
 * The different ones.
 */
words: Array<string>, 
/**
 * Which of them stands in each row.
 */
at: Array<number>, };

/**
 * Whether the scheduled rule holds at a node of the tree. Money at its first year.
 */
export type Later = { 
/**
 * Node.
 */
node: number, 
/**
 * Its first year.
 */
year: number, 
/**
 * What is due to each member from there on, in the order of `members`.
 */
due_musd: Array<Num>, 
/**
 * Coalition with the largest excess: positions in `members`.
 */
largest_excess: Array<number>, 
/**
 * What it gains by leaving.
 */
gain_musd: Num | null, 
/**
 * What no group's gain exceeds.
 */
gain_upper_bound_musd: Num | null, 
/**
 * What each member gets from the others so that nobody leaves, in the order of `members`.
 */
side_payments_musd: Array<Num>, 
/**
 * What no group's gain exceeds with them.
 */
held_to_musd: Num | null, };

/**
 * Weak links.
 */
export type Links = { 
/**
 * The findings in sentences.
 */
sentences: Array<string>, 
/**
 * Share of what is served that passes any step of somebody. From the table `dependence`.
 */
dependence: Array<Dependence>, 
/**
 * What single losses do, the worst first. From the table `weakest_links`.
 */
losses: Array<Loss>, };

/**
 * A loss, everything else decided again.
 */
export type Loss = { 
/**
 * `plant`, `route` or `markets`.
 */
kind: string, 
/**
 * Its name.
 */
title: string, 
/**
 * The facility, where it is a plant.
 */
facility: number | null, 
/**
 * Defense demand not served over the path, t.
 */
defense_short_t: Num, 
/**
 * Critical demand not served over the path, t.
 */
critical_short_t: Num, 
/**
 * What operations are worth less, MUSD.
 */
harm_musd: Num, };

/**
 * The map.
 */
export type Map = { 
/**
 * Plants whose place is known.
 */
places: Array<Place>, 
/**
 * Plants that are built or stand in the plan and whose place the case does not say: to be listed beside the map.
 */
unplaced: Array<number>, 
/**
 * Where regions are, where the case says so: ends of routes.
 */
regions: Array<RegionPlace>, 
/**
 * What stands and is used; facilities without capacity in every state are left out.
 */
capacity: Array<Capacity>, 
/**
 * What travels.
 */
routes: Array<Route>, };

/**
 * A market.
 */
export type MarketName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * Region.
 */
region: number, 
/**
 * Who decides over it: `adversary`, `ally`, `nobody`.
 */
controller: string, };

/**
 * A material.
 */
export type MaterialName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * What it is, in a word.
 */
kind: string, 
/**
 * For a stream of one feed, the material that it is one of; else its own id.
 */
form: string, 
/**
 * The stage that makes it: a position in `stages`.
 */
stage: number | null, };

/**
 * A member.
 */
export type MemberName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * What it does, in a word; none for the cooperative.
 */
role: string | null, };

/**
 * What a member has alone and adds.
 */
export type MemberShare = { 
/**
 * Member.
 */
member: number, 
/**
 * Worth alone; none when it cannot stand alone.
 */
alone_musd: Num | null, 
/**
 * What it adds to all others together; none when they cannot stand without it.
 */
marginal_contribution_musd: Num | null, 
/**
 * Equity put in.
 */
capital_musd: Num, };

/**
 * A mine with its feed.
 */
export type Mine = { 
/**
 * Facility.
 */
facility: number, 
/**
 * Id of the feed.
 */
feed: string, 
/**
 * Name of the feed.
 */
title: string, 
/**
 * Metric tons of each element per metric ton of counted elements, in the order of `elements`.
 */
composition: Array<Num>, 
/**
 * What markets pay in the first year for what is in a kg, each element as its dearest separated product, USD/kg.
 */
basket_usd_per_kg: Num, 
/**
 * Running and keeping the mine, USD/kg.
 */
running_usd_per_kg: Num, 
/**
 * Capital as a constant yearly amount over the lifetime, USD/kg; 0 of what stands.
 */
capital_usd_per_kg: Num, 
/**
 * What stands, or else what the site can hold, t/yr.
 */
capacity_t_per_year: Num, 
/**
 * What it mines in the plan, t/yr. From the table `activity`.
 */
mined_t: Series, };

/**
 * A rule that could not be worked out.
 */
export type MissingRule = { 
/**
 * Its word.
 */
rule: string, 
/**
 * Why.
 */
why: string, };

/**
 * Something with a name.
 */
export type Named = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, };

/**
 * Everything that has a name; positions elsewhere refer to the lists here. Texts come from the case: they may hold any sign.
 */
export type Names = { 
/**
 * Periods of the horizon.
 */
periods: Array<Period>, 
/**
 * Nodes of the scenario tree, parents first.
 */
nodes: Array<Named>, 
/**
 * States: a period on a node of the tree. What operates has a value for each.
 */
states: Array<State>, 
/**
 * Futures: paths through the tree, one for each of its last nodes. To show a year of a future, take its state of that period.
 */
futures: Array<Future>, 
/**
 * The likeliest future: a position in `futures`.
 */
likeliest: number, 
/**
 * Members; the last one is the cooperative itself, owner of what belongs to nobody.
 */
members: Array<MemberName>, 
/**
 * Regions.
 */
regions: Array<RegionName>, 
/**
 * Stages of the chain, in order.
 */
stages: Array<string>, 
/**
 * Elements.
 */
elements: Array<Named>, 
/**
 * Materials.
 */
materials: Array<MaterialName>, 
/**
 * Kinds of plant.
 */
technologies: Array<TechnologyName>, 
/**
 * Plants and mines.
 */
facilities: Array<FacilityName>, 
/**
 * Markets.
 */
markets: Array<MarketName>, 
/**
 * What end users need.
 */
demands: Array<DemandName>, 
/**
 * What the adversary can do.
 */
attacks: Array<AttackName>, };

/**
 * A number with six significant digits.
 */
export type Num = number;

/**
 * A part of the report, or why it is not there.
 */
export type Part<T> = { "here": T } | { "missing": string };

/**
 * How a part of a study ended.
 */
export type PartOutcome = "done" | "unproven" | "stopped" | "failed" | "skipped";

/**
 * What was done of a part of the study.
 */
export type PartStatus = { 
/**
 * `plan`, `stress` or `share`.
 */
part: string, 
/**
 * How it ended.
 */
status: PartOutcome, 
/**
 * Why it is not done, or what is not proven; empty otherwise.
 */
why: string, 
/**
 * Seconds.
 */
seconds: number, };

/**
 * Payments to a member, MUSD/yr.
 */
export type Payment = { 
/**
 * Member.
 */
member: number, 
/**
 * What is due.
 */
due_musd: Series, 
/**
 * Of it had in kind.
 */
in_kind_musd: Series, 
/**
 * Put into the reserve for it; below 0: taken out.
 */
kept_musd: Series, 
/**
 * Cash to the member; below 0: from it.
 */
payment_musd: Series, };

/**
 * One or more calendar years with the same decisions.
 */
export type Period = { 
/**
 * First year.
 */
first_year: number, 
/**
 * Last year.
 */
last_year: number, };

/**
 * A plant on the map.
 */
export type Place = { 
/**
 * Facility.
 */
facility: number, 
/**
 * Degrees north.
 */
latitude: Num, 
/**
 * Degrees east.
 */
longitude: Num, };

/**
 * Price paths.
 */
export type Prices = { 
/**
 * What markets ask and pay. From the table `quotes`.
 */
quotes: Array<Quote>, 
/**
 * What one more kg is worth inside the plan. From the table `shadow_prices`.
 */
inside: Array<Inside>, 
/**
 * Which quotes each attack touches.
 */
touched: Array<Touched>, };

/**
 * The balance of a product over all regions, t/yr.
 */
export type ProductBalance = { 
/**
 * Material.
 */
material: number, 
/**
 * Elements that it holds.
 */
elements: Array<number>, 
/**
 * Mined and collected of its elements, in what is mined.
 */
in_feeds_t: Series, 
/**
 * Made by plants, recycled included.
 */
made_t: Series, 
/**
 * Bought at markets of the adversary.
 */
bought_adversary_t: Series, 
/**
 * Bought at other markets.
 */
bought_other_t: Series, 
/**
 * Used by plants.
 */
used_t: Series, 
/**
 * Delivered to end users.
 */
served_t: Series, 
/**
 * Wanted by end users and not delivered: of this product itself. What is short further down the chain is in the table `service`.
 */
short_t: Series, 
/**
 * Sold at markets.
 */
sold_t: Series, 
/**
 * Got rid of: surplus that nobody wants.
 */
disposed_t: Series, };

/**
 * What the study stands on.
 */
export type Proof = { 
/**
 * The command that makes it again.
 */
command: string, 
/**
 * Fingerprint of the files of the case (BLAKE3).
 */
case_hash: string, 
/**
 * Version of recoop.
 */
version: string, 
/**
 * When it was finished (RFC 3339).
 */
finished: string, 
/**
 * Options by name, as text.
 */
options: { [key in string]: string }, 
/**
 * How the plan was solved.
 */
solver: Part<Solver>, 
/**
 * Every constraint and money term recomputed from the plan alone.
 */
audit: Part<Audit>, 
/**
 * What is not proven, in sentences; empty when everything is.
 */
open: Array<string>, };

/**
 * The kill cost of a purse at a cost perspective. Money in MUSD; costs are present values to the adversary.
 */
export type Purse = { 
/**
 * Whose.
 */
who: PurseOf, 
/**
 * Cost perspective: `producers`, `treasury` or `nation`.
 */
level: string, 
/**
 * `kill`; `fails`: without an attack; `not_exhaustible` by any modeled attack; `not_proven`.
 */
verdict: string, 
/**
 * What is in it at the beginning; none: without limit.
 */
purse_musd: Num | null, 
/**
 * What the cheapest attack costs that was found.
 */
cost_musd: Num | null, 
/**
 * No attack for less empties it.
 */
lower_bound_musd: Num | null, 
/**
 * Period by whose end it is empty.
 */
period: number | null, 
/**
 * A purse of more than this cannot be emptied, whatever is spent; none where that is not known.
 */
sufficient_purse_musd: Num | null, 
/**
 * Cash at the end of each period without an attack; empty where the purse has no limit.
 */
cash_musd: Array<Num>, 
/**
 * Cash at the end of each period under the attack; empty where there is none.
 */
under_attack_musd: Array<Num>, 
/**
 * The attack.
 */
moves: Array<AttackMove>, };

/**
 * What holds a purse together.
 */
export type PurseKind = "alone" | "group" | "all" | "one_desk";

/**
 * Whose purse.
 */
export type PurseOf = { 
/**
 * `alone`, `group`, `all` (one purse), `one_desk` (one purse and one sales desk).
 */
kind: PurseKind, 
/**
 * Members.
 */
members: Array<number>, };

/**
 * What a market asks or pays at its first step.
 */
export type Quote = { 
/**
 * Market.
 */
market: number, 
/**
 * Material.
 */
material: number, 
/**
 * `buy`: we buy there; `sell`: we sell there.
 */
side: string, 
/**
 * USD/kg; only in states in which the offer stands.
 */
price_usd_per_kg: Series, 
/**
 * What is traded by the plan over all steps, t/yr. From the table `trades`.
 */
traded_t: Series, };

/**
 * A region.
 */
export type RegionName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * Whose it is.
 */
bloc: Bloc, };

/**
 * A region on the map.
 */
export type RegionPlace = { 
/**
 * Region.
 */
region: number, 
/**
 * Degrees north.
 */
latitude: Num, 
/**
 * Degrees east.
 */
longitude: Num, };

/**
 * A column of a result table.
 */
export type ResultColumn = { 
/**
 * Header.
 */
name: string, 
/**
 * Unit; empty for labels.
 */
unit: string, 
/**
 * What it means.
 */
doc: string, 
/**
 * The cells, one for each row.
 */
cells: Cells, };

/**
 * A result table.
 */
export type ResultTable = { 
/**
 * Its name: the file is `tables/NAME.csv` in the folder of the run.
 */
name: string, 
/**
 * What it is a result of: `plan`, `stress` or `share`.
 */
part: string, 
/**
 * What a row is.
 */
doc: string, 
/**
 * Number of rows in the file.
 */
rows: number, 
/**
 * Columns; empty where the table is too long for the page: then it is in its file alone.
 */
columns: Array<ResultColumn>, };

/**
 * Shipments of a material, all streams of one form together, t/yr. From the table `shipments`.
 */
export type Route = { 
/**
 * Region.
 */
from: number, 
/**
 * Region.
 */
to: number, 
/**
 * Form of the material: an id.
 */
form: string, 
/**
 * What is shipped.
 */
amount_t: Series, };

/**
 * What a rule gives.
 */
export type Rule = { 
/**
 * Its word, for instance `nucleolus`.
 */
rule: string, 
/**
 * What it is, in a sentence.
 */
doc: string, 
/**
 * `stable`, `stable within the gap`, `unstable` or `open`.
 */
verdict: string, 
/**
 * `exact`, `bounds` or `sampled`.
 */
precision: string, 
/**
 * How far a sampled share may be off.
 */
half_width_musd: Num | null, 
/**
 * Share of each member, in the order of `members`.
 */
shares_musd: Array<Num>, 
/**
 * Coalition with the largest excess, of those solved: positions in `members`; empty where there is none.
 */
largest_excess: Array<number>, 
/**
 * What that group gains by leaving; below 0: it loses.
 */
gain_musd: Num | null, 
/**
 * What no group's gain exceeds.
 */
gain_upper_bound_musd: Num | null, 
/**
 * Whether the margin follows business done, paid alike for like.
 */
patronage: boolean, };

/**
 * A sentence.
 */
export type Sentence = { 
/**
 * What it is about.
 */
topic: Topic, 
/**
 * The sentence, plain text.
 */
text: string, };

/**
 * A quantity by state: 0 in every state that is not listed.
 */
export type Series = { 
/**
 * States, ascending.
 */
at: Array<number>, 
/**
 * The value in each.
 */
value: Array<Num>, };

/**
 * A demand, t/yr.
 */
export type Service = { 
/**
 * Demand.
 */
demand: number, 
/**
 * Wanted.
 */
demanded_t: Series, 
/**
 * Served.
 */
served_t: Series, 
/**
 * Not served.
 */
short_t: Series, };

/**
 * Shares. Money is MUSD of present value where nothing else is said.
 */
export type Shares = { 
/**
 * What is shared.
 */
total_musd: Num, 
/**
 * What no plan can exceed.
 */
relaxed_musd: Num, 
/**
 * A present value over this is money a year.
 */
annuity: Num, 
/**
 * Members, the cooperative not among them; positions in `names.members`. From the table `member_values`.
 */
members: Array<MemberShare>, 
/**
 * Rules. From the tables `rules` and `shares`.
 */
rules: Array<Rule>, 
/**
 * Rules without an allocation, and why.
 */
missing: Array<MissingRule>, 
/**
 * Bounds on the smallest possible largest excess.
 */
least_core_musd: Bracket, 
/**
 * Bounds on the cost of stability.
 */
stability_musd: Bracket, 
/**
 * Rule that is paid: its word.
 */
scheduled: string, 
/**
 * Payments under it. From the table `distributions`.
 */
payments: Array<Payment>, 
/**
 * The reserve at the end of each state, MUSD of its last year. From the table `reserve`.
 */
reserve_musd: Series, 
/**
 * Stability of the scheduled rule at each node. From the tables `ex_post_stability` and `side_payments`.
 */
later: Array<Later>, };

/**
 * A study that is compared.
 */
export type Side = { 
/**
 * Folder of the run, as it was given.
 */
run: string, 
/**
 * Short name of the case.
 */
name: string, 
/**
 * Title of the case.
 */
title: string, 
/**
 * When it was finished.
 */
finished: string, 
/**
 * Fingerprint of the case.
 */
case_hash: string, 
/**
 * Its ten sentences.
 */
sentences: Array<Sentence>, };

/**
 * How the plan was solved.
 */
export type Solver = { 
/**
 * Name.
 */
name: string, 
/**
 * How it ended, in words.
 */
status: string, 
/**
 * Whether the plan is proven to be within the gap that was asked for.
 */
proven: boolean, 
/**
 * Value of the plan, MUSD.
 */
objective_musd: Num, 
/**
 * No plan is better than this, MUSD.
 */
bound_musd: Num | null, 
/**
 * Relative gap between the two.
 */
gap: Num | null, 
/**
 * Gap that was asked for.
 */
gap_wanted: Num, 
/**
 * Iterations.
 */
iterations: Num, 
/**
 * Nodes of the search.
 */
nodes: Num, 
/**
 * Seconds in the solver.
 */
seconds: Num, 
/**
 * Rows of the program by family.
 */
rows: Array<FamilySize>, 
/**
 * Columns of the program by family.
 */
columns: Array<FamilySize>, };

/**
 * How money is sourced, MUSD a year at full use.
 */
export type SourcedMoney = { 
/**
 * All of it.
 */
total: Num, 
/**
 * That of rows that name a source.
 */
sourced: Num, 
/**
 * That of rows of high confidence.
 */
high: Num, 
/**
 * That of rows of medium confidence.
 */
medium: Num, 
/**
 * That of rows of low confidence.
 */
low: Num, 
/**
 * That of assumed rows.
 */
assumed: Num, 
/**
 * That of rows that do not say.
 */
unstated: Num, };

/**
 * The share of a stage that is made at home, by value.
 */
export type StageShare = { 
/**
 * Stage.
 */
stage: number, 
/**
 * What plants and end users at home need, MUSD/yr. Where it is 0 there is no share.
 */
needed_musd: Series, 
/**
 * Of that, what plants at home make, MUSD/yr.
 */
made_musd: Series, 
/**
 * Made over needed.
 */
share: Series, 
/**
 * Expected share over the second half of the horizon.
 */
later: Num | null, };

/**
 * Capacity that stands without a decision.
 */
export type Standing = { 
/**
 * Facility.
 */
facility: number, 
/**
 * t/yr.
 */
size_t: Num, 
/**
 * First year; of what stood before the horizon, its first year.
 */
first_year: number, 
/**
 * Last year; of what stands beyond the horizon, its last year.
 */
last_year: number, };

/**
 * A period on a node of the scenario tree.
 */
export type State = { 
/**
 * Node.
 */
node: number, 
/**
 * Period.
 */
period: number, 
/**
 * The state before it.
 */
parent: number | null, 
/**
 * Probability.
 */
probability: Num, };

/**
 * A study.
 */
export type Study = { 
/**
 * `recoop-report/1`.
 */
format: string, 
/**
 * Short name of the case.
 */
name: string, 
/**
 * Title of the case.
 */
title: string, 
/**
 * Plan, stress, share: what was done of each.
 */
progress: Array<PartStatus>, 
/**
 * Ten sentences.
 */
sentences: Array<Sentence>, 
/**
 * Everything that has a name.
 */
names: Names, 
/**
 * Map.
 */
map: Part<Map>, 
/**
 * Chain.
 */
chain: Part<Chain>, 
/**
 * Building timeline.
 */
timeline: Part<Timeline>, 
/**
 * Balance of elements.
 */
balance: Part<Balance>, 
/**
 * Price paths.
 */
prices: Part<Prices>, 
/**
 * Domestic share, dependence.
 */
independence: Part<Independence>, 
/**
 * Harm against budget.
 */
harm: Part<Harm>, 
/**
 * Kill costs.
 */
kill: Part<Kill>, 
/**
 * Shares.
 */
shares: Part<Shares>, 
/**
 * Cash by member.
 */
cash: Part<Cash>, 
/**
 * Cost curve of feeds.
 */
feeds: Part<Feeds>, 
/**
 * Scenario tree.
 */
tree: Tree, 
/**
 * The case.
 */
inputs: Inputs, 
/**
 * Result tables.
 */
results: Array<ResultTable>, 
/**
 * Audit, solver, command.
 */
proof: Proof, };

/**
 * A kind of plant.
 */
export type TechnologyName = { 
/**
 * Id in the case.
 */
id: string, 
/**
 * Full name, or the id.
 */
title: string, 
/**
 * Stage.
 */
stage: number, 
/**
 * What a metric ton of its activity is.
 */
unit: string, };

/**
 * A term of the objective.
 */
export type Term = { 
/**
 * Kind of flow, or `cvar_npv`.
 */
term: string, 
/**
 * Expected present value, MUSD.
 */
expected_musd: Num, 
/**
 * What it adds to the objective, MUSD.
 */
contribution_musd: Num, };

/**
 * The building timeline.
 */
export type Timeline = { 
/**
 * Commitments. From the table `builds`.
 */
builds: Array<Build>, 
/**
 * Plants that are there, or under construction, without a decision.
 */
standing: Array<Standing>, };

/**
 * What a sentence is about.
 */
export type Topic = "build" | "cost" | "worth" | "service" | "dependence" | "weakest_member" | "together" | "stability" | "hold" | "assumed";

/**
 * An offer that an attack touches.
 */
export type Touched = { 
/**
 * Attack.
 */
attack: number, 
/**
 * Position in `quotes`.
 */
quote: number, 
/**
 * What depth 1 takes off its price (of a ban: off its limit), as a share; below 0 the price rises.
 */
share: Num, };

/**
 * The scenario tree.
 */
export type Tree = { 
/**
 * Nodes, in the order of `names.nodes`.
 */
nodes: Array<TreeNode>, };

/**
 * A node.
 */
export type TreeNode = { 
/**
 * The node that it follows.
 */
parent: number | null, 
/**
 * First year.
 */
first_year: number, 
/**
 * Last year.
 */
last_year: number, 
/**
 * Probability.
 */
probability: Num, 
/**
 * The future that ends here: a position in `futures`.
 */
future: number | null, 
/**
 * Net present value of that scenario, MUSD. From the table `scenario_values`.
 */
npv_musd: Num | null, 
/**
 * What is different from here on: rows of the table `changes`, as text.
 */
changes: Array<string>, };

/**
 * Demand that an attack leaves unserved.
 */
export type Unserved = { 
/**
 * Demand.
 */
demand: number, 
/**
 * More than without an attack, over all years, t.
 */
unserved_t: Num, };

/**
 * A number, or a word where there is none, for instance `not_exhaustible`.
 */
export type Value = { "number": Num } | { "word": string };
