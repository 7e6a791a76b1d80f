//! Checks a request, carries it out, and keeps or undoes what it changed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Door;
use super::token::Token;
use crate::check::{self, Input};
use crate::facts::{Operation, Protocol};
use crate::handler::{Answer, Call, Caller, Entry, Handler, Index, Refusal};
use crate::operations;
use crate::settings::Checks;
use crate::store::{Batch, Lag, Saved, Scope, Stale, Table, Tx, View};

use crate::wire::{Front, Outcome};

impl Door {
    /// Everything between the faults. It does not wait; what is to be waited for is handed out.
    pub(super) fn run(
        &self,
        front: &Front,
        scope: Scope,
        caller: &Caller,
        now: i64,
    ) -> (Outcome, Option<Saved>) {
        let operation = front.operation;
        let Some(entry) = self.registry.entry(operation.service, operation.name) else {
            return (Err(not_covered(operation)), None);
        };
        let record = match checked(front) {
            Ok(record) => record,
            Err(refusal) => return (Err(refusal), None),
        };
        self.upkeep(scope, now);
        let Some(shape) = operation.input else {
            return (Err(Refusal::internal("an operation without input is not known to the door")), None);
        };
        let input = Input::new(shape, record);
        let (quotas, pages, reserved_tags) = (self.quotas, self.pages, self.reserved_tags);
        let (settling, ids) = (self.settling, &self.ids);
        let agent = &*front.agent;
        let call =
            Call { operation, scope, caller, agent, now, quotas, pages, reserved_tags, settling, ids, input };
        let (outcome, saved) = match entry.handler {
            Handler::Read(handler) => (self.read(&call, entry, handler), None),
            Handler::Write(handler) => self.write(&call, handler),
        };
        (outcome, saved)
    }

    fn read(&self, call: &Call<'_>, entry: Entry, handler: fn(&Call<'_>, &View<'_>) -> Answer) -> Outcome {
        let look = |view: &View<'_>| unpanicked(|| handler(call, view));
        let stale =
            entry.index.and_then(|index| self.stale(index).read(|state| look(&View::new(state, call.scope))));
        let outcome = match stale {
            Some(outcome) => outcome,
            None => self.state(|state| look(&View::new(state, call.scope))),
        };
        self.judged(call, outcome)
    }

    fn write(
        &self,
        call: &Call<'_>,
        handler: fn(&Call<'_>, &mut Tx<'_>) -> Answer,
    ) -> (Outcome, Option<Saved>) {
        let mut state = self.state.write().expect("handlers' panics are caught within the lock");
        let token = Token::of(call);
        if let Some(answered) =
            token.as_ref().and_then(|token| token.answered(&View::new(&state, call.scope)))
        {
            return (answered, None);
        }
        let mut tx = Tx::new(&mut state, call.scope);
        let outcome = unpanicked(|| handler(call, &mut tx));
        match self.judged(call, outcome) {
            Ok(reply) => {
                if let Some(token) = token {
                    let (key, row) = token.row(&reply);
                    tx.put(Table::Token, key, row);
                }
                operations::note(call, &mut tx, &reply);
                let batch = tx.finish();
                (Ok(reply), self.keep(batch))
            }
            // The transaction is dropped and takes back what it did.
            Err(refusal) => (Err(refusal), None),
        }
    }

    /// Does what is due in this account and region before anybody looks.
    fn upkeep(&self, scope: Scope, now: i64) {
        for upkeep in &self.registry.upkeep {
            if !self.state(|state| (upkeep.due)(&View::new(state, scope), now)) {
                continue;
            }
            let mut state = self.state.write().expect("handlers' panics are caught within the lock");
            let mut tx = Tx::new(&mut state, scope);
            let done = catch_unwind(AssertUnwindSafe(|| (upkeep.work)(&mut tx, now)));
            if done.is_err() {
                continue;
            }
            let batch = tx.finish();
            // Nobody is told of it, so nobody waits: after a crash it is due again.
            drop(self.keep(batch));
        }
    }

