//! A panic in a handler is a 500 for one request, and the process lives.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::web::failure::Problem;

/// Around every resource: here the URL is matched already, so that the request can be kept for the answer.
pub async fn caught(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kept = request.request().clone();
    let mut answer = Box::pin(next.call(request));
    let polled = poll_fn(|context| {
        // After a panic the future is never polled again.
        catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)))
            .map_or_else(|panic| Poll::Ready(Err(panic)), |poll| poll.map(Ok))
    })
    .await;
    match polled {
        Ok(answered) => answered.map(ServiceResponse::map_into_boxed_body),
        Err(panic) => {
            let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
            let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Ok(ServiceResponse::from_err(Problem::broken(format!("a handler panicked: {said}")), kept))
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};

    use super::*;

    async fn falls() -> HttpResponse {
        panic!("on purpose")
    }

    #[actix_web::test]
    async fn a_panic_is_one_request_s_failure() {
        let resource = web::resource("/falls/{name}").route(web::get().to(falls)).wrap(from_fn(caught));
        let app = init_service(App::new().service(resource)).await;
        for _ in 0..2 {
            let answer = call_service(&app, TestRequest::get().uri("/falls/x").to_request()).await;
            assert_eq!(answer.status(), 500);
            let body = String::from_utf8(actix_web::test::read_body(answer).await.to_vec()).unwrap();
            assert!(body.contains("\"internal\"") && !body.contains("on purpose"), "{body}");
        }
    }
}
