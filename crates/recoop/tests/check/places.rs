use crate::toy::{expect, toy};

#[test]
fn a_place_is_of_one_thing_that_exists() {
    expect(
        toy().add("places", "facility=pits, latitude=1, longitude=2"),
        &["places row 1, facility: there is no facility `pits` [network::unknown_id] -> did you mean `pit`?"],
    );
    expect(
        toy().add("places", "region=uk, latitude=1, longitude=2"),
        &["places row 1, region: there is no region `uk` [network::unknown_id] -> did you mean `us`?"],
    );
    expect(
        toy().add("places", "latitude=1, longitude=2"),
        &["places row 1, facility: a place is of a `facility` or of a `region` [network::missing]"],
    );
    expect(
        toy().add("places", "facility=vat, region=us, latitude=1, longitude=2"),
        &[
            "places row 1, region: the place is that of `vat` already [network::no_effect] -> leave the cell blank: the region may have a row of its own",
        ],
    );
}

#[test]
fn a_place_is_on_the_earth() {
    expect(
        toy().add("places", "facility=vat, latitude=90.5, longitude=-180"),
        &["places row 1, latitude: expected degrees from -90 to 90, found 90.5 [network::range]"],
    );
    expect(
        toy().add("places", "region=us, latitude=-90, longitude=181"),
        &["places row 1, longitude: expected degrees from -180 to 180, found 181 [network::range]"],
    );
}