    /// Takes away every trace of an instance.
    pub(crate) fn forget_instance(&self, scope: Scope, id: &str) {
        let gone: Result<(), std::convert::Infallible> = self.change(scope, |tx| {
            tx.delete(Table::Tag, &format!("ec2:instance/{id}"));
            for table in [Table::Instance, Table::ManagedNode, Table::PatchState] {
                tx.delete(table, id);
            }
            Ok(())
        });
        let Ok(()) = gone;
    }

    /// Changes what is held without a request: all of it, or nothing where the work fails. A crash may
    /// lose it, since nobody waits for the disk.
    pub(crate) fn change<E>(
        &self,
        scope: Scope,
        work: impl FnOnce(&mut Tx<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut state = self.state.write().expect("handlers' panics are caught within the lock");
        let mut tx = Tx::new(&mut state, scope);
        work(&mut tx)?;
        let batch = tx.finish();
        drop(self.keep(batch));
        Ok(())
    }

    /// Passes a batch on while the state is still locked, so that everybody hears of changes in one order.
    fn keep(&self, batch: Batch) -> Option<Saved> {
        if batch.is_empty() {
            return None;
        }
        let batch = Arc::new(batch);
        self.tags.hear(&batch);
        self.parameters.hear(&batch);
        self.disk.as_ref().map(|disk| disk.save(batch))
    }

    /// Begins to lag behind what is held now.
    pub(crate) fn set_lag(&self, index: Index, lag: Lag) {
        self.state(|state| self.stale(index).set(lag, state));
    }

    fn stale(&self, index: Index) -> &Stale {
        match index {
            Index::Tags => &self.tags,
            Index::Parameters => &self.parameters,
        }
    }

    /// Holds the handler's outcome against the model, where the sandbox checks itself.
    fn judged(&self, call: &Call<'_>, outcome: Answer) -> Outcome {
        if self.checks == Checks::Off {
            return outcome;
        }
        let finding = match &outcome {
            Ok(reply) => {
                let forgotten = call.input.forgotten();
                let shape = call.operation.output;
                match forgotten.first() {
                    Some(member) => Some(format!("`{member}` was sent, and neither read nor kept")),
                    None => shape.and_then(|shape| check::complaint(shape, reply)),
                }
            }
            Err(refusal) => {
                let known = refusal.status == Some(500) || call.operation.may_answer(&refusal.code);
                (!known).then(|| format!("`{}` is no error of this operation", refusal.code))
            }
        };
        match finding {
            Some(finding) => {
                let name = call.operation.name;
                Err(Refusal::internal(format!("A bug of the sandbox in {name}: {finding}")))
            }
            None => outcome,
        }
    }
}

fn checked(front: &Front) -> Outcome {
    let record = front.input()?;
    if front.operation.protocol == Protocol::Ec2 {
        // EC2 words its own refusals, and its model has no limits: the handlers know them.
        let missing = front.operation.input.and_then(|shape| check::absent(shape, &record));
        return match missing {
            Some(name) => {
                let message = format!("The request must contain the parameter {name}");
                Err(Refusal::new("MissingParameter", message))
            }
            None => Ok(record),
        };
    }
    let violations = front.operation.input.and_then(|shape| check::violations(shape, &record));
    match violations {
        Some(message) => Err(Refusal::validation(message)),
        None => Ok(record),
    }
}

fn not_covered(operation: &Operation) -> Refusal {
    let Operation { name, .. } = operation;
    Refusal::new(
        "UnknownOperationException",
        format!("AWS has the operation {name}, but it is not covered by this sandbox"),
    )
}

/// A handler's panic is a bug: told as one, and never a poisoned lock.
fn unpanicked(handler: impl FnOnce() -> Answer) -> Answer {
    catch_unwind(AssertUnwindSafe(handler)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(Refusal::internal(format!("A bug of the sandbox: {text}")))
    })
}
