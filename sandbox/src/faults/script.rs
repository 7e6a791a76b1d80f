//! Fault rules as a text that people write: one to a line.

use std::time::Duration;

use super::omit::Omission;
use super::rule::{Effect, Moment, Rule, When};
use crate::facts::facts;

/// Why a text is no fault script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct ScriptError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what could stand there.
    pub why: String,
}

const WHENS: &str = "`every`, `call N`, `first N`, `after N`, `overall N` or `chance P%`";
const EFFECTS: &str = "`throttle`, `error CODE [MESSAGE]`, `trouble [after]`, `lose request`, `lose answer`, \
                       `delay TIME`, `omit ITEM [as invalid]`, `crash [after]` or `silence [after]`";

/// Reads a fault script: rules of the form `OPERATION WHEN EFFECT`, one to a line; what follows a `#` is for
/// people. An operation is AWS's name for it, or `*` for all of them.
///
/// ```
/// let rules = sandbox::script(
///     "PutParameter  call 3     lose answer\n\
///      *             overall 17 error AccessDeniedException You may not\n\
///      GetParameters chance 20% throttle   # by the seed\n",
/// );
/// assert_eq!(rules.unwrap().len(), 3);
/// assert_eq!(
///     sandbox::script("PutParameter").unwrap_err().to_string(),
///     "line 1: which calls is not said: `every`, `call N`, `first N`, `after N`, `overall N` or `chance P%`"
/// );
/// ```
///
/// # Errors
/// The first line that is no rule.
pub fn script(text: &str) -> Result<Vec<Rule>, ScriptError> {
    let lines =
        text.lines().enumerate().map(|(at, line)| (at + 1, line.split('#').next().unwrap_or_default()));
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(line, text)| rule(text).map_err(|why| ScriptError { line, why })).collect()
}

/// The words of a line that have not been read.
type Words<'a> = std::str::SplitWhitespace<'a>;

fn rule(line: &str) -> Result<Rule, String> {
    let mut words = line.split_whitespace();
    let operation = operation(words.next().unwrap_or_default())?;
    let when = when(&mut words)?;
    let effect = effect(&mut words)?;
    match words.next() {
        None => Ok(Rule { operation, when, effect }),
        Some(word) => Err(format!("`{word}` says nothing here")),
    }
}

fn operation(word: &str) -> Result<Option<String>, String> {
    if word == "*" {
        return Ok(None);
    }
    let known = facts().services().iter().any(|service| service.operations.contains_key(word));
    if known {
        Ok(Some(word.to_owned()))
    } else {
        Err(format!("AWS has no operation `{word}`; `*` means all"))
    }
}

fn when(words: &mut Words<'_>) -> Result<When, String> {
    let word = words.next().ok_or_else(|| format!("which calls is not said: {WHENS}"))?;
    let mut number = || {
        let number = words.next().and_then(|word| word.parse().ok());
        number.ok_or_else(|| format!("`{word}` wants a number"))
    };
    match word {
        "every" => Ok(When::Every),
        "call" => number().map(When::Nth),
        "first" => number().map(When::First),
        "after" => number().map(When::After),
        "overall" => number().map(When::Overall),
        "chance" => {
            let share = words.next().and_then(|word| word.strip_suffix('%')?.parse::<f64>().ok());
            let share = share.filter(|share| (0.0..=100.0).contains(share));
            Ok(When::Chance(share.ok_or("`chance` wants a share from 0% to 100%")? / 100.0))
        }
        _ => Err(format!("`{word}` is not a word for which calls: {WHENS}")),
    }
}

