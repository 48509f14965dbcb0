//! The registers that ship, as the templates that ship need them.

use diesel::RunQueryDsl;
use godwit::access::SystemReason;
use godwit::fault::Fault;
use godwit::templates::reference::{import::import, sheet::Sheet};
use godwit::web::House;

const SPECIES: &[u8] = include_bytes!("../../schemas/registers/cms-species.csv");

/// Where a register that ships is.
pub fn shipped(file: &str) -> String {
    format!("{}/schemas/registers/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// The command that imports the species that the shipped template asks about, once the Parties are there.
pub fn import_species() -> Vec<String> {
    let file = shipped("cms-species.csv");
    ["import", "list", &file, "--instrument", "CMS", "--list", "species"].map(str::to_owned).to_vec()
}

/// The same list in a small world: Parties that it names and that are not there are made, without any membership.
pub fn species(house: &House) {
    let sheet = Sheet::read("CMS".parse().unwrap(), "species".parse().unwrap(), None, "en", SPECIES).unwrap();
    let text = std::str::from_utf8(SPECIES).unwrap();
    let is_code = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let codes: std::collections::BTreeSet<String> =
        text.split([',', ' ', '\n']).filter(is_code).map(str::to_owned).collect();
    let (secret, now) = (house.secret.clone(), house.clock.now());
    let made = house.db.write(move |tx| {
        for code in codes {
            let row = format!(
                "INSERT INTO parties (code, kind, name_en, name_fr, name_es) SELECT '{code}', 'state', '{code}', '{code}', \
                 '{code}' WHERE NOT EXISTS (SELECT 1 FROM parties WHERE code = '{code}')"
            );
            diesel::sql_query(row).execute(tx)?;
        }
        Ok::<_, Fault>(())
    });
    made.unwrap();
    house
        .db
        .write(move |tx| import(tx, SystemReason::Demo, &secret, &sheet, now))
        .unwrap_or_else(|no| panic!("{no:?}"));
}
