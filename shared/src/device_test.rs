use serde::{Deserialize, Serialize};

/// How one part of a device test went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TestVerdict {
    /// It works.
    Good,
    /// It works, with a flaw.
    Weak,
    /// It doesn't work.
    Failed,
    /// Not tried.
    #[default]
    Untested,
}

/// Why a part is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TestReason {
    /// The person or the system refused it.
    Refused,
    /// There is none.
    Missing,
    /// Nothing was heard.
    Silent,
    /// Too slow, or too many packets are lost.
    Slow,
    /// No path through the network works.
    Blocked,
    /// Nothing shows that anybody elsewhere can be reached.
    Unproven,
}

/// How a call can get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NetworkPath {
    /// From device to device by UDP.
    Direct,
    /// Over the relay by UDP.
    RelayUdp,
    /// Over the relay by TCP: UDP is blocked here.
    RelayTcp,
    /// Over the relay by TLS: only what looks like the web gets out.
    RelayTls,
}

/// What a clinic asks of a patient's device before Ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeviceTestPolicy {
    /// Nothing.
    Ignore,
    /// Nothing, but both are told where the test was not passed.
    #[default]
    Warn,
    /// A passed test.
    Require,
}

/// One part of a device test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestPart {
    /// How it went.
    pub verdict: TestVerdict,
    /// Why it is not good.
    #[serde(default)]
    pub reason: Option<TestReason>,
}

/// Body of `PUT /api/patient/schedules/{id}/device-test`: what the patient's device can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceTest {
    /// The picture.
    pub camera: TestPart,
    /// The sound in.
    pub microphone: TestPart,
    /// The sound out, with the real ringtone.
    pub speaker: TestPart,
    /// The way to the other side.
    pub network: TestPart,
    /// The ring, sent by the server as for a call and heard by the person.
    #[serde(default)]
    pub ring: TestPart,
    /// The way that a call is going to take, as far as this device knows.
    #[serde(default)]
    pub path: Option<NetworkPath>,
}
