//! The OpenAPI document, made from the code.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, ResponseBuilder};
use utoipa::{OpenApi as _, PartialSchema, ToSchema};

use super::failure::Body;
use super::routes::Document;

/// The scheme's name in the document.
const BEARER: &str = "bearer";

static TEXT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());

/// `GET /api/openapi.json`
pub async fn show() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(TEXT.as_str())
}

/// The document: what the handlers say of themselves, and what holds for all of them.
pub fn document() -> OpenApi {
    let mut document = Document::openapi();
    document.info.title = "Godwit".to_owned();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document.info.description = Some(
        "National reporting for multilateral environmental agreements. Errors are RFC 9457 problems. \
         A field that is not known is refused. Moments are UTC, RFC 3339."
            .to_owned(),
    );
    document.info.license = Some(utoipa::openapi::License::new("Apache-2.0"));
    let components = document.components.get_or_insert_with(Default::default);
    components.schemas.insert("Problem".to_owned(), Body::schema());
    let mut further = Vec::new();
    Body::schemas(&mut further);
    components.schemas.extend(further);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.security_schemes.insert(BEARER.to_owned(), SecurityScheme::Http(token).into());
    for path in document.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.put, &mut path.post, &mut path.patch, &mut path.delete] {
            let Some(operation) = operation else { continue };
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let refused = ResponseBuilder::new()
                .description("Refused, or failed")
                .content("application/problem+json", problem)
                .build();
            operation.responses.responses.insert("default".to_owned(), refused.into());
            // A handler that is open to all says `security(())`.
            let token = SecurityRequirement::new(BEARER, Vec::<String>::new());
            operation.security.get_or_insert_with(|| vec![token]);
        }
    }
    document
}
