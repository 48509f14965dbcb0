use super::*;

const CONNECTIVITY: &str = include_str!("../../../schemas/templates/cms-cop15-connectivity.json");
const NGO: &str = include_str!("../../../schemas/templates/cms-ngo-partner.json");

#[test]
fn the_shipped_templates_read() {
    let (_, template) = read(CONNECTIVITY).unwrap();
    assert_eq!((template.sections.len(), template.questions().count()), (11, 100));
    let (_, template) = read(NGO).unwrap();
    assert_eq!((template.sections.len(), template.questions().count()), (8, 65));
    assert_eq!(template.respondent, Respondent::Ngo);
}
