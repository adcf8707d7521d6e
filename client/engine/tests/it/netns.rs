//! Networks of a test's own, gone together with it: network namespaces. They want iproute2 and the
//! right to make them.

use std::ffi::OsStr;
use std::process::Command;

/// A network namespace that has nothing but its loopback.
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// Makes one; the whole machine must have no other of this name.
    pub fn add(name: String) -> Self {
        run(&format!("ip netns add {name}"));
        let namespace = Self { name };
        namespace.ip("link set lo up");
        namespace
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Does `ip` with these arguments inside.
    pub fn ip(&self, arguments: &str) {
        run(&format!("ip -n {} {arguments}", self.name));
    }

    /// Runs a program with its arguments inside.
    pub fn run(&self, line: &str) {
        run(&format!("ip netns exec {} {line}", self.name));
    }

    /// A program that is going to run inside.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).arg(program);
        command
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let mut del = Command::new("ip");
        del.args(["netns", "del", &self.name]).status().ok();
    }
}

/// Runs a program with its arguments.
pub fn run(line: &str) {
    let mut words = line.split_whitespace();
    let status = Command::new(words.next().unwrap()).args(words).status();
    let done = status.is_ok_and(|status| status.success());
    assert!(
        done,
        "`{line}` failed; it wants iproute2 and the right to make network namespaces"
    );
}
