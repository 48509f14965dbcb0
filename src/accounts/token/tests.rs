//! Sixty-odd forgeries, each of which must be refused, and the one token that must not.

use serde_json::{Value, json};

use super::*;
use crate::clock;

fn secret() -> Secret {
    Secret::new(vec![7; 32]).unwrap()
}

fn now() -> Moment {
    clock::read("2027-03-01T08:00:00Z").unwrap()
}

fn good_claims() -> Value {
    let iat = now().and_utc().timestamp();
    json!({"iss": "godwit", "aud": "godwit-api", "sub": AccountId::fresh(), "sid": SessionId::fresh(), "epoch": 1,
           "iat": iat, "exp": iat + 600})
}

fn sign(header: &Header, claims: &Value, key: &[u8]) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(key)).unwrap()
}

fn ours(claims: &Value) -> String {
    sign(&Header::new(Algorithm::HS256), claims, &secret().key_for("jwt"))
}

/// A token whose header we write ourselves, with whatever signature.
fn raw(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| base64(value.to_string().as_bytes());
    format!("{}.{}.{signature}", part(header), part(claims))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| (word << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for position in 0..=chunk.len() {
            text.push(char::from(DIGITS[(word >> (18 - 6 * position)) as usize & 63]));
        }
    }
    text
}

fn check(token: &str, expect: bool, what: &str) {
    assert_eq!(read(&secret(), token, now()).is_some(), expect, "{what}: {token}");
}

#[test]
fn what_we_issue_we_read() {
    let credential = Credential { session: SessionId::fresh(), epoch: 3 };
    let (token, until) = issue(&secret(), &credential, &AccountId::fresh(), now()).unwrap();
    assert_eq!(until, now() + JWT_LASTS);
    assert_eq!(read(&secret(), &token, now()), Some(credential.clone()));
    assert_eq!(read(&secret(), &token, until), Some(credential), "within the leeway");
    assert_eq!(read(&secret(), &token, until + Duration::seconds(5)), None, "expired");
    assert_eq!(read(&secret(), &token, now() - Duration::seconds(6)), None, "not yet");
    check(&ours(&good_claims()), true, "the claims that the forgeries below change");
}

#[test]
fn each_claim_is_demanded_and_typed() {
    let iat = now().and_utc().timestamp();
    for claim in ["iss", "aud", "sub", "sid", "epoch", "iat", "exp"] {
        let wrong = [
            Value::Null,
            json!(""),
            json!("other"),
            json!([]),
            json!({}),
            json!(true),
            json!((iat + 600).to_string()),
            json!(0.5),
        ];
        for value in wrong {
            let mut claims = good_claims();
            claims[claim] = value.clone();
            check(&ours(&claims), false, &format!("{claim} is {value}"));
        }
        let mut claims = good_claims();
        claims.as_object_mut().unwrap().remove(claim);
        check(&ours(&claims), false, &format!("no {claim}"));
    }
    for (claim, value) in [
        ("exp", json!(iat - 6)),
        ("exp", json!(iat + 100_000)),
        ("exp", json!(i64::MAX)),
        ("iat", json!(iat + 6)),
        ("iat", json!(i64::MIN)),
        ("aud", json!(["godwit-api"])),
        ("aud", json!(["godwit-api", "other"])),
        ("iss", json!(["godwit"])),
        ("role", json!("secretariat_admin")),
        ("nbf", json!(iat + 100)),
    ] {
        let mut claims = good_claims();
        claims[claim] = value.clone();
        check(&ours(&claims), false, &format!("{claim} is {value}"));
    }
}

#[test]
fn one_algorithm_and_one_key() {
    let claims = good_claims();
    let key = secret().key_for("jwt");
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        check(&sign(&Header::new(algorithm), &claims, &key), false, "another length");
    }
    let header = Header::new(Algorithm::HS256);
    for (other, what) in [
        (vec![8; 32], "a stranger's key"),
        (vec![7; 32], "the secret itself"),
        (secret().key_for("csrf"), "the key of another use"),
        (Vec::new(), "no key"),
    ] {
        check(&sign(&header, &claims, &other), false, what);
    }
    let signature = ours(&claims).rsplit('.').next().unwrap().to_owned();
    for word in ["none", "None", "NONE", "nOnE", "", "RS256", "ES256", "PS256", "EdDSA", "hs256"] {
        for signature in ["", signature.as_str()] {
            check(&raw(&json!({"alg": word, "typ": "JWT"}), &claims, signature), false, &format!("alg {word:?}"));
        }
    }
    for header in [json!({"typ": "JWT"}), json!({"alg": ["HS256"]}), json!({}), json!([]), json!("HS256")] {
        check(&raw(&header, &claims, &signature), false, "a header that is none");
    }
    // A key that the token itself brings or points to is never taken.
    for (field, value) in [
        ("jwk", json!({"kty": "oct", "k": "BwcH"})),
        ("jku", json!("https://example.org/keys")),
        ("kid", json!("../../dev/null")),
    ] {
        let mut brought = json!({"alg": "HS256", "typ": "JWT"});
        brought[field] = value;
        check(&raw(&brought, &claims, &signature), false, field);
    }
    let mut typed = Header::new(Algorithm::HS256);
    typed.typ = Some("at+jwt".to_owned());
    check(&sign(&typed, &claims, &key), false, "another type");
}

#[test]
fn broken_texts_are_merely_refused() {
    let token = ours(&good_claims());
    let (head, signature) = token.rsplit_once('.').unwrap();
    for text in [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        head,
        &format!("{head}."),
        &format!("{token}."),
        &format!("{head}.{signature}A"),
    ] {
        check(text, false, "broken");
    }
    check(&"a".repeat(100_000), false, "long");
    check(&format!(" {token}"), false, "a space before");
}

#[test]
fn secrets_differ_and_never_show_in_logs() {
    let (one, other) = (Opaque::fresh().unwrap(), Opaque::fresh().unwrap());
    assert_ne!(one, other);
    assert_eq!(one.expose().len(), 64);
    assert!(!format!("{one:?}").contains(one.expose()));
    let session = SessionId::fresh();
    assert_eq!(csrf_token(&secret(), &session), csrf_token(&secret(), &session));
    assert_ne!(csrf_token(&secret(), &session), csrf_token(&secret(), &SessionId::fresh()));
}

#[test]
fn a_token_looks_different_on_every_page_and_is_known_again() {
    let token = csrf_token(&secret(), &SessionId::fresh());
    let (one, two) = (masked(&token).unwrap(), masked(&token).unwrap());
    assert_ne!(one, two);
    assert!(is_masked(&one, &token) && is_masked(&two, &token));
    let other = csrf_token(&secret(), &SessionId::fresh());
    for wrong in
        ["", &token, &one[2..], &format!("{one}00"), &one.replace('0', "g"), &"é".repeat(128), &one.to_uppercase()[..2]]
    {
        assert!(!is_masked(wrong, &token), "{wrong}");
    }
    assert!(!is_masked(&one, &other));
}