fn effect(words: &mut Words<'_>) -> Result<Effect, String> {
    let word = words.next().ok_or_else(|| format!("what happens is not said: {EFFECTS}"))?;
    Ok(match word {
        "throttle" => Effect::Throttle,
        "error" => {
            let code = words.next().ok_or("`error` wants a code, such as `AccessDeniedException`")?;
            let message: Vec<&str> = words.collect();
            Effect::error(code, &message.join(" "))
        }
        "trouble" => Effect::internal(moment(words)?),
        "lose" => match words.next() {
            Some("request") => Effect::LoseRequest,
            Some("answer") => Effect::LoseAnswer,
            Some(_) | None => return Err("`lose` wants `request` or `answer`".into()),
        },
        "delay" => Effect::Delay(words.next().and_then(time).ok_or("`delay` wants a time, such as `250ms`")?),
        "omit" => {
            let item = words.next().ok_or("`omit` wants a name, an id or an ARN")?.to_owned();
            match (words.next(), words.next()) {
                (None, _) => Effect::Omit(item, Omission::Silent),
                (Some("as"), Some("invalid")) => Effect::Omit(item, Omission::Invalid),
                (Some(_), _) => return Err("`omit ITEM` stands alone, or before `as invalid`".into()),
            }
        }
        "crash" => Effect::Crash(moment(words)?),
        "silence" => Effect::Silence(moment(words)?),
        _ => return Err(format!("`{word}` is nothing that happens: {EFFECTS}")),
    })
}

fn moment(words: &mut Words<'_>) -> Result<Moment, String> {
    match words.next() {
        None => Ok(Moment::Before),
        Some("after") => Ok(Moment::After),
        Some(word) => Err(format!("`{word}` is no moment: `after`, or nothing for before")),
    }
}

fn time(word: &str) -> Option<Duration> {
    let span: jiff::SignedDuration = word.parse().ok()?;
    span.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_its_rule() {
        let second = Duration::from_secs(1);
        let (before, after) = (Moment::Before, Moment::After);
        for (text, when, effect) in [
            ("* every throttle", When::Every, Effect::Throttle),
            ("* call 3 lose answer", When::Nth(3), Effect::LoseAnswer),
            ("* first 3 lose request", When::First(3), Effect::LoseRequest),
            ("* after 3 delay 1s", When::After(3), Effect::Delay(second)),
            ("* overall 3 crash", When::Overall(3), Effect::Crash(before)),
            ("* overall 3 crash after", When::Overall(3), Effect::Crash(after)),
            ("* chance 25% trouble", When::Chance(0.25), Effect::internal(before)),
            ("* every trouble after", When::Every, Effect::internal(after)),
            ("* every silence after", When::Every, Effect::Silence(after)),
            ("* every omit /a", When::Every, Effect::Omit("/a".into(), Omission::Silent)),
            ("* every omit /a as invalid", When::Every, Effect::Omit("/a".into(), Omission::Invalid)),
            ("* every error X", When::Every, Effect::error("X", "")),
            ("* every error X not now # later", When::Every, Effect::error("X", "not now")),
        ] {
            assert_eq!(script(text), Ok(vec![Rule::everywhere(when, effect)]), "{text}");
        }
        let put = script("\n# nothing\nPutParameter every throttle\n");
        assert_eq!(put, Ok(vec![Rule::new("PutParameter", When::Every, Effect::Throttle)]));
    }

    #[test]
    fn what_is_no_rule_is_told_with_its_line() {
        for (text, why) in [
            ("PutParametr every throttle", "AWS has no operation `PutParametr`; `*` means all"),
            ("* call x throttle", "`call` wants a number"),
            ("* chance 120% throttle", "`chance` wants a share from 0% to 100%"),
            ("* every lose", "`lose` wants `request` or `answer`"),
            ("* every delay soon", "`delay` wants a time, such as `250ms`"),
            ("* every delay -1s", "`delay` wants a time, such as `250ms`"),
            ("* every crash later", "`later` is no moment: `after`, or nothing for before"),
            ("* every throttle twice", "`twice` says nothing here"),
        ] {
            let error = script(&format!("# one\n\n{text}")).expect_err(text);
            assert_eq!((error.line, error.why.as_str()), (3, why));
        }
        assert!(script("* never throttle").is_err_and(|error| error.why.contains("`chance P%`")));
        assert!(script("* every burn").is_err_and(|error| error.why.contains("`lose answer`")));
    }
}
