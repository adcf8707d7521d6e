//! How a call is, as the core knows it.

use crate::clinic::Clinic;
use client_core::{
    CallFigures, CallIntent, Input, MediaEvent, PathEnd, QualityCause, QualityGrade,
};
use shared::ClientFrame;

#[test]
fn figures_of_the_open_call_are_judged_and_others_left_out() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let patient = scene.patient;
    let quality = |clinic: &Clinic| clinic.devices[patient].app.call_quality();
    assert_eq!(quality(&clinic), None, "nothing was measured yet");
    let call_id = clinic.devices[patient].media.as_ref().unwrap().call_id;
    let figures = CallFigures {
        receiving: true,
        lost_in_percent: 7,
        local_end: Some(PathEnd::Host),
        ..CallFigures::default()
    };
    let tell = |clinic: &mut Clinic, call_id, figures| {
        let event = MediaEvent::Figures { call_id, figures };
        clinic.input(patient, Input::Media(event));
    };
    let other = shared::CallId::from(uuid::Uuid::from_u128(1));
    tell(&mut clinic, other, figures);
    assert_eq!(quality(&clinic), None, "that was another call");
    tell(&mut clinic, call_id, figures);
    let (verdict, told) = quality(&clinic).unwrap();
    assert_eq!(told, figures);
    assert_eq!(verdict.grade, QualityGrade::Weak);
    assert_eq!(verdict.cause, Some(QualityCause::Loss));
    clinic.says(patient, CallIntent::End);
    clinic.wait(1_000);
    assert_eq!(quality(&clinic), None, "it is over");
}

#[test]
fn the_server_is_told_every_ten_seconds_while_it_can_be() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let patient = scene.patient;
    let call_id = clinic.devices[patient].media.as_ref().unwrap().call_id;
    let told = |clinic: &Clinic| {
        let frames = clinic.devices[patient].sent_frames.iter();
        frames
            .filter_map(|frame| match frame {
                ClientFrame::CallQuality { report, .. } => Some(*report),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    for second in 0..25_u8 {
        let figures = CallFigures {
            receiving: true,
            lost_in_percent: second,
            ..CallFigures::default()
        };
        let event = MediaEvent::Figures { call_id, figures };
        clinic.input(patient, Input::Media(event));
        clinic.wait(1_000);
    }
    let reports = told(&clinic);
    let lost: Vec<u8> = reports
        .iter()
        .map(|report| report.lost_in_percent)
        .collect();
    assert_eq!(lost, [0, 10, 20]);
    assert_eq!(reports[0].quality.grade, QualityGrade::Good);
    assert_eq!(reports[1].quality.cause, Some(QualityCause::Loss));
    assert_eq!(reports[2].quality.grade, QualityGrade::Bad);
}
