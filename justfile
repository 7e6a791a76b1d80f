# What CI runs.
check:
    .ci/run

# The daily loop: one crate's tests.
test CRATE='engine':
    cargo test -p {{CRATE}}

# Writes everything that is generated: snapshots, schema files.
generate:
    TRUEUP_GENERATE=1 cargo test --workspace

# What the README shows of a plan, as it is printed now; and the picture, of the real page.
shown:
    TRUEUP_GENERATE=1 cargo test --test cli shown
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 --window-size=1100,1080 --screenshot="$PWD/docs/shown/report.png" "file://${CARGO_TARGET_DIR:-$PWD/target}/tmp/report.html"

# trueup on moto, boto3, the AWS CLI and Terraform on the sandbox, schedules against those of others.
clients:
    cargo build
    cargo build --package schedule --example schedules
    tests/clients/run "${CARGO_TARGET_DIR:-target}/debug/trueup"

# Every call of an apply, an update and a destruction of the example estate, with every fault: about a
# quarter of an hour. Then a hundred random lives.
simulate:
    cargo test --profile simulate -p engine --features ec2 --test all every_call -- --ignored --nocapture --test-threads 1
    TRUEUP_SEEDS=100 cargo test --profile simulate -p engine --features ec2 --test all faults::random -- --nocapture

# A pull request's life on this machine: the sandbox, a forge, every command and what it prints.
life:
    cargo build
    examples/life/run

# The figures of the README, printed.
figures:
    cargo build --release
    benches/figures.py
    cargo bench -p engine

# The figures of docs/scale.md, printed: a thousand sites take a quarter of an hour to fill.
scale:
    cargo build --release
    benches/scale.py

# What twice as many mistakes cost, by mistake and format, and what the worst files cost.
growth:
    cargo build --release
    benches/growth.py
    benches/bombs.py

# Feeds every way in with what a fuzzer thinks of, so long each; the corpus is replayed by the tests.
fuzz SECONDS='60':
    fuzz/run {{SECONDS}}
