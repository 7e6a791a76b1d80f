//! SHA-256 of FIPS 180-4, in which AWS says a document's hash. Nothing secret hangs on it here.

const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
const BLOCK: usize = 64;
const ROUNDS: usize = 64;

/// The digest.
pub(super) fn sha256(text: &[u8]) -> [u8; 32] {
    let mut padded = text.to_vec();
    padded.push(0x80);
    while padded.len() % BLOCK != BLOCK - 8 {
        padded.push(0);
    }
    padded.extend((text.len() as u64 * 8).to_be_bytes());
    let constants = constants();
    let mut state = START;
    for block in padded.chunks(BLOCK) {
        state = round(state, block, &constants);
    }
    let mut digest = [0; 32];
    for (slot, word) in digest.chunks_mut(4).zip(state) {
        slot.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

/// The first 32 bits of the fractions of the cube roots of the first 64 primes.
fn constants() -> [u32; ROUNDS] {
    let is_prime =
        |number: &u128| (2..*number).take_while(|by| by * by <= *number).all(|by| !number.is_multiple_of(by));
    let mut constants = [0; ROUNDS];
    for (slot, prime) in constants.iter_mut().zip((2..).filter(is_prime)) {
        // The root of the prime times 2^96 is the root times 2^32: its low half is the fraction.
        *slot = (cube_root(prime << 96) & 0xffff_ffff) as u32;
    }
    constants
}

/// The largest number whose cube is not larger.
fn cube_root(of: u128) -> u128 {
    (0..40).rev().fold(0, |root, bit| {
        let next: u128 = root | 1 << bit;
        if next.pow(3) <= of { next } else { root }
    })
}

fn round(state: [u32; 8], block: &[u8], constants: &[u32; ROUNDS]) -> [u32; 8] {
    let mut words = [0_u32; ROUNDS];
    for (slot, bytes) in words.iter_mut().zip(block.chunks(4)) {
        *slot = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for at in 16..ROUNDS {
        let (a, b) = (words[at - 15], words[at - 2]);
        let low = a.rotate_right(7) ^ a.rotate_right(18) ^ a >> 3;
        let high = b.rotate_right(17) ^ b.rotate_right(19) ^ b >> 10;
        words[at] = words[at - 16].wrapping_add(low).wrapping_add(words[at - 7]).wrapping_add(high);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    for (word, constant) in words.iter().zip(constants) {
        let sum = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = e & f ^ !e & g;
        let first = h.wrapping_add(sum).wrapping_add(choice).wrapping_add(*constant).wrapping_add(*word);
        let sum = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let second = sum.wrapping_add(a & b ^ a & c ^ b & c);
        (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(first), c, b, a, first.wrapping_add(second));
    }
    let mut out = state;
    for (slot, word) in out.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *slot = slot.wrapping_add(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::hex;

    #[test]
    fn digests_are_those_of_the_standard() {
        let of = |text: &str| hex(&sha256(text.as_bytes()));
        assert_eq!(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(of(two_blocks), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    }
}
