//! The card of a patient whom the doctor treats, above whatever is shown.
//!
//! Owns the one that is open. Nothing of it stays once it is put away: each look is asked for anew, and the
//! server writes it down.

pub(crate) mod intent;
pub(crate) mod view;

use crate::api::error::read;
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::{Answer, Feature};
use crate::patients::intent::{PatientIntent, PatientRequest};
use crate::patients::view::PatientCardView;
use crate::view_parts::Loadable;
use shared::{UserId, paths};

/// See the module.
#[derive(Default)]
pub(crate) struct Patients {
    open: Option<PatientCardView>,
}

impl Feature for Patients {
    type Intent = PatientIntent;
    type Request = PatientRequest;
    type Reads<'a> = ();

    fn on_intent(&mut self, cx: &mut Ctx, (): (), intent: PatientIntent) {
        match intent {
            PatientIntent::OpenPatient { patient_id } => self.open(cx, patient_id),
            PatientIntent::ClosePatient => self.open = None,
        }
    }

    fn on_answer(&mut self, _cx: &mut Ctx, request: PatientRequest, answer: Answer) {
        let PatientRequest::Card(patient_id) = request;
        let open = self.open.as_mut();
        if let Some(open) = open.filter(|open| open.patient_id == patient_id) {
            open.card = match read(answer) {
                Ok(value) => Loadable::Loaded { value },
                Err(problem) => Loadable::Failed { problem },
            };
        }
    }

    fn on_event(&mut self, cx: &mut Ctx, event: &Event) {
        // What could not be had is asked for again; what is here is one look.
        if let (Event::Reload | Event::Online { .. }, Some(open)) = (event, &self.open)
            && matches!(open.card, Loadable::Failed { .. })
        {
            self.open(cx, open.patient_id);
        }
    }
}

impl Patients {
    fn open(&mut self, cx: &mut Ctx, patient_id: UserId) {
        if !cx.account.is_doctor() || !cx.account.may_practise() {
            return;
        }
        self.open = Some(PatientCardView {
            patient_id,
            card: Loadable::Loading,
        });
        let path = paths::with_id(paths::DOCTOR_PATIENT, patient_id);
        cx.ask(ApiRequest::get(PatientRequest::Card(patient_id), path));
    }

    pub(crate) fn view(&self) -> Option<PatientCardView> {
        self.open.clone()
    }
}
