//! Stands in for the C tools of other systems.
//!
//! Build scripts compile C on the way to a check, and go on as soon as the files are there. Nothing
//! reads them, since nothing is linked.

use super::Target;
use anyhow::Context;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes each file that a compiler, an archiver or a resource compiler is told to write. To the
/// question which family it belongs to it answers like clang, or like LLVM's resource compiler.
const TOOL: &str = r#"#!/bin/sh
make() { mkdir -p "$(dirname "$1")" && : > "$1"; }
for word in "$@"; do
  case "$last" in -o|/fo|-fo|/Fo|-Fo) make "$word" ;; esac
  case "$word" in
    -E|/E) echo "clang" ;;
    "/?") echo "LLVM Resource Converter, /no-preprocess" ;;
    -[Ff]o?*|/[Ff]o?*) make "${word#???}" ;;
    -[oO][uU][tT]:*|/[oO][uU][tT]:*) make "${word#*:}" ;;
    *.a) [ -e "$word" ] || make "$word" ;;
  esac
  last=$word
done
exit 0
"#;

/// Configures, builds and installs nothing.
const CMAKE: &str = r#"#!/bin/sh
case "$1" in --version) echo "cmake version 3.25.1" ;; esac
exit 0
"#;

/// The libvpx whose bindings are used; none is linked.
const VPX: &str = "1.12.0";

/// Where they are.
pub struct StandIns {
    tool: PathBuf,
    cmake: PathBuf,
    nothing: PathBuf,
}

impl StandIns {
    /// Writes them into a folder of their own.
    pub fn write(folder: &Path) -> anyhow::Result<Self> {
        let stand_ins = Self {
            tool: folder.join("tool"),
            cmake: folder.join("cmake"),
            nothing: folder.join("nothing"),
        };
        fs::create_dir_all(&stand_ins.nothing).context("no folder for the stand-ins")?;
        for (file, text) in [(&stand_ins.tool, TOOL), (&stand_ins.cmake, CMAKE)] {
            // Left alone where it is right: cargo builds anew what depends on a newer file.
            if fs::read_to_string(file).is_ok_and(|known| known == text) {
                continue;
            }
            fs::write(file, text)?;
            fs::set_permissions(file, fs::Permissions::from_mode(0o755))?;
        }
        Ok(stand_ins)
    }

    /// Has build scripts for `target` use them. What is built for this machine keeps its own tools.
    pub fn apply_to(&self, target: Target, cargo: &mut Command) {
        let triple = target.triple().replace('-', "_");
        for tool in ["CC", "CXX", "AR", "RANLIB", "RC"] {
            cargo.env(format!("{tool}_{triple}"), &self.tool);
        }
        cargo
            .env("CMAKE", &self.cmake)
            // Visual Studio would be looked for otherwise.
            .env("CMAKE_GENERATOR_x86_64_pc_windows_msvc", "Ninja")
            .env("SDKROOT", &self.nothing)
            .env("VPX_LIB_DIR", &self.nothing)
            .env("VPX_INCLUDE_DIR", &self.nothing)
            .env("VPX_VERSION", VPX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the tool in a folder of its own; which of `files` it made.
    fn made(name: &str, words: &[&str], files: &[&str]) -> Vec<bool> {
        let folder = std::env::temp_dir().join(format!("xcheck-{name}-{}", std::process::id()));
        let stand_ins = StandIns::write(&folder).unwrap();
        let status = Command::new(&stand_ins.tool)
            .args(words)
            .current_dir(&folder)
            .status()
            .unwrap();
        assert!(status.success());
        let made = files.iter().map(|file| folder.join(file).is_file());
        let made = made.collect();
        fs::remove_dir_all(&folder).unwrap();
        made
    }

    #[test]
    fn whatever_a_tool_is_told_to_write_is_there() {
        assert_eq!(
            made("cc", &["-c", "a.c", "-o", "out/a.o"], &["out/a.o", "a.c"]),
            [true, false]
        );
        assert_eq!(made("cl", &["-Fob.obj", "b.c"], &["b.obj"]), [true]);
        assert_eq!(made("rc", &["/fo", "c.lib", "c.rc"], &["c.lib"]), [true]);
        assert_eq!(made("lib", &["-out:d.lib", "d.obj"], &["d.lib"]), [true]);
        assert_eq!(made("ar", &["cq", "libe.a", "e.o"], &["libe.a"]), [true]);
    }
}
