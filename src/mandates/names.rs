//! The words of a citation: kinds, bodies, plans, and what says nothing. In any case; the longest first.

use super::Kind;

/// The words for each kind, and whether they announce several.
pub const KINDS: &[(&str, (Kind, bool))] = &[
    ("resolutions", (Kind::Resolution, true)),
    ("resolution", (Kind::Resolution, false)),
    ("ress", (Kind::Resolution, true)),
    ("res", (Kind::Resolution, false)),
    ("decisions", (Kind::Decision, true)),
    ("decision", (Kind::Decision, false)),
    ("decs", (Kind::Decision, true)),
    ("dec", (Kind::Decision, false)),
    ("articles", (Kind::Article, true)),
    ("article", (Kind::Article, false)),
    ("art", (Kind::Article, false)),
    ("targets", (Kind::Target, true)),
    ("target", (Kind::Target, false)),
    ("goals", (Kind::Goal, true)),
    ("goal", (Kind::Goal, false)),
];

/// Bodies by the names people use; the longest first.
pub const BODIES: &[(&str, &str)] = &[
    ("convention on migratory species", "CMS"),
    ("convention on biological diversity", "CBD"),
    ("united nations general assembly", "UNGA"),
    ("un general assembly", "UNGA"),
    ("general assembly", "UNGA"),
    ("united nations environment assembly", "UNEA"),
    ("un environment assembly", "UNEA"),
    ("environment assembly", "UNEA"),
    ("united nations", "UN"),
    ("un", "UN"),
    ("unga", "UNGA"),
    ("unea", "UNEA"),
    ("cms", "CMS"),
    ("cbd", "CBD"),
    ("iucn", "IUCN"),
    ("ipbes", "IPBES"),
];

/// Plans with targets and goals of their own, and what their numbers begin with in the register.
pub const PLANS: &[(&str, &str)] = &[
    ("kunming-montreal global biodiversity framework", "GBF-"),
    ("global biodiversity framework", "GBF-"),
    ("kmgbf", "GBF-"),
    ("gbf", "GBF-"),
    ("aichi biodiversity", "Aichi-"),
    ("aichi", "Aichi-"),
];

/// The Sustainable Development Goals.
pub const SDGS: &[(&str, (Kind, bool))] = &[
    ("sustainable development goals", (Kind::Goal, true)),
    ("sustainable development goal", (Kind::Goal, false)),
    ("sdgs", (Kind::Goal, true)),
    ("sdg", (Kind::Goal, false)),
];

/// Words that say nothing about which mandate is meant.
pub const FILLERS: &[(&str, ())] = &[
    ("draft", ()),
    ("proposed", ()),
    ("amended", ()),
    ("the", ()),
    ("of", ()),
    ("in", ()),
    ("its", ()),
    ("to", ()),
    ("under", ()),
    ("from", ()),
    ("see", ()),
    ("cop", ()),
    ("unep", ()),
    ("document", ()),
    ("nos", ()),
    ("no", ()),
];
