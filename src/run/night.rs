//! The night shift of `drift`: who has changed what, and the OpsItems of it.

use engine::desk::round;
use engine::drift::{Drift, MOST, Traces, Trail, Who, Whose, trail};
use engine::policy::Judged;
use engine::ports::abreast;

use super::stage::Stage;
use crate::app::App;
use crate::exit::Exit;
use crate::render::desk::{cases, told};
use crate::view::text::{counted, escape};

/// Who is asked who has changed something, beside AWS's own answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// CloudTrail.
    Trail,
    /// Nobody.
    Nobody,
}

/// Who has changed what of each site, in order. What CloudTrail does not tell is a note.
pub async fn whose(
    app: &App,
    stages: &[Stage<'_>],
    drifts: &[Drift<'_>],
    traces: &[Traces],
    asked: Asked,
) -> Vec<Whose> {
    let sites = || stages.iter().zip(drifts).zip(traces);
    let itself = sites().map(|((_, drift), traces)| traces.whose(drift));
    if asked == Asked::Nobody {
        return itself.collect();
    }
    let answers = {
        let _busy = app.terminal.busy("asking CloudTrail");
        abreast(sites(), async |((stage, drift), traces)| trail(&stage.reads(), drift, traces).await).await
    };
    note(app, stages, &answers);
    let known = itself.zip(drifts).zip(answers).map(|((itself, drift), answer)| {
        let nobody = drift.entries.iter().filter(|entry| entry.class.drift());
        let nobody = nobody.filter_map(|entry| Some((entry.what.address()?.clone(), Who::default())));
        let mut known: Whose = nobody.chain(itself).collect();
        for (address, who) in answer.whose {
            // AWS's own answer may be of something that CloudTrail does not tell of yet.
            if !known.get(&address).is_some_and(|itself| itself.is_newer(&who)) {
                known.insert(address, who);
            }
        }
        known
    });
    known.collect()
}

fn note(app: &App, stages: &[Stage<'_>], answers: &[Trail]) {
    let mut refused = stages
        .iter()
        .zip(answers)
        .filter_map(|(stage, answer)| Some((&stage.place.site, answer.refused.as_ref()?)));
    if let Some((site, why)) = refused.next() {
        let others = match refused.count() {
            0 => String::new(),
            more => format!(", and at {} likewise", counted(more, "other site", "other sites")),
        };
        app.terminal.note(&escape(&format!("{site}: CloudTrail does not tell who: {why}{others}")));
        app.terminal.note("`trueup iam drift --who` prints what the role needs for it");
    }
    for (stage, answer) in stages.iter().zip(answers).filter(|(_, answer)| answer.unasked > 0) {
        let (site, left) = (&stage.place.site, counted(answer.unasked, "difference", "differences"));
        app.terminal.note(&format!("{site}: CloudTrail was asked {MOST} times, and not about {left} more"));
    }
}

/// Brings the OpsItems of every site in line with what was found, and says so; what each site ends the run with,
/// in order.
pub async fn keep(
    app: &App,
    stages: &[Stage<'_>],
    plans: &[Judged],
    drifts: &[Drift<'_>],
    whose: &[Whose],
) -> Vec<Exit> {
    let sites = stages.iter().zip(plans).zip(drifts).zip(whose);
    let outcomes = {
        let _busy = app.terminal.busy("writing OpsItems");
        abreast(sites, async |(((stage, plan), drift), whose)| {
            round(&stage.desk(), plan, &cases(plan, drift, whose)).await
        })
        .await
    };
    let ends = stages.iter().zip(&outcomes).map(|(stage, outcome)| {
        let (told, troubles) = told(&stage.place.site, outcome);
        app.terminal.note(&told);
        troubles.iter().for_each(|trouble| app.terminal.error(trouble));
        if troubles.is_empty() { Exit::Done } else { Exit::Partial }
    });
    ends.collect()
}
