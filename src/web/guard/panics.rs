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
