//! A stack's sites, for what starts runs.

use engine::resolve::{Place, UNKNOWN_ACCOUNT};
use serde::Serialize;

use crate::render::wire::text;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// A site as others name it.
#[derive(Debug, Serialize)]
struct Site<'a> {
    environment: &'a str,
    region: &'a str,
    account: Option<&'a str>,
    role: Option<&'a str>,
}

impl<'a> Site<'a> {
    fn of(place: &'a Place<'_>) -> Self {
        let account = Some(place.site.account.as_str()).filter(|account| *account != UNKNOWN_ACCOUNT);
        let role = place.written.environment.assume_role.as_ref().map(|role| role.value.as_str());
        Self { environment: &place.site.environment, region: &place.site.region, account, role }
    }
}

fn all<'a>(places: &'a [Place<'_>]) -> Vec<Site<'a>> {
    places.iter().map(Site::of).collect()
}

/// A line for each: its environment, region and account, `-` where the stack declares no account.
pub fn lines(places: &[Place<'_>]) -> String {
    let line =
        |site: Site<'_>| format!("{} {} {}\n", site.environment, site.region, site.account.unwrap_or("-"));
    all(places).into_iter().map(line).collect()
}

/// One JSON object.
pub fn json(places: &[Place<'_>], stack: &str, version: &str) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        format_version: &'static str,
        tool_version: &'a str,
        stack: &'a str,
        sites: Vec<Site<'a>>,
    }
    text(&File { format_version: FORMAT, tool_version: version, stack, sites: all(places) })
}

/// What `fromJSON` takes for `strategy.matrix`, on one line.
pub fn github_matrix(places: &[Place<'_>]) -> String {
    #[derive(Serialize)]
    struct Matrix<'a> {
        include: Vec<Site<'a>>,
    }
    let matrix = serde_json::to_string(&Matrix { include: all(places) });
    matrix.expect("texts are JSON") + "\n"
}

/// A pipeline for `trigger: include` with one job for each site. What the job does is the job `.trueup-site` of
/// a file that is included beside; its variables are those of trueup's own options.
pub fn gitlab(places: &[Place<'_>]) -> String {
    #[derive(Serialize)]
    struct Pipeline<'a> {
        #[serde(rename = "trueup-site")]
        job: Job<'a>,
    }
    #[derive(Serialize)]
    struct Job<'a> {
        extends: &'static str,
        parallel: Parallel<'a>,
    }
    #[derive(Serialize)]
    struct Parallel<'a> {
        matrix: Vec<Variables<'a>>,
    }
    #[derive(Serialize)]
    struct Variables<'a> {
        #[serde(rename = "TRUEUP_ENVIRONMENT")]
        environment: &'a str,
        #[serde(rename = "TRUEUP_REGION")]
        region: &'a str,
        #[serde(rename = "ACCOUNT", skip_serializing_if = "Option::is_none")]
        account: Option<&'a str>,
    }
    let variables =
        |Site { environment, region, account, role: _ }| Variables { environment, region, account };
    let matrix = all(places).into_iter().map(variables).collect();
    let job = Job { extends: ".trueup-site", parallel: Parallel { matrix } };
    serde_yaml::to_string(&Pipeline { job }).expect("texts are YAML")
}
