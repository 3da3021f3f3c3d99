//! Sentences about properties of a game.

use super::*;

impl Words<'_> {
    /// Whether there is something to share.
    #[must_use]
    pub fn essential(&self, essential: &Essential) -> String {
        let (alone, total) = (self.fraction(&essential.alone), self.fraction(&essential.total));
        let verb = self.say("earn", "pay");
        if essential.is_essential() {
            let gain = self.amount(float(&(&essential.total - &essential.alone)));
            format!("Together all {verb} {total}, alone {alone} in sum: staying together is worth {gain}.")
        } else if essential.has_imputations() {
            format!("Together all {verb} {total}, as much as alone: there is nothing to share.")
        } else {
            format!("Together all {verb} {total}, alone {alone} in sum: no sharing gives everybody what it has alone.")
        }
    }

    /// Whether joining destroys worth.
    #[must_use]
    pub fn superadditive(&self, verdict: &Verdict<Split>) -> String {
        match verdict {
            Verdict::Holds => "Joining never destroys worth.".to_string(),
            Verdict::Open { looked } => open("that joining destroys worth", *looked),
            Verdict::Fails(split) => {
                let (first, second) = (self.group(split.first), self.group(split.second));
                let (apart, together) = self.two(split.apart, split.together);
                let verb = self.say("earn", "pay");
                format!(
                    "Joining can destroy worth: {first} and, apart from them, {second} {verb} {apart}, together {together}."
                )
            }
        }
    }

    /// Whether splitting would earn more.
    #[must_use]
    pub fn cohesive(&self, verdict: &Verdict<Partition>) -> String {
        let (verb, more) = (self.say("earn", "cost"), self.say("more", "less"));
        match verdict {
            Verdict::Holds => format!("No way to split into coalitions would {verb} {more} than all together."),
            Verdict::Open { looked } => open(&format!("that splitting would {verb} {more}"), *looked),
            Verdict::Fails(partition) => self.partition(partition),
        }
    }

    /// The groups into which to split.
    #[must_use]
    pub fn partition(&self, partition: &Partition) -> String {
        let groups = self.groups(partition.groups.iter().copied());
        let (verb, more) = (self.say("earn", "cost"), self.say("more", "less"));
        let by = self.amount(partition.by);
        let (apart, together) = self.two(partition.apart, partition.together);
        format!("Splitting into {groups} would {verb} {by} {more}: {apart}, not {together}.")
    }

    /// Whether a newcomer adds more to a larger group.
    #[must_use]
    pub fn convex(&self, verdict: &Verdict<Crossing>) -> String {
        let adds = self.say("adds", "costs");
        let (more, less) = (self.say("more", "less"), self.say("less", "more"));
        match verdict {
            Verdict::Holds => {
                format!("The larger the coalition, the {more} a newcomer {adds}, so that the Shapley value is stable.")
            }
            Verdict::Open { looked } => open(&format!("that a newcomer {adds} {less} to a larger coalition"), *looked),
            Verdict::Fails(shown) => {
                let (newcomer, other) = (&self.names[shown.newcomer], &self.names[shown.other]);
                let (small, large) = self.two(shown.to_smaller, shown.to_larger);
                let to = match shown.group.is_empty() {
                    true => "alone".to_string(),
                    false => format!("with {}", self.group(shown.group)),
                };
                let with = if shown.group.is_empty() { "with" } else { "with them and" };
                format!(
                    "A larger coalition is not always better for a newcomer: {newcomer} {adds} {small} {to}, but {large} {with} {other}."
                )
            }
        }
    }

    /// Whether a larger group never has less.
    #[must_use]
    pub fn monotone(&self, verdict: &Verdict<Loss>) -> String {
        let (verb, verbs) = (self.say("earn", "cost"), self.say("earns", "costs"));
        match verdict {
            Verdict::Holds => format!("A larger coalition never {verbs} less."),
            Verdict::Open { looked } => open(&format!("that a larger coalition {verbs} less"), *looked),
            Verdict::Fails(loss) => {
                let (before, after) = self.two(loss.before, loss.after);
                let newcomer = &self.names[loss.newcomer];
                let group = match loss.group.len() {
                    0 => {
                        return format!(
                            "A larger coalition can {verb} less: {newcomer} alone {verbs} {after}, less than nobody."
                        );
                    }
                    1 => format!("{} {verbs}", self.group(loss.group)),
                    _ => format!("{} {verb}", self.group(loss.group)),
                };
                format!("A larger coalition can {verb} less: {group} {before}, with {newcomer} {after}.")
            }
        }
    }

    /// Whether each group's own game has a core.
    #[must_use]
    pub fn totally_balanced(&self, verdict: &Verdict<Unbalanced>) -> String {
        match verdict {
            Verdict::Holds => "Totally balanced: every coalition's own game has a nonempty core.".to_string(),
            Verdict::Open { looked } => open("that some coalition could not share so that its parts stay", *looked),
            Verdict::Fails(shown) => {
                let why = self.why_empty(&shown.proof, &shown.asked, &shown.total);
                format!("Among {} no sharing keeps every part. {why}", self.group(shown.group))
            }
        }
    }

    /// Members who add nothing, and members who can stand in for one another, one sentence each.
    #[must_use]
    pub fn roles(&self, roles: &Roles) -> Vec<String> {
        let adds = self.say("add", "cost");
        let mut sentences = Vec::new();
        if !roles.null.is_empty() {
            let s = if roles.null.len() == 1 { "s" } else { "" };
            let (group, gets) =
                (self.group(roles.null), self.say("who adds nothing gets nothing", "who costs nothing pays nothing"));
            sentences.push(format!(
                "{group} {adds}{s} nothing to any coalition; by the rules named after Shapley and Schmeidler {gets}."
            ));
        }
        let dummies = roles.dummies.difference(roles.null);
        if !dummies.is_empty() {
            let s = if dummies.len() == 1 { "s" } else { "" };
            sentences.push(format!(
                "{} {adds}{s} to any coalition what {} alone: nothing is gained by joining.",
                self.group(dummies),
                match (dummies.len(), self.sense) {
                    (1, Sense::Profit) => "it earns",
                    (1, Sense::Cost) => "it pays",
                    (_, Sense::Profit) => "each earns",
                    (_, Sense::Cost) => "each pays",
                }
            ));
        }
        for class in &roles.classes {
            let same = self.say("contribute the same", "cost the same");
            let paid = self.say("paid", "charged");
            sentences.push(format!("{} {same}: they should be {paid} the same.", self.group(*class)));
        }
        sentences
    }

    /// Why everybody stays together, or the plainest reason why not.
    #[must_use]
    pub fn standing(&self, standing: &Standing) -> String {
        match standing {
            Standing::Stable { payoffs } => self.core(&CoreAnswer::NonEmpty { payoffs: payoffs.clone() }),
            Standing::NoImputation(essential) => self.essential(essential),
            Standing::Splits(partition) => self.partition(partition),
            Standing::EmptyCore { proof, asked, total } => {
                let (proof, asked, total) = (proof.clone(), asked.clone(), total.clone());
                self.core(&CoreAnswer::Empty { proof, asked, total })
            }
        }
    }

    /// One sentence for each property.
    #[must_use]
    pub fn properties(&self, properties: &Properties) -> Vec<String> {
        let mut sentences = vec![
            self.essential(&properties.essential),
            self.monotone(&properties.monotone),
            self.superadditive(&properties.superadditive),
            self.cohesive(&properties.cohesive),
            self.convex(&properties.convex),
            self.core(&properties.balanced),
        ];
        // Where all together have no core, the part that has none is everybody or adds little.
        if matches!(properties.balanced, CoreAnswer::NonEmpty { .. }) {
            sentences.push(self.totally_balanced(&properties.totally_balanced));
        }
        sentences.extend(self.roles(&properties.roles));
        sentences
    }
}
