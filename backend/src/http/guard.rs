//! Around every request: a panic becomes an answer, and each answer is counted and says the usual.

use super::headers::{WithUsual, add_usual};
use super::visitor::visitor;
use crate::error::AppError;
use crate::fair::{Asker, asked_by};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;

/// Answers a panic with a problem that names the request in the log, and counts answers by route
/// and status. The path as asked for is never used: it may hold an id. Nor is the method: whoever asks
/// may invent one, and each would be counted for ever.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let pattern = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    let method = counted(request.method());
    let from = visitor(request.request());
    // The request itself must not be held on to: the router wants it for itself alone.
    let answer = AssertUnwindSafe(next.call(request)).catch_unwind();
    let answer = match asked_by(Asker::Network(from.network()), answer).await {
        Ok(Ok(mut response)) => {
            add_usual(response.headers_mut(), from.https);
            Ok(response.map_into_boxed_body())
        }
        Ok(Err(error)) => Err(error),
        Err(_) => Err(AppError::Fault(anyhow::anyhow!("the handler of {pattern} panicked")).into()),
    };
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    let labels = [
        ("method", method.to_owned()),
        ("route", pattern),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("medconsult_answers_total", &labels).increment(1);
    let https = from.https;
    answer.map_err(|error: actix_web::Error| WithUsual { error, https }.into())
}

/// The method as it is counted: one that the contract has, or any other.
const fn counted(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::guard;
    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpResponse, test, web};
    use shared::{Problem, ProblemCode};

    #[actix_web::test]
    async fn a_panic_is_answered_with_a_problem_and_the_worker_lives_on() {
        async fn broken() -> &'static str {
            panic!("a defect")
        }
        let app = App::new()
            .wrap(from_fn(guard))
            .route("/", web::get().to(broken));
        let app = test::init_service(app).await;
        for _ in 0..2 {
            let request = test::TestRequest::get().uri("/").to_request();
            // The server turns an error into its response only on its way out.
            let answer = match test::try_call_service(&app, request).await {
                Ok(answer) => HttpResponse::from(answer),
                Err(error) => HttpResponse::from_error(error),
            };
            assert_eq!(answer.status(), 500);
            assert!(answer.headers().contains_key("X-Content-Type-Options"));
            let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
            let problem: Problem = serde_json::from_slice(&body).unwrap();
            assert_eq!(
                (problem.code, problem.request_id.len()),
                (ProblemCode::Internal, 36)
            );
        }
    }
}
