//! What a server makes is for its own user alone, whatever the shell that starts it has set.

use crate::support::SECRET;
use crate::support::program::{Program, serve};
use shared::*;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Everything below a folder, and the folder itself.
fn all_below(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            found.extend(all_below(&entry.unwrap().path()));
        }
    }
    found
}

/// The same command, started by a shell with the usual umask.
fn under_usual_umask(inner: &Command) -> Command {
    let mut outer = Command::new("sh");
    outer.args(["-c", "umask 022; exec \"$0\" \"$@\""]);
    outer.arg(inner.get_program()).args(inner.get_args());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    outer
}

#[tokio::test]
async fn nobody_else_on_the_machine_reads_what_a_server_makes() {
    let folder = tempfile::tempdir().unwrap();
    let (data, heads) = (folder.path().join("data"), folder.path().join("heads"));
    let file = folder.path().join("server.toml");
    let settings = format!(
        "approve_doctors = true\naudit_heads = '{}'",
        heads.display()
    );
    std::fs::write(&file, settings).unwrap();
    let mut server = serve(&data);
    server.arg("--config").arg(&file);
    server
        .env("MEDCONSULT_SECRET", SECRET)
        .env("RUST_LOG", "error");
    let program = Program::launch(&mut under_usual_umask(&server));
    let door = &program.door;
    let doctor = door.doctor("Maria Weber").await;
    let patient = door.patient("John Miller").await;
    let schedule = door.online_session(&doctor).await;
    door.join_ready(&patient, &schedule).await;
    let call = door.invite(&doctor, &schedule, &patient).await;
    let encounter_id = EncounterId::from(call.entry_id.unwrap());
    door.put_picture(&patient, encounter_id).await;

    let mut made = all_below(&data);
    // Stopping writes the last head of the audit.
    program.terminate();
    assert!(program.stopped().await.success());
    made.extend(all_below(&heads));
    let named = |name: &str| {
        made.iter()
            .any(|path| path.to_string_lossy().contains(name))
    };
    for name in ["medconsult.db", "medconsult.db-wal", "data/files/", "heads"] {
        assert!(named(name), "{name} is not in {made:?}");
    }
    for path in made.into_iter().filter(|path| path.exists()) {
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is {mode:o}", path.display());
    }
}
