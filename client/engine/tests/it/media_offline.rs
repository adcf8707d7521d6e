//! A call in a network that leads nowhere else: no default route, no names to look up.

use crate::again::name_of;
use crate::netns::Namespace;
use crate::two_devices::{Options, both_receive, pair};

/// Set in the process that has a network of its own.
const INSIDE: &str = "OFFLINE_TEST_INSIDE";

#[tokio::test(flavor = "multi_thread")]
async fn a_network_without_a_way_out_carries_a_call() {
    if std::env::var_os(INSIDE).is_none() {
        let program = std::env::current_exe().unwrap();
        let network = Namespace::add(format!("offline{}", std::process::id()));
        let status = network
            .command(program)
            .args([
                "--exact",
                name_of!(a_network_without_a_way_out_carries_a_call),
            ])
            .env(INSIDE, "1")
            .status();
        assert!(status.unwrap().success(), "it failed in its own network");
        return;
    }
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    caller.stop().await;
    callee.stop().await;
}
