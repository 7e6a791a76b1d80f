//! Tags that say what a resource is beside whose it is: that it is protected, that it holds a secret.

use schema::Tree;
use schema::kinds::tags::MOST;

use super::declared::Declared;
use crate::site::SET;

/// AWS has no room for more tags on a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("AWS allows {MOST} tags, ours among them")]
pub struct NoRoom;

impl Declared {
    /// What is wanted of it, with marks among its tags where it can carry tags.
    ///
    /// # Errors
    /// AWS has no room for them beside the tags that say whose it is.
    pub(crate) fn marked(&self, mut tree: Tree, marks: &[&'static str]) -> Result<Tree, NoRoom> {
        let Tree::Map(state) = &mut tree else { return Ok(tree) };
        let Some(Tree::Map(tags)) = state.get_mut("tags") else { return Ok(tree) };
        tags.extend(marks.iter().map(|mark| ((*mark).into(), Tree::text(SET))));
        // `trueup:stack`, and `trueup:name` where AWS invents the id.
        let ours = if self.id.is_some() { 1 } else { 2 };
        if tags.len() + ours > MOST { Err(NoRoom) } else { Ok(tree) }
    }
}
