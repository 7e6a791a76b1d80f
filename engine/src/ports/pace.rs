//! How fast one quota goes, learned from the answers: a state machine without clock and without waiting.
//!
//! AWS tells nobody his quota, and refills it as a bucket is refilled. So a rate is known to be too fast
//! only once it was throttled, and known to be good only once it stood a test while the bucket was empty:
//! what a full one let pass says nothing. The test takes as many calls as it takes until the excess
//! shows. What nothing used teaches nothing either.

use std::time::Duration;

/// Where a quota's pace begins, and what it never passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limits {
    /// Calls a second that AWS publishes.
    pub(super) published: f64,
    /// What is known at the beginning.
    pub(super) start: Start,
    /// Calls a second that are never passed once there is a rate; infinite where nothing is given.
    pub(super) most: f64,
}

/// What is known of a quota before its first call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// It takes the published rate, and perhaps more.
    Published,
    /// Nothing is held back until the first throttled answer.
    Unlimited,
}

/// One quota's pace as far as it is known. Times are since any moment, and never run backwards.
#[derive(Debug)]
pub(super) struct Learner {
    limits: Limits,
    /// Calls a second; `None` holds nothing back.
    rate: Option<f64>,
    /// Since when that is the rate.
    since: Duration,
    /// The last rate that stood its test.
    good: Option<f64>,
    /// The lowest rate above it that was throttled.
    bad: Option<f64>,
    stage: Stage,
    /// Calls that left at this rate and were answered.
    passed: u32,
    /// When the present window of use began, and the calls that left in it.
    window: (Duration, u32),
    /// When the rate last fell: answers to calls that left before it say nothing new.
    fell: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was throttled yet, or not since the beginning: in great steps upwards.
    Leap,
    /// Between what is good and what is too fast, or in small steps upwards.
    Search,
    /// What was found is kept until then.
    Hold(Duration),
}

/// How long a rate is tried at least.
const TRIAL: Duration = Duration::from_millis(500);
/// How near to the quota the search comes, and the size of a small step.
const NEAR: f64 = 0.03;
/// How long a rate that was found is kept before the next one is tried.
const HOLD: Duration = Duration::from_secs(30);
/// The share of a rate that counts as using it.
const USED: f64 = 0.8;
/// The rate never falls below this share of the published one.
const FLOOR: f64 = 1.0 / 16.0;

impl Learner {
    pub(super) fn new(limits: Limits) -> Self {
        let rate = match limits.start {
            Start::Published => Some(limits.published.min(limits.most)),
            Start::Unlimited => None,
        };
        Self {
            limits,
            rate,
            since: Duration::ZERO,
            good: None,
            bad: None,
            stage: Stage::Leap,
            passed: 0,
            window: (Duration::ZERO, 0),
            fell: None,
        }
    }

