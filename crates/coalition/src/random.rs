//! Random streams that are the same on every machine and for any number of threads.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// Stream number `number` of a seed, for one purpose: what one purpose draws never moves what another one does.
#[must_use]
pub fn stream(seed: u64, purpose: &str, number: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    // FNV-1a, three times with another start each.
    for (part, at) in key[8..].chunks_exact_mut(8).zip(0_u64..) {
        let hash = purpose.bytes().fold(0xcbf2_9ce4_8422_2325 ^ at, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        part.copy_from_slice(&hash.to_le_bytes());
    }
    let mut random = ChaCha8Rng::from_seed(key);
    random.set_stream(number);
    random
}
