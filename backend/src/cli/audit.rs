//! Looking at the audit on the command line.

use super::print;
use anyhow::{Context, bail, ensure};
use backend::clock;
use std::path::Path;
use store::{AuditFault, AuditHead, AuditKeys, AuditReport, Store};

/// Walks the chain, and holds it against what was kept elsewhere.
pub fn verify(store: &Store, keys: &AuditKeys, heads: &[String]) -> anyhow::Result<()> {
    let mut known = Vec::new();
    for given in heads {
        known.extend(read_heads(given)?);
    }
    match store.read(|tx| tx.verify_audit(keys, &known))? {
        Ok(report) => print(&words_of(&report)),
        Err(fault) => bail!("{}", words_of_fault(&fault)),
    }
}

/// Prints the head as it is now.
pub fn print_head(store: &Store, keys: &AuditKeys) -> anyhow::Result<()> {
    let head = store.read(|tx| tx.audit_head(keys, clock::now()))?;
    print(
        &head
            .context("no entry bears this server's key yet; start it once")?
            .to_string(),
    )
}

/// A head itself, or all of a file.
fn read_heads(given: &str) -> anyhow::Result<Vec<AuditHead>> {
    if let Ok(head) = given.parse() {
        return Ok(vec![head]);
    }
    let text = std::fs::read_to_string(Path::new(given))
        .with_context(|| format!("{given} is no head, and no file that can be read"))?;
    let heads = AuditHead::all_in(&text);
    ensure!(
        !heads.is_empty(),
        "there is no head of the audit in {given}"
    );
    Ok(heads)
}

fn words_of(report: &AuditReport) -> String {
    let AuditReport {
        entries,
        keyed_from,
        keyed_at,
        headed,
    } = report;
    let mut words = format!("the audit is whole: {entries} entries");
    if *keyed_from > 1 {
        let since = jiff::Timestamp::from_millisecond(keyed_at.0).unwrap_or_default();
        words += &format!(
            "\nthe first {} are from before there were keys; they are as they were on {since}, and nobody \
             can know what happened to them before",
            keyed_from - 1
        );
    }
    words += &match headed {
        Some(headed) => format!(
            "\nit still holds the {headed} entries of the newest head; what may have been cut off after \
             those can't be known"
        ),
        None => "\nwhether entries are missing at its end, or all of it was once deleted and begun anew, \
                 can't be known without a head (--head)"
            .to_owned(),
    };
    words
}

fn words_of_fault(fault: &AuditFault) -> String {
    match fault {
        AuditFault::Empty => {
            "the audit is empty, and a server that ever started has written to it: \
                              either it never did, or everything was deleted"
                .to_owned()
        }
        AuditFault::Unkeyed => {
            "no entry bears a key: either the server was not started since there are \
                                keys, or they were taken away"
                .to_owned()
        }
        AuditFault::Broken { seq } => format!("the audit's chain breaks at entry {seq}"),
        AuditFault::UnknownKey { seq, key_id } => format!(
            "the entries up to {seq} bear the key {key_id} of another secret, and none that is known here \
             vouches for them; is it the one before? Then set MEDCONSULT_PREVIOUS_SECRET"
        ),
        AuditFault::Cut { entries, were } => {
            format!(
                "the audit was cut: it has {entries} entries, and the head says that it had {were}"
            )
        }
        AuditFault::Rewritten { seq } => format!(
            "the audit was written anew: entry {seq} is not the one at which the head was taken"
        ),
        AuditFault::ForgedHead(head) => format!("this head was changed or made up: {head}"),
        AuditFault::UnknownHead(head) => format!(
            "this head bears the key of another secret (MEDCONSULT_PREVIOUS_SECRET?): {head}"
        ),
    }
}
