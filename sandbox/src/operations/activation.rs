//! Activations: with one, machines outside EC2 register as managed nodes. None ever does here.

use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Answer, Call, Kind, Refusal, base64_text, read, uuid, write};
use crate::operations::page::{Page, reply};
use crate::operations::tags;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// Activations.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateActivation", create),
        read("DescribeActivations", describe),
        write("DeleteActivation", delete),
    ],
    upkeep: &[],
};

const DAY: i64 = 24 * 60 * 60 * 1000;
const LONGEST: i64 = 30 * DAY;
const LARGEST: i64 = 50;
const CODE: usize = 20;
const TEXTS: [Name; 3] = ["IamRole", "DefaultInstanceName", "Description"];

/// CreateActivation. The code is told here, and never again.
fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let expires = said.integer("ExpirationDate").unwrap_or(call.now + DAY);
    if expires <= call.now || expires > call.now + LONGEST {
        let message = "The expiration date must be in the future, and within the next 30 days";
        return Err(Refusal::new("InvalidParameters", message));
    }
    let id = uuid(call.ids.draw(call.now));
    let mut row = Record::new()
        .with("ActivationId", &*id)
        .with("RegistrationLimit", said.integer("RegistrationLimit").unwrap_or(1))
        .with("RegistrationsCount", 0)
        .with("ExpirationDate", expires)
        .with("CreatedDate", call.now);
    for name in TEXTS {
        row = row.with_some(name, said.text(name));
    }
    let tags = tags::said(&said, "Tags")?;
    if !tags.is_empty() {
        let tags: Vec<_> = tags.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        row.set("Tags", tags::shown(&tags));
    }
    // What a machine is registered with is shown of the machine, never of the activation.
    row = row.with_some("RegistrationMetadata", said.whole("RegistrationMetadata").cloned());
    tx.put(Table::Activation, &id, row);
    let code = base64_text(&call.ids.draw(call.now))[..CODE].to_owned();
    Ok(Record::new().with("ActivationId", id).with("ActivationCode", code))
}

/// DescribeActivations. Those that have expired stay in the list.
fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let filters = said.each("Filters").iter().map(Filter::said).collect::<Result<Vec<_>, _>>()?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{filters:?}"));
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let shape = call.reply_shape("ActivationList");
    let after = page.after.as_deref();
    let rows = view.under(Table::Activation, "").filter(|(id, _)| after.is_none_or(|after| *id > after));
    let (items, token) = page.take(rows.map(|(id, row)| {
        let expired = row.integer("ExpirationDate").is_some_and(|expires| expires <= call.now);
        let passes = filters.iter().all(|filter| filter.passes(row));
        (id, passes.then(|| Tree::Record(row.seen(shape).with("Expired", expired))))
    }));
    Ok(reply("ActivationList", items, token))
}

#[derive(Debug)]
struct Filter<'a> {
    member: Name,
    values: Vec<&'a str>,
}

impl<'a> Filter<'a> {
    fn said(said: &Said<'a>) -> Result<Self, Refusal> {
        let member = match said.text("FilterKey") {
            Some("ActivationIds") => "ActivationId",
            Some("DefaultInstanceName") => "DefaultInstanceName",
            Some("IamRole") => "IamRole",
            Some(_) | None => {
                return Err(Refusal::new("InvalidFilter", "A filter of activations has a key"));
            }
        };
        Ok(Filter { member, values: said.texts("FilterValues") })
    }

    fn passes(&self, row: &Record) -> bool {
        row.text(self.member).is_some_and(|held| self.values.contains(&held))
    }
}

/// DeleteActivation.
fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let id = call.said().required("ActivationId");
    if tx.view().get(Table::Activation, id).is_none() {
        let message = format!("The activation {id} does not exist");
        return Err(Refusal::new("InvalidActivation", message));
    }
    tx.delete(Table::Activation, id);
    Ok(Record::new())
}
