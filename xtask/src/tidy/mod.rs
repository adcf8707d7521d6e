//! The house rules that no compiler knows: who may import whom, and how files look.
//!
//! Each rule is a pure function over text or over cargo's metadata. Reading files happens here.

mod arrows;
mod asvs;
mod circles;
mod colours;
mod files;
mod finding;
mod leftovers;
mod links;
mod locks;
mod migrations;
mod relative;
mod rooms;
mod times;

use crate::paths;
use anyhow::Context;
use finding::Finding;
use std::fs;
use std::path::Path;

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// Only tell the circles among imports, with every arrow that belongs to one
    #[arg(long)]
    circles: bool,
}

/// Does what is asked for.
pub fn tidy(args: &Args) -> anyhow::Result<()> {
    if args.circles {
        return tell_circles();
    }
    check()
}

fn tell_circles() -> anyhow::Result<()> {
    let root = paths::root();
    let circles = circles::find(&root, &paths::metadata()?, &files::sources(&root)?)?;
    for circle in &circles {
        let finding = circles::finding(circle);
        println!("{}: {}", finding.location, finding.message);
        for (from, line, to) in &circle.arrows {
            println!("    {from}:{line} -> {to}");
        }
    }
    println!("{} circle(s) among imports.", circles.len());
    Ok(())
}

/// Checks every rule and fails with all findings at once.
pub fn check() -> anyhow::Result<()> {
    let root = paths::root();
    let findings = find_all(&root)?;
    for finding in &findings {
        println!("{}: {}", finding.location, finding.message);
    }
    anyhow::ensure!(
        findings.is_empty(),
        "{} house rule(s) broken; ARCHITECTURE.md says why they are there",
        findings.len()
    );
    println!("The house is tidy.");
    Ok(())
}

fn find_all(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let metadata = paths::metadata()?;
    let mut findings = arrows::check(&metadata, |manifest| {
        fs::read_to_string(manifest).unwrap_or_default()
    });
    let sources = files::sources(root)?;
    findings.extend(circles::check(root, &metadata, &sources)?);
    for path in sources {
        let text =
            fs::read_to_string(root.join(&path)).with_context(|| format!("{path} is no text"))?;
        findings.extend(files::check_length(&path, &text));
        findings.extend(leftovers::check(&path, &text));
        findings.extend(rooms::check(&path, &text));
        findings.extend(times::check(&path, &text));
        if colours::is_checked(&path) {
            findings.extend(colours::check(&path, &text));
        }
    }
    for path in files::documents(root)? {
        let text = fs::read_to_string(root.join(&path))?;
        findings.extend(links::check(&path, &text, |target| {
            root.join(target).exists()
        }));
    }
    findings.extend(migrations::check(
        &files::children(&root.join("migrations/sqlite"))?,
        &files::children(&root.join("migrations/postgresql"))?,
    ));
    findings.extend(check_asvs(root, &metadata)?);
    let cargo_lock = fs::read_to_string(root.join("Cargo.lock"))?;
    findings.extend(locks::check_cargo(&cargo_lock));
    // The UI has its lock file as soon as it has packages.
    if let Ok(npm_lock) = fs::read_to_string(root.join("client-ui/package-lock.json")) {
        findings.extend(locks::check_npm(&npm_lock));
    }
    Ok(findings)
}

fn check_asvs(root: &Path, metadata: &serde_json::Value) -> anyhow::Result<Vec<Finding>> {
    let table = fs::read_to_string(root.join(asvs::TABLE))?;
    let rules = ["Cargo.toml", "clippy.toml", "deny.toml"].map(str::to_owned);
    let written = [files::sources(root)?, files::documents(root)?].concat();
    let paths = written.into_iter().chain(rules);
    let house = asvs::House::read(metadata, paths, |path| {
        fs::read_to_string(root.join(path)).ok()
    });
    let mut findings = asvs::check(&table, &house);
    let sums = fs::read_to_string(root.join(asvs::SUMS))?;
    findings.extend(asvs::check_sums(&table, &sums));
    Ok(findings)
}
