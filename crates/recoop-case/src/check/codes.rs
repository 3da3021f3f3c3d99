//! The codes of faults. A code never changes its meaning.

/// Every code with what it says, in alphabetical order.
pub const CODES: &[(&str, &str)] = &[
    ("network::above_limit", "a stock begins, ends or keeps in reserve more than fits"),
    ("network::arbitrage", "what is bought at a market can be sold again there at a gain"),
    ("network::bad_filter", "a filter cannot be read, or names what cannot be filtered by here"),
    ("network::bad_id", "an id is empty, or holds a blank or a character kept for patterns, lists or streams"),
    ("network::bad_pattern", "a pattern cannot be read"),
    ("network::band", "what was observed lies outside the band around it"),
    ("network::blank", "a number is blank that every other row of its kind has"),
    ("network::capacity_above_site", "more capacity stands than the site can hold"),
    ("network::capital_ratio", "money for building is far from what is earned, or what is built"),
    ("network::composition_missing", "nothing says what a feed is made of"),
    ("network::composition_sum", "the counted elements of a feed do not add up to 1"),
    ("network::cost_ratio", "a cost is far from what is earned"),
    ("network::debt_without_purse", "a debt is that of a member without a purse, and has no effect"),
    ("network::debts_twice", "interest or repayment may be counted in more than one table"),
    ("network::depreciation_sum", "the depreciation schedule does not add up to 1"),
    ("network::due_inside_period", "a debt or payment is due inside a period, whose cash is counted at its end"),
    ("network::duplicate_step", "two offers are the same step of one supply or demand curve"),
    ("network::empty_table", "a table that a case needs has no rows"),
    ("network::far_year", "a year of a price or a quantity is far from the horizon"),
    ("network::feed_missing", "one stream of a per-feed material is meant, but the feed is not named"),
    ("network::feed_never_comes", "a plant names a feed that can never come to it"),
    ("network::feed_not_meant", "a feed is named with a material that is the same for all feeds"),
    ("network::feed_not_treated", "feeds are named for a technology that treats none"),
    ("network::form_circle", "a per-feed material is treated into itself"),
    ("network::former_name", "a warning is accepted under the former name of its table or column"),
    ("network::gate_price", "a share window or a credit line depends on a price that is not known in every scenario"),
    ("network::history", "a price is tied to a history of fewer than six years that follow another"),
    ("network::horizon", "first and last year, periods, base year and years of commitment do not fit together"),
    (
        "network::inside_period",
        "something begins or ends inside a period of several years, of which the plan cannot show it",
    ),
    ("network::insolvent_at_start", "a firm begins with less cash and credit than has to stay"),
    ("network::lane_to_itself", "a lane ends in the region where it begins"),
    ("network::lead_inside_period", "what is built comes on line inside a period, and runs from the next one on"),
    ("network::mass_gain", "a recipe, or technologies run in a circle, make mass from nothing"),
    ("network::mass_ratio", "the amounts of a recipe are far apart"),
    ("network::mines_and_treats", "a technology both mines and treats"),
    ("network::missing", "a cell is blank that another one makes necessary"),
    ("network::mode_by_feed", "a technology that mines or treats feeds has a mode other than `main`"),
    ("network::module_with_scale", "whole modules and economies of scale exclude each other"),
    ("network::named_twice", "a list names something twice"),
    ("network::never_runs", "a plant cannot produce in any year of the horizon"),
    ("network::no_build_year", "no year of commitment lies in the years in which a plant may be built"),
    ("network::no_effect", "a cell is filled, or a warning accepted, that has no meaning here"),
    ("network::no_feed_treated", "a per-feed material stands in a recipe of a technology that treats no feed"),
    ("network::no_input", "a mode makes something from nothing"),
    ("network::no_lane", "nothing connects a region with the others"),
    ("network::no_limit", "an offer has no limit, so that a ban cannot close it"),
    ("network::no_outlet", "what a plant makes can go nowhere"),
    ("network::no_output", "a technology or a mode makes nothing"),
    ("network::no_price", "an offer has no price, or none in every scenario"),
    ("network::no_quantity", "a demand has no quantity, or none in every scenario"),
    ("network::no_room", "the site has no room for the smallest plant"),
    ("network::no_such_stream", "a stream is named that no mine and no recovery makes"),
    ("network::no_victim", "an attack on one member names none, or several"),
    ("network::not_adversary", "an attack is aimed at a market that the adversary does not control"),
    ("network::not_per_feed", "what is mined or treated is not a per-feed material"),
    ("network::nothing_left", "a squeeze is so deep that by its elasticity nothing is traded any more"),
    ("network::one_sided", "attacks that exclude each other do not both say so"),
    ("network::ore_inside_period", "a mine is empty inside a period, which has one rate for all its years"),
    ("network::other_firm", "a credit line depends on a share window of another firm"),
    ("network::pays_for_itself", "a small cut of the price would be a gain for the adversary"),
    ("network::price_below_zero", "what is taken off makes a price negative"),
    ("network::price_ratio", "a price is far from the others of the same material"),
    ("network::probability_sum", "the probabilities of siblings do not add up to 1"),
    (
        "network::purse_inside_period",
        "commitments are made in the first year of a period, and use one year of a yearly limit of equity",
    ),
    ("network::purse_ratio", "money of a firm is far from what its plants can make in a year"),
    ("network::quantity_ratio", "a quantity, a capacity or a limit is far from what it belongs to"),
    ("network::quarters", "a year is given both as a whole and by quarters"),
    ("network::range", "a number lies outside its range"),
    ("network::recovery_sum", "more of an element is recovered than there is"),
    ("network::recovery_without_treats", "a recovery is given for a technology that treats no feed"),
    ("network::reference", "the price of an exposed volume is of something that the attack does not touch"),
    ("network::rule_never_holds", "an origin rule begins after the last year"),
    ("network::same_future", "two scenarios differ in nothing"),
    ("network::same_row", "a row says what another one says"),
    ("network::scenario_circle", "scenarios follow each other in a circle"),
    ("network::scenario_root", "the tree of scenarios has no root, or several"),
    ("network::scenario_years", "a scenario begins in a year that does not fit the tree, the periods or the horizon"),
    ("network::sensitivity_end", "an end of a sensitivity makes a case that cannot be planned"),
    ("network::shut_above_open", "a share window brings more when it is shut than when it is open"),
    ("network::sizes", "the smallest plant is larger than the largest"),
    ("network::stages", "the chain has no stages, or one twice"),
    ("network::stream_not_meant", "one stream is named where a material with all its feeds is meant"),
    ("network::tariff_without_price", "a tariff is a share of a price that nobody gives"),
    ("network::too_large", "numbers that are each allowed make one together that no solver can take"),
    ("network::touches_nothing", "a change, a policy, an attack, a sensitivity or a variant has no effect on anything"),
    ("network::two_windows", "a firm has two share windows in one year"),
    ("network::unknown_id", "a cell names something that does not exist"),
    ("network::unreachable_demand", "no way leads from any mine, market or stock to a demand"),
    ("network::unused", "something is declared and then not used"),
    ("network::unusual", "a share, a factor, a rate or a time is outside what is usual"),
    ("network::volumes", "volumes exposed at three levels are in the wrong order"),
    ("network::window_in_bylaws", "money that a price opens is counted by bylaws as without an attack"),
    ("network::years", "a year is outside its span, or a span is in the wrong order"),
    ("network::zero", "a zero that makes a row say nothing"),
    ("network::zero_amount", "a recipe has the amount 0"),
];