    /// The time between two calls; none where nothing is held back.
    pub(super) fn gap(&self) -> Duration {
        self.rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate))
    }

    /// A call leaves.
    pub(super) fn leaves(&mut self, now: Duration) {
        let Some(rate) = self.rate else { return };
        let (began, left) = self.window;
        let lasted = now.saturating_sub(began);
        if lasted >= TRIAL {
            if f64::from(left) < USED * rate * lasted.as_secs_f64() {
                self.passed = 0;
            } else {
                self.used(rate, now);
            }
            self.window = (now, 0);
        }
        self.window.1 += 1;
    }

    /// The rate was used for a whole window: goes up where that is due.
    fn used(&mut self, rate: f64, now: Duration) {
        let due = match self.stage {
            Stage::Leap | Stage::Search => self.passed >= self.test(rate),
            Stage::Hold(until) => now >= until,
        };
        if !due {
            return;
        }
        self.good = Some(rate);
        match (self.stage, self.bad) {
            (Stage::Leap, _) => self.set(rate * 2.0, now),
            (Stage::Search, Some(bad)) => self.between(rate, bad, now),
            // What was too fast half a minute ago need not be so any more.
            (Stage::Hold(_), _) | (Stage::Search, None) => {
                (self.bad, self.stage) = (None, Stage::Search);
                self.set(rate * (1.0 + NEAR), now);
            }
        }
    }

    /// The calls after which a bucket that is refilled at the good rate, and was empty, is empty again.
    fn test(&self, rate: f64) -> u32 {
        let excess = self.good.map_or(1.0, |good| rate / good - 1.0);
        if excess < NEAR / 4.0 { 0 } else { (1.0 / excess).ceil() as u32 + 2 }
    }

    /// A call was answered, and not throttled.
    pub(super) fn answered(&mut self, left: Duration) {
        if left >= self.since {
            self.passed += 1;
        }
    }

    /// A call was throttled. Says whether that was news, and so whether the next one has to wait.
    pub(super) fn throttled(&mut self, left: Duration, now: Duration) -> bool {
        if self.fell.is_some_and(|fell| left <= fell) {
            return false;
        }
        self.fell = Some(now);
        let Some(rate) = self.rate else {
            self.set(self.limits.published, now);
            return true;
        };
        let good = self.good.filter(|good| self.stage != Stage::Leap && *good < rate);
        // A bucket that was empty let so many calls pass before the excess of one showed.
        let excess = match self.stage {
            Stage::Leap => 0.5,
            Stage::Search | Stage::Hold(_) => (1.0 / f64::from(self.passed + 1)).min(0.5),
        };
        (self.good, self.bad, self.stage) = (good, Some(rate), Stage::Search);
        match good {
            Some(good) => self.between(good, rate, now),
            None => self.set(rate * (1.0 - excess), now),
        }
        true
    }

    /// Halves what is left between a good rate and one that is too fast, or is content.
    fn between(&mut self, good: f64, bad: f64, now: Duration) {
        if bad <= good * (1.0 + NEAR + f64::EPSILON * 8.0) {
            self.stage = Stage::Hold(now + HOLD);
            self.set(good, now);
        } else {
            self.set(f64::midpoint(good, bad), now);
        }
    }

    fn set(&mut self, rate: f64, now: Duration) {
        let rate = rate.max(self.limits.published * FLOOR).min(self.limits.most);
        self.rate = Some(rate);
        self.since = now;
        self.passed = 0;
        self.window = (now, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    fn learner(start: Start, most: f64) -> Learner {
        Learner::new(Limits { published: 3.0, start, most })
    }

    /// Calls that leave as fast as they may and are answered at once, for so long.
    fn use_up(learner: &mut Learner, from: f64, seconds: f64) -> f64 {
        let (mut now, end) = (from, from + seconds);
        while now < end {
            learner.leaves(at(now));
            learner.answered(at(now));
            now += learner.gap().as_secs_f64();
        }
        now
    }

    #[test]
    fn it_begins_at_the_published_rate_and_doubles_while_nothing_is_throttled() {
        let mut learner = learner(Start::Published, f64::INFINITY);
        assert_eq!(learner.rate, Some(3.0));
        let mut now = 0.0;
        for rate in [6.0, 12.0, 24.0] {
            while learner.rate != Some(rate) {
                now = use_up(&mut learner, now, 0.1);
            }
        }
        assert!(now < 2.5, "{now}");
    }

    #[test]
    fn what_nothing_uses_teaches_nothing() {
        let mut learner = learner(Start::Published, f64::INFINITY);
        for second in 0..100 {
            learner.leaves(at(f64::from(second)));
            learner.answered(at(f64::from(second)));
        }
        assert_eq!(learner.rate, Some(3.0));
    }

    #[test]
    fn an_answer_to_a_call_of_another_rate_stands_no_test_of_this_one() {
        let mut learner = learner(Start::Published, f64::INFINITY);
        let now = use_up(&mut learner, 0.0, 1.4);
        assert_eq!(learner.rate, Some(6.0));
        let passed = learner.passed;
        learner.answered(at(0.0));
        assert_eq!(learner.passed, passed);
        learner.answered(at(now));
        assert_eq!(learner.passed, passed + 1);
    }

    #[test]
    fn a_burst_of_throttled_answers_is_one_piece_of_news() {
        let mut learner = learner(Start::Published, f64::INFINITY);
        learner.leaves(at(0.0));
        assert!(learner.throttled(at(0.0), at(1.0)));
        for _ in 0..5 {
            assert!(!learner.throttled(at(0.5), at(1.1)));
        }
        assert_eq!(learner.rate, Some(1.5));
    }

    #[test]
    fn a_rate_that_was_found_is_held_for_half_a_minute_and_then_raised_by_a_small_step() {
        let mut learner = learner(Start::Published, f64::INFINITY);
        (learner.good, learner.stage) = (Some(10.0), Stage::Search);
        learner.set(10.2, at(0.0));
        learner.throttled(at(0.1), at(0.1));
        assert_eq!(learner.rate, Some(10.0));
        let now = use_up(&mut learner, 0.1, 29.9);
        assert_eq!(learner.rate, Some(10.0));
        use_up(&mut learner, now, 1.0);
        assert_eq!(learner.rate, Some(10.0 * (1.0 + NEAR)));
    }

    #[test]
    fn it_never_passes_what_it_may_and_never_ends() {
        let mut learner = learner(Start::Published, 4.0);
        use_up(&mut learner, 0.0, 60.0);
        assert_eq!(learner.rate, Some(4.0));
        for second in 60..100 {
            learner.throttled(at(f64::from(second)), at(f64::from(second)));
        }
        assert_eq!(learner.rate, Some(3.0 * FLOOR));
    }

    #[test]
    fn what_holds_nothing_back_falls_to_what_is_published_or_less() {
        for (most, rate) in [(f64::INFINITY, 3.0), (1.5, 1.5)] {
            let mut learner = learner(Start::Unlimited, most);
            learner.leaves(at(0.0));
            assert_eq!(learner.gap(), Duration::ZERO);
            learner.throttled(at(0.0), at(0.1));
            assert_eq!(learner.rate, Some(rate));
        }
    }
}
