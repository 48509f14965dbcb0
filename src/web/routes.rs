//! Every URL, on one page. What is not here does not exist.
//!
//! `api` handlers stand in the OpenAPI document as well, and a test holds both to be the same. A path that is here
//! answers a method that is not with 405 and says which there are. Where there is GET there is HEAD.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, Route, guard, web};
use utoipa::OpenApi;

use super::failure::Problem;
use super::guard::caught;
use super::{api, docs, health, openapi, pages};

macro_rules! routes {
    (
        api { $($api_path:literal { $($api_method:ident $($api_name:ident)::+;)+ })* }
        pages { $($path:literal { $($method:ident $($name:ident)::+;)+ })* }
    ) => {
        /// Every method and path there is.
        pub const ROUTES: &[(&str, &str)] = &[
            $($((stringify!($api_method), $api_path),)+)*
            $($((stringify!($method), $path),)+)*
        ];

        /// The API as the code describes it.
        #[derive(OpenApi)]
        #[openapi(paths($($($($api_name)::+,)+)*))]
        pub struct Document;

        /// Registers every resource.
        pub fn register(config: &mut web::ServiceConfig) {
            $(routes!(@resource config, $api_path, $($api_method $($api_name)::+;)+);)*
            $(routes!(@resource config, $path, $($method $($name)::+;)+);)*
        }
    };
    (@resource $config:ident, $path:literal, $($method:ident $($name:ident)::+;)+) => {{
        let allow = allowed(&[$(stringify!($method)),+]);
        // The path of an answer has slashes of its own.
        let resource = web::resource($path.replace("/{path}", "/{path:.+}"))$(.route(on(&Method::$method).to($($name)::+)))+;
        $config.service(resource.default_service(web::to(move || wrong_method(allow.clone()))).wrap(from_fn(caught)));
    }};
}

