use recoop_case::cell::Name;
use recoop_case::pattern::{Filter, Pattern, StreamName, Value};
use recoop_case::tables::{ChangeTarget, MaterialKind, PolicyKind};

fn matches(pattern: &str, id: &str) -> bool {
    Pattern::parse(pattern).unwrap().matches_material(id, MaterialKind::Oxide)
}

fn filter(items: &[&str], allowed: &[&str]) -> Result<Filter, (usize, String)> {
    Filter::parse(&items.iter().map(Name::new).collect::<Vec<_>>(), allowed)
}

#[test]
fn an_id_matches_itself_alone() {
    assert!(matches("nd_oxide", "nd_oxide"));
    assert!(!matches("nd_oxide", "nd_oxides"));
    assert!(!matches("nd_oxide", "nd"));
}

#[test]
fn a_per_feed_material_matches_all_its_streams() {
    assert!(matches("concentrate", "concentrate@bear_lodge"));
    assert!(matches("concentrate", "concentrate@bear_lodge~leach"));
    assert!(matches("concentrate@bear_lodge", "concentrate@bear_lodge~leach"));
    assert!(!matches("concentrate@bear_lodge", "concentrate@bear_lodge_2"));
    assert!(!matches("concentrate@bear_lodge~leach", "concentrate@bear_lodge"));
    assert!(!matches("conc", "concentrate@bear_lodge"));
}

#[test]
fn a_star_stands_for_any_text() {
    assert!(matches("*", "anything"));
    assert!(matches("nd_*", "nd_oxide"));
    assert!(matches("*_oxide", "nd_oxide"));
    assert!(matches("n*_*e", "nd_oxide"));
    assert!(matches("*@bear_lodge", "concentrate@bear_lodge"));
    assert!(matches("*trate", "concentrate@bear_lodge"));
    assert!(!matches("nd_*", "dy_oxide"));
    assert!(!matches("*_oxide", "oxide"));
    // The pieces may not overlap.
    assert!(!matches("aba*ba", "aba"));
    assert!(matches("**", "x"));
    assert!(matches("é*é", "éxé"));
}

#[test]
fn a_kind_matches_materials_only() {
    let pattern = Pattern::parse("kind:oxide").unwrap();
    assert!(pattern.matches_material("x", MaterialKind::Oxide));
    assert!(!pattern.matches_material("oxide", MaterialKind::Metal));
    assert!(!pattern.matches(Value::Id("oxide")));
    assert!(Pattern::parse("kind:oxid").unwrap_err().contains("`oxide`"));
    assert!(Pattern::parse("  ").is_err());
}

#[test]
fn a_stream_has_a_form_a_feed_and_perhaps_a_technology() {
    assert_eq!(StreamName::parse("oxide"), StreamName { form: "oxide", feed: None, technology: None });
    let stream = StreamName::parse("carbonate@bear_lodge~leach");
    assert_eq!((stream.form, stream.feed, stream.technology), ("carbonate", Some("bear_lodge"), Some("leach")));
}

#[test]
fn a_filter_lets_pass_what_matches_every_term() {
    let filter = filter(&["market=cn*", "material = kind:oxide"], ChangeTarget::Price.filter_names()).unwrap();
    let thing = |market: &'static str, kind| {
        move |name: &str| match name {
            "market" => Value::Id(market),
            "material" => Value::Material { id: "nd_oxide", kind },
            _ => Value::Absent,
        }
    };
    assert!(filter.matches(thing("cn_fob", MaterialKind::Oxide)));
    assert!(!filter.matches(thing("eu", MaterialKind::Oxide)));
    assert!(!filter.matches(thing("cn_fob", MaterialKind::Metal)));
    assert!(Filter::default().matches(|_| Value::Absent));
    assert_eq!(filter.terms().count(), 2);
}

#[test]
fn what_is_absent_passes_no_pattern() {
    let filter = filter(&["member=*"], PolicyKind::CapexGrant.filter_names()).unwrap();
    assert!(!filter.matches(|_| Value::from(None::<&Name>)));
    assert!(filter.matches(|_| Value::from("energy_fuels")));
}

#[test]
fn a_filter_names_its_first_bad_item() {
    let names = &["market", "material"];
    assert_eq!(filter(&["market=a", "b"], names).unwrap_err(), (1, "expected `name=pattern`, found `b`".into()));
    let (at, message) = filter(&["region=us"], names).unwrap_err();
    assert_eq!((at, message.as_str()), (0, "`region` cannot be filtered by here, only `market`, `material`"));
    assert_eq!(filter(&["market=a", "market=b"], names).unwrap_err().1, "`market` is filtered by twice");
    assert_eq!(filter(&["market=kind:oxide"], names).unwrap_err().1, "`market=kind:oxide`: only `material` has a kind");
    assert_eq!(filter(&["market="], names).unwrap_err().1, "`market=`: a pattern is required");
}