/// What warnings of slips look at, in which range they say nothing, and what mostly is behind them: code and text. Other codes of [`CODES`]
/// are errors, or say in their own words why they only warn.
pub const WARNINGS: &[(&str, &str)] = &[
    (
        "network::blank",
        "A number is blank in one row, and filled in all others of its kind (at least four): offers of one market and side, facilities of one \
         technology and status, policies of one kind; technologies that mine, or do not; lanes; members; stocks.",
    ),
    (
        "network::capital_ratio",
        "The capital cost of a plant against what it makes in a year, 1/100 to 100. The opening of a site against its largest plant, 1/1000 \
         to 10. A member's equity against the cost of all that can be built, 1/10,000 to 100, and against the cheapest plant that it may build, \
         at least 1/100; that of all members together against the cost of all that can be built, at least 1/100; that of a year against that \
         of all years, 1/100 to 1.",
    ),
    (
        "network::cost_ratio",
        "The variable cost of a plant against what a kg of its activity makes, 1/1000 to 10; its fixed cost and what a mode costs more, 1/10,000 \
         to 10; a lane against what it carries, 1/10,000 to 3, and against the median of all lanes (at least five), at most 100. What a recipe buys against what it makes, 1/10,000 to 10. Disposal against the most that \
         any activity makes, at most 10.",
    ),
    (
        "network::debts_twice",
        "Interest of a member that is among `cash_events` and in `finances` or `debts` too, or in `finances` and, as large to a tenth, in \
         `debts`; a repayment among `cash_events` in a year in which one of `debts` is due.",
    ),
    (
        "network::far_year",
        "A price or a quantity of more than 20 years after the horizon or 60 before it; a first price of the second half of the horizon, \
         which holds from its beginning on. A debt that ends more than 40 years after the horizon.",
    ),
    (
        "network::mass_ratio",
        "An amount of a recipe against its largest, at least 1/1000; what a recipe makes against what it uses, 1/100 to 10 (more than 100 is \
         an error: `network::mass_gain`).",
    ),
    (
        "network::no_lane",
        "A region with plants, markets or demands that no lane reaches, where there are other such regions.",
    ),
    ("network::no_outlet", "A plant makes what nothing uses, buys, needs or gets rid of, so that it cannot run."),
    (
        "network::price_ratio",
        "A price against the median of all prices of its material, what a delivered kg is worth to its user against the price, what a \
         missing kg costs against what a delivered one is worth, a floor and the level of a share window or a credit line against the price, 1/100 to 100. What is added to a price, \
         1/1000 to 10. Keeping a kg in stock for a year, 1/100,000 to 1.",
    ),
    (
        "network::purse_ratio",
        "Money of a member against what its plants, those that can be built included, can make in a year: cash, credit, minimum cash, debts \
         and credit lines, 1/1000 to 100; overhead and interest, 1/10,000 to 10; cash events, reported financials and share windows, 1/100,000 to 100. For a \
         member without plants, upper ends alone, against what all plants can make. A yearly loss of the adversary against that, 1e-6 to 100.",
    ),
    (
        "network::quantity_ratio",
        "A quantity against the median of its demand; a capacity against the median of the other plants of its technology and against the \
         size that its cost is for; what can be made and bought of a material against what can be used, sold and is needed; smallest and \
         largest plants and modules against the size that their cost is for, 1/100 to 100. A limit of an offer, a lane, a floor, a stock \
         against what there is of the material, 1/1000 to 100. The reserve of a mine against its yearly output, 1/2 to 1000. The number of \
         plants on a site against the smallest ones that it has room for, at most 10. A recorded output against the capacity of its plant, 1/10,000 to 3. An exposed volume of an \
         attack against the largest flow of its material in the case, 1/1000 to 100.",
    ),
    (
        "network::same_future",
        "Scenarios with the same parent of which nothing differs: the table `changes` may be missing.",
    ),
    ("network::same_row", "A change that another row makes already."),
    (
        "network::unusual",
        "A discount rate outside 0.005 to 0.4, a rate of debt outside 0.001 to 0.2, a tax outside 0.01 to 0.7, a share of debt, a salvage share or a weight of risk below 0.01, a tail below 0.005; an availability below 0.1, an \
         exponent below 0.2, a life of less than 3 or more than 100 years, permits of more than 25, construction of more than 15; a \
         recovery below 0.01, a price factor outside 0.1 to 10, a duty outside 0.001 to 1, a factor of a change outside 0.01 to 10; a rate of a debt outside 0.001 to 0.4; outages and delays longer than the horizon, outages for more than all of the time. Zeros are \
         left to `network::zero`.",
    ),
    (
        "network::zero",
        "A price, a value, a capacity, a capital cost, a limit, a recovery or a policy of 0, which makes its row say nothing.",
    ),
];
