//! What the two devices of a call measure.

use crate::app::Principal;
use crate::app::calls::carrying;
use crate::error::AppError;
use crate::state::AppState;
use shared::{CallId, ProblemCode, QualityCause, QualityGrade, QualityReport};

/// Most quality reports of one side of a call: one each ten seconds for four hours.
const MAX_QUALITY_REPORTS: i64 = 1_440;

/// Keeps what a side of a call measured, and counts it for the server's own figures.
///
/// # Errors
/// The device carries no side of this call, or has reported more often than any call lasts.
pub async fn note_quality(
    state: &AppState,
    principal: Principal,
    call_id: CallId,
    report: QualityReport,
) -> Result<(), AppError> {
    let now = principal.now;
    state
        .write(move |tx| {
            let side = carrying(tx, principal, call_id)?;
            if tx.note_quality(call_id, side, &report, MAX_QUALITY_REPORTS, now)? {
                Ok(())
            } else {
                Err(AppError::Known(ProblemCode::TooManyRequests))
            }
        })
        .await?;
    let QualityReport { quality, .. } = report;
    let grade = match quality.grade {
        QualityGrade::Good => "good",
        QualityGrade::Weak => "weak",
        QualityGrade::Bad => "bad",
    };
    let cause = match quality.cause {
        None => "none",
        Some(QualityCause::NoPath) => "no_path",
        Some(QualityCause::Bandwidth) => "bandwidth",
        Some(QualityCause::Loss) => "loss",
        Some(QualityCause::Delay) => "delay",
        Some(QualityCause::Relay) => "relay",
        Some(QualityCause::Machine) => "machine",
    };
    metrics::counter!("medconsult_call_quality_total", "grade" => grade, "cause" => cause)
        .increment(1);
    Ok(())
}
