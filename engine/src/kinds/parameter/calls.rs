//! Which calls make a step of a parameter.

use aws_sdk_ssm::operation::delete_parameters::DeleteParametersOutput;
use aws_sdk_ssm::operation::delete_parameters::builders::DeleteParametersInputBuilder;
use aws_sdk_ssm::operation::get_parameter::GetParameterOutput;
use aws_sdk_ssm::operation::get_parameter::builders::GetParameterInputBuilder;
use aws_sdk_ssm::operation::get_parameters::GetParametersOutput;
use aws_sdk_ssm::operation::get_parameters::builders::GetParametersInputBuilder;
use aws_sdk_ssm::operation::label_parameter_version::LabelParameterVersionOutput;
use aws_sdk_ssm::operation::label_parameter_version::builders::LabelParameterVersionInputBuilder;
use aws_sdk_ssm::operation::list_tags_for_resource::ListTagsForResourceOutput;
use aws_sdk_ssm::operation::list_tags_for_resource::builders::ListTagsForResourceInputBuilder;
use aws_sdk_ssm::operation::put_parameter::PutParameterOutput;
use aws_sdk_ssm::operation::put_parameter::builders::PutParameterInputBuilder;
use aws_sdk_ssm::types::{
    Parameter as AwsParameter, ParameterTier, ParameterType as AwsType, ResourceTypeForTagging,
};
use schema::SecretText;
use schema::kinds::parameter::{DEFAULT_KEY, DataType, Parameter, ParameterType, ParameterValue};
use schema::shape::{AwsDecides, Shape};

use super::{address, policies, resource};
use crate::contract::{Already, Answers, Call, Deed, EVERY, LOOKS, Look, Resource, Sight, Step, Verdict};
use crate::kinds::tags;
use crate::ports::{Answer, ApiError, Reply};
use crate::site::{OWNER_TAG, SECRET_TAG, Site};
use crate::tree::equal;

const TAGGED: ResourceTypeForTagging = ResourceTypeForTagging::Parameter;

/// The calls of a step.
pub(super) fn calls(step: &Step<'_, Parameter>) -> Vec<Call> {
    let (site, id) = (step.site, step.named());
    match step.deed {
        Deed::Create { to } => create(site, id, to),
        Deed::Update { to, was } => update(step, id, to, was, None),
        Deed::Adopt { to, was } => update(step, id, to, was, Some(tags::owned(site))),
        Deed::Replace { to, .. } => {
            let mut calls = vec![delete(id)];
            let made = create(site, id, to).into_iter().enumerate();
            calls.extend(made.map(|(at, call)| if at == 0 { call.after(Parameter::GAP) } else { call }));
            calls
        }
        Deed::Move { to, was, from } => relocate(step, id, to, was, from),
        Deed::Delete { .. } => vec![delete(id)],
        Deed::Forget { was } => vec![tags::leave(TAGGED, id, &was.tags, [OWNER_TAG])],
    }
}

/// Whether the live value is written again, because something beside the value changes.
pub(super) fn rewrites(step: &Step<'_, Parameter>, desired: &Parameter, base: &Parameter) -> bool {
    !value_changes(step, desired, base) && body_changes(desired, base)
}

fn create(site: &Site, id: &str, desired: &Parameter) -> Vec<Call> {
    let owner = site.owner();
    let tags = tags::listed(owned_tags(site, desired));
    let put = put(id, desired, None).set_tags(Some(tags)).overwrite(false);
    let put = put.set_value(resource::plain(&desired.value).map(|text| text.expose().to_owned()));
    let read = ListTagsForResourceInputBuilder::default().resource_type(TAGGED).resource_id(id);
    let ours = move |held: &ListTagsForResourceOutput| {
        held.tag_list().iter().any(|tag| tag.key() == OWNER_TAG && tag.value() == owner)
    };
    let look = Already::look("ParameterAlreadyExists", Look::new(read, ours));
    let mut calls = vec![until_there(Call::new(put).already(look), id, desired)];
    calls.extend(label(id, desired));
    calls
}

