//! The law of order: two manifests that say the same in another order are one plan, and what one has
//! made the other finds as wanted.

use engine::plan::change_digest;
use engine::resolve::Desired;

use crate::world::World;

/// Holds two orders to the law.
pub async fn means_nothing(world: &World, one: &Desired, two: &Desired) {
    assert_eq!(change_digest(&world.plan(one).await), change_digest(&world.plan(two).await));
    world.converge(one).await;
    assert!(world.plan(two).await.empty());
}
