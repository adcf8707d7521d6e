//! Calls in which the patient looks who is at the other end.

use crate::calls::{
    accepts, at_patient, connecting, patient_is_rung, patient_talks_in, ringing, told,
};
use crate::devices;
use crate::ends::over;
use crate::people::{DAY_S, NOW, doctor, patient};
use crate::rooms::in_waiting_knowing;
use crate::scene::{Pages, Scene};
use crate::server::BASE;
use client_core::proof::{
    DeviceKey, DeviceSecret, Nonce, commitment_of, fingerprint_of, sign_offer,
};
use client_core::{KnownDevice, KnownDevices, MediaEvent};
use shared::{CallId, Cause, EntryState, OfferProof, Outcome, ServerFrame, Signal};

fn call_id() -> CallId {
    ringing().id
}

/// One of the doctor's devices.
fn key(device: u8) -> DeviceKey {
    DeviceSecret::from([device; 32]).key_for(BASE, doctor().user_id)
}

/// A session description of a device.
fn described(device: u8) -> String {
    let pairs = vec![format!("{device:02X}"); 32].join(":");
    format!("v=0\r\na=fingerprint:sha-256 {pairs}\r\n")
}

fn says(scene: Scene, number: u64, signal: Signal) -> Scene {
    scene.hears(ServerFrame::Signal {
        call_id: call_id(),
        number,
        signal,
    })
}

/// The doctor's device makes its offer, and this one answers.
fn offered(scene: Scene, device: u8, proof: Option<OfferProof>) -> Scene {
    let sdp = described(device);
    says(scene, 1, Signal::Offer { sdp, proof }).finds(MediaEvent::Signal {
        call_id: call_id(),
        signal: Signal::answer(described(1)),
    })
}

/// What that device has to say for itself.
fn proof(device: u8) -> Option<OfferProof> {
    let fingerprint = fingerprint_of(&described(device))?;
    let commitment = commitment_of(call_id(), Nonce::from([device; 32]));
    Some(sign_offer(&key(device), call_id(), fingerprint, commitment))
}

fn revealed(scene: Scene, device: u8) -> Scene {
    let nonce = Nonce::from([device; 32]).write();
    says(scene, 2, Signal::Reveal { nonce })
}

/// The patient's device after a call with the doctor's second one.
fn knowing() -> Scene {
    let met_at = NOW.plus_s(-40 * DAY_S);
    let known: KnownDevices = [KnownDevice {
        server_url: BASE.into(),
        me: patient().user_id,
        other: doctor().user_id,
        key: key(2).public(),
        first_at: met_at,
        last_at: met_at,
    }]
    .into_iter()
    .collect();
    in_waiting_knowing(EntryState::Ready, known).finds(devices::found())
}

/// A call with this device of the doctor's that goes well.
fn signed(scene: Scene, device: u8) -> Scene {
    revealed(
        offered(patient_talks_in(scene), device, proof(device)),
        device,
    )
}

pub(crate) fn pages() -> Pages {
    let accepted = || accepts(patient_is_rung(knowing()), ringing());
    // Another device's proof over this description.
    let refused = || offered(accepted(), 4, proof(3));
    let connecting = connecting(ringing());
    let failed = over(
        connecting,
        Outcome::NeverConnected,
        Some(Cause::NetworkBlocked),
        None,
    );
    vec![
        ("call-identity-first", signed(at_patient(), 2).view()),
        ("call-identity-known", signed(knowing(), 2).view()),
        ("call-identity-new", signed(knowing(), 3).view()),
        (
            "call-identity-no-number",
            offered(patient_talks_in(at_patient()), 2, proof(2)).view(),
        ),
        (
            "call-identity-unsigned",
            offered(patient_talks_in(at_patient()), 2, None).view(),
        ),
        (
            "call-identity-no-longer-signed",
            offered(patient_talks_in(knowing()), 2, None).view(),
        ),
        ("call-identity-refused", refused().view()),
        ("call-ended-refused", told(refused(), failed).view()),
    ]
}
