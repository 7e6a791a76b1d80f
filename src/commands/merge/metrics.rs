//! Metrics of parts as one file.

use engine::saved::Shard;

use crate::exit::Exit;
use crate::render::drift::{EXIT, HEAD, PART};

/// Whether a text is a file of our metrics.
pub(super) fn are(text: &str) -> bool {
    text.starts_with(HEAD)
}

/// Which part metrics are of, by which version, and what its run ended with.
pub(super) fn part(text: &str) -> Option<(String, Shard, u8)> {
    let labels = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('{'))?;
        Some(line.rsplit_once('}')?.0)
    };
    let said = |labels: &str, name: &str| {
        let (_, value) = labels.split_once(&format!("{name}=\""))?;
        Some(value.split_once('"')?.0.to_owned())
    };
    let version = said(labels("trueup_info")?, "version")?;
    let labels = labels(PART)?;
    let number = |name: &str| said(labels, name)?.parse::<usize>().ok();
    let (index, of, sites) = (number("index")?, number("of")?, number("sites")?);
    let shard = Shard {
        index,
        of,
        commit: said(labels, "commit").filter(|commit| !commit.is_empty()),
        uncommitted: None,
        digest: said(labels, "digest")?,
        sites,
        // They name no site but in their own series.
        own: Vec::new(),
    };
    Some((version, shard, said(labels, "exit_code")?.parse().ok()?))
}

/// A family of metrics: what stands above it, and its samples by part.
struct Family<'a> {
    head: Vec<&'a str>,
    samples: Vec<Vec<&'a str>>,
}

/// One file of those of all parts, each family once; the samples of sites take turns as the sites do.
pub(super) fn merged(parts: &[&str], exit: Exit) -> String {
    let mut families: Vec<(&str, Family<'_>)> = Vec::new();
    for (at, text) in parts.iter().enumerate() {
        for line in text.lines() {
            let comment = line.strip_prefix("# HELP ").or_else(|| line.strip_prefix("# TYPE "));
            let name = comment.unwrap_or(line).split([' ', '{']).next().unwrap_or_default();
            if name == PART || name.is_empty() {
                continue;
            }
            let known = families.iter().position(|(known, _)| *known == name);
            let family = known.unwrap_or_else(|| {
                families.push((name, Family { head: Vec::new(), samples: vec![Vec::new(); parts.len()] }));
                families.len() - 1
            });
            let Family { head, samples } = &mut families[family].1;
            match comment {
                Some(_) if !head.contains(&line) => head.push(line),
                Some(_) => {}
                None => samples[at].push(line),
            }
        }
    }
    let mut text = String::new();
    for (name, Family { head, samples }) in &families {
        head.iter().for_each(|line| text.push_str(&format!("{line}\n")));
        let mut told: Vec<&str> = turns(samples);
        if *name == "trueup_info" {
            told.dedup();
        }
        for line in told {
            // All parts are one run, and that is what it ends with.
            match (*name == EXIT, line.rsplit_once(' ')) {
                (true, Some((series, _))) => text.push_str(&format!("{series} {}\n", exit.code())),
                (false, _) | (true, None) => text.push_str(&format!("{line}\n")),
            }
        }
    }
    text
}

/// The samples of the first site of each part, then those of each second one, and so on.
fn turns<'a>(samples: &[Vec<&'a str>]) -> Vec<&'a str> {
    let by_site = |lines: &Vec<&'a str>| -> Vec<Vec<&'a str>> {
        let mut sites: Vec<Vec<&str>> = Vec::new();
        let target = |line: &str| line.split('"').nth(1).map(str::to_owned);
        for line in lines {
            match sites.last_mut() {
                Some(site) if target(site[0]) == target(line) => site.push(line),
                Some(_) | None => sites.push(vec![line]),
            }
        }
        sites
    };
    let parts: Vec<Vec<Vec<&str>>> = samples.iter().map(by_site).collect();
    let most = parts.iter().map(Vec::len).max().unwrap_or(0);
    (0..most).flat_map(|at| parts.iter().filter_map(move |part| part.get(at)).flatten().copied()).collect()
}
