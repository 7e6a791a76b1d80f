//! Many questions at once, on every core, a bounded number in flight.

use std::future::Future;

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

/// What a task answered. A crash in it is one of whoever asked.
fn joined<R>(answer: Result<R, JoinError>) -> R {
    answer.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
