//! What machines ask about this process.

use actix_web::http::header::ContentType;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{House, Problem, bridge};
use crate::audit;
use crate::fault::Fault;

/// The process lives. Says nothing of the database: restarting this process would not mend that.
pub async fn lives() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::plaintext()).body("lives\n")
}

/// The database answers. 503 when it does not: send requests elsewhere.
pub async fn ready(house: web::Data<House>) -> Result<HttpResponse, Problem> {
    bridge::read(&house, |tx| audit::store::heads(tx).map(|_| ())).await.map_err(|fault: Fault| {
        tracing::warn!(%fault, "not ready");
        Problem::from(fault)
    })?;
    Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body("ready\n"))
}

/// Counters for a collector on this machine. Whoever comes from elsewhere, or through a proxy, finds nothing here.
pub async fn metrics(request: HttpRequest, house: web::Data<House>) -> Result<HttpResponse, Problem> {
    let near = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let proxied = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];
    if !near || proxied.iter().any(|name| request.headers().contains_key(*name)) {
        return Err(Problem::not_found());
    }
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(house.tally.written()))
}
