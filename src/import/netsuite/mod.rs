//! stub
use super::crm::{Crm, ProbabilityScale};
pub static CRM: Crm = Crm { name: "netsuite", objects: &[], probability_scale: ProbabilityScale::Fraction, empties: &[] };
