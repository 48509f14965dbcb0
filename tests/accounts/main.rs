//! Who signs in, over HTTP and on both databases: what is revoked is revoked at the next request, what is single is single.

#[path = "../support/mod.rs"]
mod support;

mod flood;
mod invitations;
mod managing;
mod pages;
mod revocation;
mod scene;
mod tokens;