fn update(
    step: &Step<'_, Parameter>,
    id: &str,
    desired: &Parameter,
    base: &Parameter,
    more: Option<(String, String)>,
) -> Vec<Call> {
    let retag = tags::retag(TAGGED, id, &desired.tags, &base.tags, more);
    // At no moment a value is secret and not marked: what becomes secret is marked first, and what becomes
    // plain last.
    let first = desired.tags.contains_key(SECRET_TAG);
    let mut calls = if first { retag.clone() } else { Vec::new() };
    let value = value_changes(step, desired, base);
    if value {
        let put = put(id, desired, Some(base)).overwrite(true);
        let put = put.set_value(resource::plain(&desired.value).map(|text| text.expose().to_owned()));
        calls.push(until_there(Call::new(put), id, desired));
    } else if body_changes(desired, base) {
        let rewrite = rewrite(id, desired, put(id, desired, Some(base)).overwrite(true));
        calls.push(until_there(rewrite, id, desired));
    }
    if !first {
        calls.extend(retag);
    }
    let labels_move = !equal(&desired.labels.tree(), &base.labels.tree());
    if value || labels_move {
        calls.extend(label(id, desired));
    }
    calls
}

/// Waits until a version is there that AWS looks at after it has answered: one that it does not take it forgets,
/// and gives its number to the next.
fn until_there(put: Call, id: &str, desired: &Parameter) -> Call {
    if desired.data_type != DataType::Ec2Image {
        return put;
    }
    let wanted = resource::plain(&desired.value);
    let is_it = move |answers: Answers<'_>, there: &AwsParameter| {
        let holds = wanted.as_ref().is_none_or(|wanted| there.value() == Some(wanted.expose()));
        let made = answers.last().map_or(0, PutParameterOutput::version);
        holds && there.version() >= made
    };
    let there = move |answers: Answers<'_>, look: Result<&GetParameterOutput, &ApiError>| match look {
        Ok(read) if read.parameter().is_some_and(|there| is_it(answers, there)) => Sight::Ready,
        Ok(_) => Sight::NotYet,
        Err(error) if error.code == "ParameterNotFound" => Sight::NotYet,
        Err(error) => Sight::Never(error.to_string()),
    };
    put.until(GetParameterInputBuilder::default().name(id), EVERY, LOOKS, there).or_else(
        "no image of this id is there that this account may use, or whoever applies lacks ec2:DescribeImages",
    )
}

/// Makes the parameter under its new name, with the value that it has unless git gives it another, and
/// deletes the old one once the new one reads back: until then it is the only one that holds the value.
fn relocate(
    step: &Step<'_, Parameter>,
    id: &str,
    desired: &Parameter,
    base: &Parameter,
    from: &str,
) -> Vec<Call> {
    // What nobody wrote is carried along: a value that needs an Advanced parameter needs one there too.
    let tier = AwsDecides(desired.tier.0.clone().or_else(|| base.tier.0.clone()));
    let labels = AwsDecides(desired.labels.0.clone().or_else(|| base.labels.0.clone()));
    let mut calls = create(step.site, id, &Parameter { tier, labels, ..desired.clone() });
    let carries = !value_changes(step, desired, base);
    if let Some(first) = calls.first_mut() {
        let already = first.already.clone().by_whichever_run();
        let made = first.clone().already(already);
        *first = if carries { kept(made, from, desired) } else { made };
    }
    calls.push(carry_tags(id, base, from));
    let both = GetParametersInputBuilder::default().names(id).names(from).with_decryption(true);
    let (new, old) = (id.to_owned(), from.to_owned());
    let end = delete(from).prepared(
        both,
        move |read: &GetParametersOutput, delete: DeleteParametersInputBuilder| {
            let value = |name: &str| {
                let named =
                    read.parameters().iter().find(|one| one.name().is_some_and(|is| same_name(is, name)));
                named.and_then(AwsParameter::value)
            };
            match (value(&new), value(&old)) {
                (None, _) => Err(format!("`{new}` does not read back yet, so `{old}` was left there")),
                (Some(now), Some(was)) if carries && now != was => {
                    Err(format!("`{new}` does not hold the value of `{old}`, so that was left there"))
                }
                (Some(_), _) => Ok(delete),
            }
        },
    );
    calls.push(match desired.value {
        ParameterValue::Text(_) | ParameterValue::List(_) => end,
        ParameterValue::Secret(_) | ParameterValue::NotOurs => end.learning(values_of),
    });
    calls
}

