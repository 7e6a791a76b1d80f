//! How long it takes to mask one error of AWS's among many secrets. Run with
//! `cargo bench -p engine --bench masks`.

#![allow(clippy::disallowed_methods, reason = "a benchmark measures the real world")]

use std::time::Instant;

use engine::ports::Masks;
use schema::SecretText;

const SECRETS: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    println!("{:>10} {:>10}", "secrets", "ms");
    for count in SECRETS {
        let masks = Masks::default();
        let secret = |at: usize| format!("{:x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15)) + "-Xy/7+z";
        (0..count).for_each(|at| masks.add(&SecretText::new(secret(at))));
        let error = format!(
            "ValidationException: 1 validation error detected: Value '{}' at 'description' failed to satisfy \
             constraint: Member must have length less than or equal to 1024 (arn:aws:ssm:us-east-1:123456789012:\
             parameter/webshop/production/database/password, request 3f0c9b1e-5d0a-4f43-9d3c-0a4b9a7d2b11)",
            secret(count / 2)
        );
        let started = Instant::now();
        let shown = masks.apply(&error);
        let took = started.elapsed();
        assert!(shown.contains("Value '(secret)'"), "{shown}");
        println!("{count:>10} {:>10.1}", took.as_secs_f64() * 1_000.0);
    }
}
