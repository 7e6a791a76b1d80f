//! Many questions at once, on every core, a bounded number in flight.

use std::future::Future;

use futures_util::stream::{StreamExt as _, iter};
use tokio::task::{JoinError, JoinSet};

/// Tasks at once: enough to keep the line full, few enough to keep memory flat.
const AT_ONCE: usize = 48;

/// Asks everything and answers when all is answered, in no order.
pub async fn spread<T, F, R>(items: Vec<T>, ask: impl Fn(T) -> F) -> Vec<R>
where
    F: Future<Output = R> + Send + 'static,
    R: Send + 'static,
{
    let mut answers = Vec::with_capacity(items.len());
    let mut tasks = JoinSet::new();
    for item in items {
        if tasks.len() >= AT_ONCE
            && let Some(answer) = tasks.join_next().await
        {
            answers.push(joined(answer));
        }
        tasks.spawn(ask(item));
    }
    while let Some(answer) = tasks.join_next().await {
        answers.push(joined(answer));
    }
    answers
}

/// Looks at so many sites at once: each holds what it has read until it is told, and its own line bounds its
/// calls.
const ABREAST: usize = 8;

/// Asks everything, a few at a time and all on the caller's own task, and answers in the order of what was
/// asked. What is asked may borrow.
pub async fn abreast<T, R>(items: impl IntoIterator<Item = T>, ask: impl AsyncFn(T) -> R) -> Vec<R> {
    let ask = &ask;
    let numbered = items.into_iter().enumerate();
    let asked = iter(numbered).map(|(at, item)| async move { (at, ask(item).await) });
    // In no order: one that is slow keeps none from its turn.
    let mut answers: Vec<(usize, R)> = asked.buffer_unordered(ABREAST).collect().await;
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// What a task answered. A crash in it is one of whoever asked.
fn joined<R>(answer: Result<R, JoinError>) -> R {
    answer.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::sync::Notify;

    use super::*;

    /// The first is slower than all others: they pass it, never more than a few at once, and it stands first.
    #[tokio::test]
    async fn one_that_is_slow_keeps_none_from_its_turn() {
        let (under_way, most, ended, go) = (Cell::new(0), Cell::new(0), Cell::new(0), Notify::new());
        let answers = abreast(0..40, async |at| {
            under_way.set(under_way.get() + 1);
            most.set(most.get().max(under_way.get()));
            match at {
                0 => go.notified().await,
                _ => tokio::task::yield_now().await,
            }
            under_way.set(under_way.get() - 1);
            ended.set(ended.get() + 1);
            if ended.get() == 39 {
                go.notify_one();
            }
            at
        })
        .await;
        assert_eq!(answers, (0..40).collect::<Vec<_>>());
        assert_eq!(most.get(), ABREAST);
    }
}