/// Gives the new one the tags of the old one that others set, which no manifest decides.
fn carry_tags(id: &str, base: &Parameter, from: &str) -> Call {
    let (name, decided) = (id.to_owned(), base.tags.clone());
    let read = ListTagsForResourceInputBuilder::default().resource_type(TAGGED).resource_id(from);
    Call::new(read).checked(move |held: &ListTagsForResourceOutput| {
        let others = held.tag_list().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned()));
        let others: Vec<(String, String)> =
            others.filter(|(key, _)| !tags::is_reserved(key) && !decided.contains_key(key)).collect();
        if others.is_empty() {
            return Verdict::Done(Vec::new());
        }
        let note = format!("its tags {} went along", tags::named(&others));
        Verdict::Mend { note, calls: vec![tags::set(TAGGED, &name, others)] }
    })
}

/// Whether two names are of one parameter, with or without the leading slash.
fn same_name(a: &str, b: &str) -> bool {
    address(a) == address(b)
}

/// Writes the live value again with other metadata. PutParameter has no compare-and-set: where
/// the version that comes back is not the one read plus one, somebody wrote in between, and
/// what they wrote is put back.
fn rewrite(id: &str, desired: &Parameter, put: PutParameterInputBuilder) -> Call {
    let (name, wanted, again) = (id.to_owned(), desired.clone(), put.clone());
    let call = kept(Call::new(put), id, desired);
    call.checked_with(move |read: &GetParameterOutput, written: &PutParameterOutput| {
        let before = read.parameter().map_or(0, |parameter| parameter.version());
        if written.version() <= before + 1 {
            return Verdict::Done(Vec::new());
        }
        let between = written.version() - 1;
        Verdict::Mend {
            note: format!("somebody wrote version {between} meanwhile; its value was put back"),
            calls: vec![kept(Call::new(again.clone()), &format!("{name}:{between}"), &wanted)],
        }
    })
}

/// A PutParameter with the value that another name or version holds.
fn kept(put: Call, name: &str, desired: &Parameter) -> Call {
    let read = GetParameterInputBuilder::default().name(name).with_decryption(true);
    let call = put.prepared(read, |read: &GetParameterOutput, put: PutParameterInputBuilder| {
        let value = read.parameter().and_then(|parameter| parameter.value());
        Ok(put.value(value.ok_or("AWS answered without the value that is to be kept")?))
    });
    match desired.value {
        ParameterValue::Text(_) | ParameterValue::List(_) => call,
        ParameterValue::Secret(_) | ParameterValue::NotOurs => call.learning(value_of),
    }
}

/// The value that was read.
fn value_of(answer: &Answer) -> Vec<SecretText> {
    let read = GetParameterOutput::of(answer).and_then(GetParameterOutput::parameter);
    read.and_then(AwsParameter::value).map(SecretText::new).into_iter().collect()
}

/// Every value that was read.
fn values_of(answer: &Answer) -> Vec<SecretText> {
    let read = GetParametersOutput::of(answer).map(GetParametersOutput::parameters).unwrap_or_default();
    read.iter().filter_map(AwsParameter::value).map(SecretText::new).collect()
}

/// Two secrets of a plan file, or of a plan that withholds them, are unknown and yet may be the same.
fn value_changes(step: &Step<'_, Parameter>, desired: &Parameter, base: &Parameter) -> bool {
    match (&desired.value, &base.value) {
        (ParameterValue::NotOurs, _) => false,
        (wanted @ ParameterValue::Secret(_), there) => {
            step.differs("value") && !equal(&wanted.tree(), &there.tree())
        }
        (wanted, there) => !equal(&wanted.tree(), &there.tree()),
    }
}

