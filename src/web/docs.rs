//! The API's reference as a page, made from the OpenAPI document.

use actix_web::HttpResponse;

/// `GET /api/docs`
pub async fn show() -> HttpResponse {
    HttpResponse::NotImplemented().finish()
}