routes! {
    api {
        // Each room's calls, in the order of the README's walk.
        "/api/v1/session" { POST api::session::open; DELETE api::session::close; }
        "/api/v1/session/refresh" { POST api::session::refresh; }
        "/api/v1/me" { GET api::me::show; }
        "/api/v1/accounts" { POST api::people::create; }
        "/api/v1/accounts/{account}" { DELETE api::people::remove; }
        "/api/v1/grants" { GET api::grants::list; }
        "/api/v1/grants/{grant}" { DELETE api::grants::end; }
        "/api/v1/templates" { POST api::templates::save; }
        "/api/v1/templates/{name}/versions/{version}" { GET api::templates::show; }
        "/api/v1/templates/{name}/versions/{version}/publish" { POST api::templates::make_public; }
        "/api/v1/templates/{name}/versions/{version}/changes" { GET api::changes::changes; }
        "/api/v1/templates/{name}/versions/{version}/answers.schema.json" { GET api::templates::schema; }
        "/api/v1/cycles" { GET api::cycles::list; POST api::cycles::open; }
        "/api/v1/cycles/{cycle}" { GET api::cycles::show; PATCH api::cycles::change; }
        "/api/v1/cycles/{cycle}/moves" { GET api::cycles::moves::impact; POST api::cycles::moves::create; }
        "/api/v1/cycles/{cycle}/reports" { GET api::cycles::standings; }
        "/api/v1/cycles/{cycle}/summary" { GET api::figures::summary; }
        "/api/v1/cycles/{cycle}/exports/{name}.csv" { GET api::figures::table; }
        "/api/v1/cycles/{cycle}/exports/package.zip" { GET api::figures::package; }
        "/api/v1/instruments" { GET api::registers::instruments; }
        "/api/v1/parties" { GET api::registers::parties; }
        "/api/v1/lists" { GET api::lists::list; }
        "/api/v1/lists/{instrument}/{list}" { GET api::lists::show; }
        "/api/v1/mandates" { GET api::registers::mandates; }
        "/api/v1/reports/{cycle}/{party}" { GET api::reports::standing::show; PATCH api::reports::standing::change; }
        "/api/v1/reports/{cycle}/{party}/answers" { GET api::reports::answers::list; PATCH api::reports::answers::patch; }
        "/api/v1/reports/{cycle}/{party}/answers/{path}" {
            GET api::reports::answers::show;
            PUT api::reports::answers::put;
        }
        "/api/v1/reports/{cycle}/{party}/history/{path}" { GET api::reports::history::show; }
        "/api/v1/reports/{cycle}/{party}/comments" { GET api::reports::comments::list; }
        "/api/v1/reports/{cycle}/{party}/comments/{path}" {
            GET api::reports::comments::show;
            POST api::reports::comments::create;
            PATCH api::reports::comments::change;
        }
        "/api/v1/reports/{cycle}/{party}/confirmations" { POST api::reports::confirmations::create; }
        "/api/v1/reports/{cycle}/{party}/rows/{path}" { DELETE api::reports::rows::remove; }
        "/api/v1/reports/{cycle}/{party}/gaps" { GET api::reports::standing::gaps; }
        "/api/v1/reports/{cycle}/{party}/attachments" {
            GET api::reports::attachments::list;
            POST api::reports::attachments::create;
        }
        "/api/v1/reports/{cycle}/{party}/attachments/{attachment}" { GET api::reports::attachments::show; }
        "/api/v1/reports/{cycle}/{party}/submissions" { POST api::reports::submissions::create; }
        "/api/v1/reports/{cycle}/{party}/submissions/{number}" { GET api::reports::submissions::show; }
        "/api/v1/reports/{cycle}/{party}/submissions/{number}/changes" { GET api::reports::changes::show; }
        "/api/v1/reports/{cycle}/{party}/reopenings" { POST api::reports::submissions::reopenings; }
        "/api/v1/reports/{cycle}/{party}/workbook" { GET api::reports::workbook::show; }
    }
    pages {
        "/sign-in" { GET pages::sign_in::show; POST pages::sign_in::open; }
        "/sign-out" { POST pages::sign_in::close; }
        "/invitation" { GET pages::invitation::show; POST pages::invitation::accept; }
        "/language" { POST pages::language::choose; }
        "/account" { GET pages::account::show; }
        "/account/password" { POST pages::account::password; }
        "/account/sign-out-everywhere" { POST pages::account::everywhere; }
        "/cycles/{cycle}/exports/{name}.csv" { GET pages::downloads::table; }
        "/cycles/{cycle}/exports/package.zip" { GET pages::downloads::package; }
        "/" { GET pages::home::show; }
        "/cycles/{cycle}" { GET pages::cycle::show; }
        "/cycles/{cycle}/form" { GET pages::print::form; }
        "/cycles/{cycle}/form.docx" { GET pages::print::form_word; }
        "/cycles/{cycle}/moves" { GET pages::moves::show; POST pages::moves::send; }
        "/cycles/{cycle}/parties" { POST pages::cycle::change; }
        "/reports/{cycle}/{party}" { GET pages::report::show; }
        "/reports/{cycle}/{party}/attachments/{attachment}" { GET pages::downloads::attachment; }
        "/reports/{cycle}/{party}/answers" { POST pages::section::live::save; }
        "/reports/{cycle}/{party}/fields/{path}" { GET pages::section::live::field; }
        "/reports/{cycle}/{party}/changes" { GET pages::changes::draft; }
        "/reports/{cycle}/{party}/check" { GET pages::check::show; }
        "/reports/{cycle}/{party}/comments/{path}" { GET pages::comments::show; POST pages::comments::send; }
        "/reports/{cycle}/{party}/events" { GET pages::events::show; }
        "/reports/{cycle}/{party}/files/{path}" { GET pages::files::show; POST pages::files::send; }
        "/reports/{cycle}/{party}/history/{path}" { GET pages::history::show; POST pages::history::restore; }
        "/reports/{cycle}/{party}/presence" { POST pages::events::presence; }
        "/reports/{cycle}/{party}/print" { GET pages::print::draft; }
        "/reports/{cycle}/{party}/print.docx" { GET pages::print::draft_word; }
        "/reports/{cycle}/{party}/reopenings" { POST pages::report::reopening; }
        "/reports/{cycle}/{party}/sections/{section}" { GET pages::section::show; POST pages::section::save; }
        "/reports/{cycle}/{party}/sections/{section}/removals/{path}" {
            GET pages::section::removal::show;
            POST pages::section::removal::take;
        }
        "/reports/{cycle}/{party}/sections/{section}/rows/{path}" {
            GET pages::section::show_row;
            POST pages::section::save_row;
        }
        "/reports/{cycle}/{party}/sharing" { POST pages::report::sharing; }
        "/reports/{cycle}/{party}/submissions" { POST pages::check::send; }
        "/reports/{cycle}/{party}/submissions/{number}" { GET pages::submission::receipt; }
        "/reports/{cycle}/{party}/submissions/{number}/answers" { GET pages::submission::answers; }
        "/reports/{cycle}/{party}/submissions/{number}/document.json" { GET pages::submission::document; }
        "/reports/{cycle}/{party}/workbook" { GET pages::workbook::show; POST pages::workbook::bring; }
        "/reports/{cycle}/{party}/workbook/changes" { POST pages::workbook::save; }
        "/reports/{cycle}/{party}/workbook.xlsx" { GET pages::workbook::download; }
        "/reports/{cycle}/{party}/submissions/{number}/changes" { GET pages::changes::submitted; }
        "/reports/{cycle}/{party}/submissions/{number}/print" { GET pages::print::submitted; }
        "/reports/{cycle}/{party}/submissions/{number}/print.docx" { GET pages::print::submitted_word; }
        "/healthz" { GET health::lives; }
        "/readyz" { GET health::ready; }
        "/metrics" { GET health::metrics; }
        "/api/openapi.json" { GET openapi::show; }
        "/api/docs" { GET docs::show; }
        "/assets/{name}" { GET pages::assets::show; }
    }
}

/// A route for one method; GET takes HEAD along, for which the answer's body is left out.
fn on(method: &Method) -> Route {
    if method == Method::GET {
        web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
    } else {
        web::method(method.clone())
    }
}

/// What a known path answers to a method it does not take.
async fn wrong_method(allowed: String) -> Result<HttpResponse, Problem> {
    Err(Problem::wrong_method(allowed))
}

/// The methods of a path as `Allow` says them.
fn allowed(methods: &[&str]) -> String {
    let mut all = methods.to_vec();
    if all.contains(&"GET") {
        all.push("HEAD");
    }
    all.sort_unstable();
    all.join(", ")
}
