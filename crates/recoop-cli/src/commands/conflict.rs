//! Rules that contradict each other, in words.

use recoop::formulation::Formulation;
use recoop::network::Network;

pub fn explain(_network: &Network, _formulation: &Formulation) -> String {
    String::new()
}
