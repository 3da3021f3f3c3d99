use crate::toy::{expect, toy};

#[test]
fn a_location_is_of_one_thing_that_exists() {
    expect(
        toy().add("locations", "facility=pits, latitude=1, longitude=2"),
        &["locations row 1, facility: there is no facility `pits` [network::unknown_id] -> did you mean `pit`?"],
    );
    expect(
        toy().add("locations", "region=uk, latitude=1, longitude=2"),
        &["locations row 1, region: there is no region `uk` [network::unknown_id] -> did you mean `us`?"],
    );
    expect(
        toy().add("locations", "latitude=1, longitude=2"),
        &["locations row 1, facility: a location is of a `facility` or of a `region` [network::missing]"],
    );
    expect(
        toy().add("locations", "facility=vat, region=us, latitude=1, longitude=2"),
        &[
            "locations row 1, region: the location is that of `vat` already [network::no_effect] -> leave the cell blank: the region may have a row of its own",
        ],
    );
}

#[test]
fn a_location_is_on_the_earth() {
    expect(
        toy().add("locations", "facility=vat, latitude=90.5, longitude=-180"),
        &["locations row 1, latitude: expected degrees from -90 to 90, found 90.5 [network::range]"],
    );
    expect(
        toy().add("locations", "region=us, latitude=-90, longitude=181"),
        &["locations row 1, longitude: expected degrees from -180 to 180, found 181 [network::range]"],
    );
}
