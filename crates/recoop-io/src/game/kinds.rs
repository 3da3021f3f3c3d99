//! The dictionary of JSON files of games: one entry for each kind of game and each of its fields.

/// A kind of game.
#[derive(Debug)]
pub struct Kind {
    /// Its word, the value of `game`.
    pub word: &'static str,
    /// What a group is worth.
    pub doc: &'static str,
    /// Its own fields.
    pub fields: &'static [Field],
}

/// A field of a JSON file.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: &'static str,
    /// Whether it has to be there.
    pub needed: bool,
    /// What it means.
    pub doc: &'static str,
}

const fn needed(name: &'static str, holds: &'static str, doc: &'static str) -> Field {
    Field { name, holds, needed: true, doc }
}

const fn may(name: &'static str, holds: &'static str, doc: &'static str) -> Field {
    Field { name, holds, needed: false, doc }
}

/// Fields of every kind.
pub const COMMON: &[Field] = &[
    needed("game", "word", "The kind of game."),
    may("title", "text", "What it is about, on one line. Default: the name of the file."),
    may("source", "text", "Where the numbers are from."),
    may("note", "text", "Anything else."),
    may("unit", "text", "What the numbers count, for instance `MUSD`."),
    may("sense", "word", "`profit` or `cost`. For `table`: default `profit`. The other kinds say it themselves."),
    may(
        "unions",
        "list of lists of names",
        "Players that act as one, for the values of unions. Who is in none stands alone. Not for a game of classes.",
    ),
];

/// Names of the players.
const PLAYERS: Field = may(
    "players",
    "list of names",
    "The players in their order. Default: those that the data name, in the order in which they come, else `1`, `2` and so on.",
);

/// How many players a name stands for.
const COUNT: Field = may(
    "count",
    "whole number by player",
    "How many players each name stands for: a class of players that are alike. Answers are by class then. Default: 1 each.",
);

/// All kinds.
pub const KINDS: &[Kind] = &[
    Kind {
        word: "table",
        doc: "The number that is listed for the coalition.",
        fields: &[
            may("players", "list of names", "The players in their order. Default: those of the largest coalition."),
            needed(
                "groups",
                "number by coalition",
                "A profit or a cost for each coalition, its names joined with `+`.",
            ),
            may(
                "others",
                "`\"split\"` or `0`",
                "What coalitions are worth that are not listed: the best that their members can do in listed coalitions, or nothing. \
                 Without it, every coalition has to be listed.",
            ),
            may(
                "benefits",
                "number by player",
                "What each player has of it at most, for separable costs and remaining benefits of a cost game. Default: no limit.",
            ),
        ],
    },
    Kind {
        word: "bankruptcy",
        doc: "What is left of an estate when all others have their claims (O'Neill 1982).",
        fields: &[
            PLAYERS,
            needed("estate", "number", "What there is; at most the sum of the claims."),
            needed("claims", "number by player", "What each player claims."),
        ],
    },
    Kind {
        word: "airport",
        doc: "A cost: that of the longest runway that one of them needs (Littlechild & Owen 1973).",
        fields: &[PLAYERS, needed("costs", "number by player", "What the runway costs that each player needs."), COUNT],
    },
    Kind {
        word: "voting",
        doc: "1 if their weights reach the quota, else 0.",
        fields: &[
            PLAYERS,
            needed("quota", "number", "Above 0 and at most the sum of the weights."),
            needed("weights", "number by player", "The votes of each player."),
            COUNT,
        ],
    },
    Kind {
        word: "glove",
        doc: "Pairs of gloves (Shapley & Shubik 1969).",
        fields: &[
            PLAYERS,
            needed("left", "number by player", "Left gloves of each player; none where it is not named."),
            needed("right", "number by player", "Right gloves of each player; none where it is not named."),
        ],
    },
    Kind {
        word: "assignment",
        doc: "The best matching of buyers with sellers (Shapley & Shubik 1971). Players are the buyers, then the sellers.",
        fields: &[
            may("buyers", "list of names", "Default: those of `gains`."),
            may("sellers", "list of names", "Default: those of `gains`."),
            needed(
                "gains",
                "number by buyer and seller",
                "What a pair gains by trading; nothing where it is not named.",
            ),
        ],
    },
    Kind {
        word: "linear_production",
        doc: "What can be earned with the resources that they bring (Owen 1975).",
        fields: &[
            PLAYERS,
            may("products", "list of names", "Default: those of `earns`."),
            may("resources", "list of names", "Default: those of `needs`."),
            needed("earns", "number by product", "What a unit of each product earns."),
            needed(
                "needs",
                "number by resource and product",
                "What a unit of each product needs of each resource; nothing where it is not named.",
            ),
            needed(
                "brings",
                "number by player and resource",
                "What each player brings of each resource; nothing where it is not named.",
            ),
        ],
    },
];

impl Kind {
    /// Names of all fields that it may have.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        COMMON.iter().chain(self.fields).map(|field| field.name)
    }
}
