//! One comment for one key: found, edited, or made, whoever else does the same at once.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::client::{Client, Failure, Request};
use super::marker::Marked;
use super::place::Place;
use crate::error::{Error, Result};
use crate::exit::Exit;

/// Pages that are read at most.
const PAGES: usize = 1000;
/// How often somebody may come between before it is given up.
const ROUNDS: usize = 5;

/// What became of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// There was none.
    Made(Where),
    /// There was one.
    Edited(Where),
}

/// A comment on the forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Where {
    /// Its id.
    pub id: u64,
    /// Where it is shown, as far as the forge says so.
    pub address: Option<String>,
}

/// A comment, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Comment {
    id: u64,
    body: Option<String>,
    #[serde(alias = "author")]
    user: Option<Author>,
    html_url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Author {
    #[serde(alias = "username")]
    login: String,
    /// GitHub's: `User` or `Bot`.
    #[serde(rename = "type")]
    sort: Option<String>,
}

/// Whose comments are ours to edit.
enum Us {
    /// Those of this user.
    User(String),
    /// Those of apps: the token is one's, and GitHub does not tell such a token whose it is.
    Apps,
}

impl Us {
    /// Whether a comment is ours. Whoever may comment can write our hidden line into a comment of theirs, and
    /// would go on editing what we put there.
    fn wrote(&self, comment: &Comment) -> bool {
        let Some(author) = &comment.user else { return false };
        match self {
            Self::User(login) => author.login == *login,
            Self::Apps => author.sort.as_deref() == Some("Bot"),
        }
    }
}

/// Edits the comment of this key, or makes it where there is none.
///
/// # Errors
/// The forge cannot be reached or refuses.
pub async fn post(client: &Client<'_>, place: &Place, marked: &Marked) -> Result<Posted> {
    let us = us(client, place).await?;
    let (mut made, mut from) = (None, 1);
    for _ in 0..ROUNDS {
        let (found, last) = found(client, place, marked, &us, from).await?;
        let first = found.first().cloned();
        // The others of ours, that we made among them: it may not show yet.
        let others = found.iter().map(|found| found.id).chain(made);
        let others: BTreeSet<u64> =
            others.filter(|id| first.as_ref().is_some_and(|first| first.id != *id)).collect();
        match (first, made) {
            // Nobody came between.
            (Some(first), Some(id)) if first.id == id && others.is_empty() => return Ok(Posted::Made(first)),
            (Some(first), _) => match client.ask(&place.edit(first.id, &marked.text)).await {
                Ok(_) => {
                    for other in others {
                        delete(client, place, other).await?;
                    }
                    return Ok(Posted::Edited(first));
                }
                // It went meanwhile.
                Err(Failure { status: Some(404), .. }) => (made, from) = (None, 1),
                Err(failure) => return Err(failure.error),
            },
            // It does not show yet, or went again.
            (None, Some(id)) => return Ok(Posted::Made(Where { id, address: None })),
            (None, None) => {
                let request = place.make(&marked.text);
                match client.ask(&request).await {
                    // Somebody may have made one at the same time: whoever sees both keeps the first.
                    Ok(answer) => {
                        made = Some(read::<Comment>(client, &request, &answer.body)?.id);
                        from = last;
                    }
                    Err(failure) if failure.doubtful && client.waits(&failure).await => from = last,
                    Err(failure) => return Err(failure.error),
                }
            }
        }
    }
    let request = place.read(1);
    Err(client.error(&request, Exit::Temporary, "shows another comment at every look").help("run it again"))
}

/// Whose the token is.
async fn us(client: &Client<'_>, place: &Place) -> Result<Us> {
    let request = place.whoami();
    match client.ask(&request).await {
        Ok(answer) => Ok(Us::User(read::<Author>(client, &request, &answer.body)?.login)),
        Err(Failure { status: Some(403), error, .. }) if error.exit == Exit::Failed => match place.forge {
            super::Forge::Github => Ok(Us::Apps),
            super::Forge::Gitlab => Err(error),
        },
        Err(failure) => Err(failure.error),
    }
}

/// Our comments of this key from a page on, the oldest first, and the last page.
async fn found(
    client: &Client<'_>,
    place: &Place,
    marked: &Marked,
    us: &Us,
    from: usize,
) -> Result<(Vec<Where>, usize)> {
    let (mut ours, mut seen) = (Vec::new(), BTreeSet::new());
    for page in from..from + PAGES {
        let request = place.read(page);
        let answer = client.ask(&request).await.map_err(|failure| failure.error)?;
        let comments: Vec<Comment> = read(client, &request, &answer.body)?;
        let full = comments.len() >= place.page;
        let news = comments.iter().filter(|comment| seen.insert(comment.id)).count();
        let here = comments.into_iter().filter(|comment| {
            comment.body.as_ref().is_some_and(|body| body.starts_with(&marked.beginning)) && us.wrote(comment)
        });
        ours.extend(here.map(|comment| Where { id: comment.id, address: comment.html_url }));
        if !(full || answer.more) || news == 0 {
            ours.sort_by_key(|found| found.id);
            ours.dedup_by_key(|found| found.id);
            return Ok((ours, page));
        }
    }
    let words = format!("lists more than {} comments", PAGES * place.page);
    Err(client.error(&place.read(1), Exit::Failed, &words))
}

/// Deletes one that stands beside the one that is kept; that it is gone already is as good.
async fn delete(client: &Client<'_>, place: &Place, id: u64) -> Result<()> {
    match client.ask(&place.delete(id)).await {
        Ok(_) | Err(Failure { status: Some(404), .. }) => Ok(()),
        Err(failure) => Err(failure.error),
    }
}

fn read<'a, T: Deserialize<'a>>(client: &Client<'_>, request: &Request, body: &'a [u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|_| -> Error {
        let begins = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let words = format!("answers no such JSON, but `{}…`", crate::view::text::escape(&begins));
        client
            .error(request, Exit::Failed, &words)
            .help("is the address that CI gives that of the forge's API?")
    })
}
