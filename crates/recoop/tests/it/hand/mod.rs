//! Cases whose optimum the comments work out by hand; amounts there are in thousands of USD unless they say MUSD.
mod building;
mod finance;
mod improbable;
mod materials;
mod origin;
mod policies;
mod risk;
mod time;

use crate::toy::Case;

/// Prices of the works' scrap (2 USD/kg) and metal.
fn metal_at(case: Case, price: f64) -> Case {
    case.table(
        "prices",
        &format!("market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, {price}"),
    )
}

/// A smelter of up to 100 t/yr that costs `capex` MUSD per 100 t/yr, with more columns of `facilities`.
fn smelter(case: Case, capex: f64, more: &str, cells: &str) -> Case {
    case.table(
        "facilities",
        &format!(
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year{more}
             smelter, smith, us, melting, candidate, 100, {capex}, 100{cells}"
        ),
    )
}
