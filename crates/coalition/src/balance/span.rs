//! Which groups follow from others: indicators in the span of the fixed ones.

/// A linear subspace of the players' space, by integer vectors orthogonal to it, several packed into one number.
#[derive(Clone, Debug, Default)]
pub struct Span {
    /// Each word holds, per player, a sum of entries of several vectors in a mixed radix so wide that no digit carries.
    words: Vec<Vec<i128>>,
}

impl Span {
    /// The groups on which all of `vectors` vanish.
    pub fn orthogonal_to<'a>(vectors: impl IntoIterator<Item = &'a [i64]>) -> Self {
        let mut words: Vec<Vec<i128>> = Vec::new();
        let mut place = i128::MAX;
        for vector in vectors {
            let divisor = vector.iter().fold(0, |divisor, entry| gcd(divisor, entry.unsigned_abs()));
            if divisor == 0 {
                continue;
            }
            let entries = || vector.iter().map(|entry| i128::from(*entry) / i128::from(divisor));
            let above: i128 = entries().filter(|entry| *entry > 0).sum();
            let below: i128 = entries().filter(|entry| *entry < 0).sum();
            // Digits lie between minus and plus the larger of the two.
            let radix = 2 * above.max(-below) + 1;
            match place.checked_mul(radix).filter(|next| *next < i128::MAX / 4) {
                Some(next) => {
                    if let Some(word) = words.last_mut() {
                        word.iter_mut().zip(entries()).for_each(|(sum, entry)| *sum += entry * place);
                    }
                    place = next;
                }
                None => {
                    words.push(entries().collect());
                    place = radix;
                }
            }
        }
        Self { words }
    }

    /// Whether the group's indicator lies in it.
    pub fn contains(&self, mask: u64) -> bool {
        self.words.iter().all(|word| {
            let mut rest = mask;
            let mut sum = 0_i128;
            while rest != 0 {
                sum += word[rest.trailing_zeros() as usize];
                rest &= rest - 1;
            }
            sum == 0
        })
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_vectors_vanish_only_together() {
        let vectors: Vec<Vec<i64>> = vec![
            vec![1, -1, 0, 0],
            vec![0, 1_000_000_000_000, -1_000_000_000_000, 0],
            vec![3, -999_999_999_989, 7, 11],
            vec![1 << 40, 1, 1, -(1 << 40)],
        ];
        for few in 0..=vectors.len() {
            let span = Span::orthogonal_to(vectors[..few].iter().map(Vec::as_slice));
            for mask in 0..16_u64 {
                let zero =
                    |vector: &Vec<i64>| (0..4).filter(|at| mask >> at & 1 == 1).map(|at| vector[at]).sum::<i64>() == 0;
                assert_eq!(span.contains(mask), vectors[..few].iter().all(zero), "{few} {mask}");
            }
        }
    }
}
