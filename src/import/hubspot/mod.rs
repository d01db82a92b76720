//! stub
use super::crm::{Crm, ProbabilityScale};
pub static CRM: Crm = Crm { name: "hubspot", objects: &[], probability_scale: ProbabilityScale::Fraction, empties: &[] };