/// Whether anything that only PutParameter can write changes, the value aside.
fn body_changes(desired: &Parameter, base: &Parameter) -> bool {
    let Parameter {
        r#type,
        value: _,
        description,
        key_id,
        tier,
        allowed_pattern,
        data_type,
        policies,
        labels: _,
        tags: _,
    } = desired;
    *r#type != base.r#type
        || *description != base.description
        || *key_id != base.key_id
        || (tier.0.is_some() && tier.0 != base.tier.0)
        || *allowed_pattern != base.allowed_pattern
        || *data_type != base.data_type
        || *policies != base.policies
}

/// The body of a PutParameter. Over a base, what is not wanted is sent empty: AWS keeps what is
/// left out.
fn put(id: &str, desired: &Parameter, base: Option<&Parameter>) -> PutParameterInputBuilder {
    let Parameter {
        r#type,
        value: _,
        description,
        key_id,
        tier,
        allowed_pattern,
        data_type,
        policies,
        labels: _,
        tags: _,
    } = desired;
    let cleared = |wanted: &Option<String>, there: Option<&Option<String>>| match (wanted, there) {
        (Some(text), _) => Some(text.clone()),
        (None, Some(Some(_))) => Some(String::new()),
        (None, _) => None,
    };
    let secure = *r#type == ParameterType::SecureString;
    let key = key_id.clone().unwrap_or_else(|| DEFAULT_KEY.to_owned());
    let text = *data_type == DataType::Text;
    let was_text = base.is_none_or(|base| base.data_type == DataType::Text);
    let policies = match (policies.is_empty(), base) {
        (false, _) => Some(policies::to_aws(policies)),
        (true, Some(base)) if !base.policies.is_empty() => Some(policies::NONE.to_owned()),
        (true, _) => None,
    };
    PutParameterInputBuilder::default()
        .name(id)
        .r#type(AwsType::from(r#type.as_str()))
        .set_description(cleared(description, base.map(|base| &base.description)))
        .set_key_id(secure.then_some(key))
        .set_tier(tier.0.as_ref().map(|tier| ParameterTier::from(tier.as_str())))
        .set_allowed_pattern(cleared(allowed_pattern, base.map(|base| &base.allowed_pattern)))
        .set_data_type((!(text && was_text)).then(|| data_type.as_str().to_owned()))
        .set_policies(policies)
}

/// Puts the declared labels on the newest version. AWS accepts a call with bad labels and says
/// so in the answer only.
fn label(id: &str, desired: &Parameter) -> Option<Call> {
    let labels = desired.labels.0.as_ref().filter(|labels| !labels.is_empty())?;
    let input = LabelParameterVersionInputBuilder::default()
        .name(id)
        .set_labels(Some(labels.iter().cloned().collect()));
    Some(Call::new(input).checked(|answer: &LabelParameterVersionOutput| match answer.invalid_labels() {
        [] => Verdict::Done(Vec::new()),
        strange => Verdict::Failed(format!("AWS does not take the labels {}", strange.join(", "))),
    }))
}

/// Deletes a parameter; one that is gone already is deleted.
fn delete(id: &str) -> Call {
    let wanted = address(id);
    let told = move |answer: &DeleteParametersOutput| {
        let mut named = answer.deleted_parameters().iter().chain(answer.invalid_parameters());
        match named.any(|name| address(name) == wanted) {
            true => Verdict::Done(Vec::new()),
            false => Verdict::Failed("AWS did not say that it is deleted".into()),
        }
    };
    Call::new(DeleteParametersInputBuilder::default().names(id)).checked(told)
}

fn owned_tags(site: &Site, desired: &Parameter) -> impl Iterator<Item = (String, String)> {
    let own = desired.tags.iter().map(|(key, value)| (key.clone(), value.clone()));
    own.chain([tags::owned(site)])
}
