//! Default properties of tickets and line items, and what the owners list holds.

use super::super::crm::{FieldEntry, Standing};
use super::dictionary::{f, id, owner, properties};
use crate::model::Duty;
use crate::model::FieldKind::{
    Boolean, Currency, DateTime, Email, Id, LongText, Number, Picklist, Reference, Text,
};

const fn modified() -> FieldEntry {
    f("hs_lastmodifieddate", &["Last modified date", "updatedAt"], DateTime).duty(Duty::ModifiedAt).system()
}

pub(super) static TICKETS: &[FieldEntry] = properties![
    id(&["Record ID", "Ticket ID", "id"]),
    f("subject", &["Ticket name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("content", &["Ticket description"], LongText),
    f("hs_pipeline", &["Pipeline"], Picklist).duty(Duty::Pipeline).standing(Standing::Required),
    f("hs_pipeline_stage", &["Ticket status"], Picklist).duty(Duty::Stage).standing(Standing::Required),
    f("hs_ticket_category", &["Category"], Picklist).duty(Duty::Segment),
    f("hs_ticket_priority", &["Priority"], Picklist),
    f("source_type", &["Source"], Picklist).duty(Duty::Source),
    f("closed_date", &["Close date"], DateTime).system(),
    f("hs_is_closed", &["Is closed"], Boolean).duty(Duty::IsClosed).system(),
    f("first_agent_reply_date", &["First agent email response date"], DateTime).system(),
    owner(&["Ticket owner"]),
    modified(),
    f("notes_last_updated", &["Last activity date"], DateTime).duty(Duty::LastActivity).system(),
    f("notes_last_contacted", &["Last contacted"], DateTime).system(),
];

pub(super) static LINE_ITEMS: &[FieldEntry] = properties![
    id(&["Record ID", "Line item ID", "id"]),
    f("name", &["Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("hs_product_id", &["Product ID"], Reference),
    f("hs_sku", &["SKU"], Text),
    f("quantity", &["Quantity"], Number),
    f("price", &["Unit price"], Currency),
    f("amount", &["Net price"], Currency).duty(Duty::Amount).system(),
    f("hs_line_item_currency_code", &["Currency"], Picklist).duty(Duty::Currency),
    f("discount", &["Unit discount"], Currency),
    f("recurringbillingfrequency", &["Billing frequency"], Picklist),
    modified(),
];

pub(super) static OWNERS: &[FieldEntry] = &[
    f("id", &["owner_id", "Owner ID"], Id).duty(Duty::Id).standing(Standing::Identifier),
    f("email", &["Email"], Email).duty(Duty::Email),
    f("firstName", &["First name"], Text),
    f("lastName", &["Last name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("userId", &["User ID", "active_user_id"], Reference).system(),
    f("type", &["Type"], Picklist).system(),
    f("archived", &["is_deleted", "_fivetran_deleted"], Boolean).duty(Duty::IsDeleted).system(),
    f("createdAt", &["created_at"], DateTime).duty(Duty::CreatedAt).system(),
    f("updatedAt", &["updated_at"], DateTime).duty(Duty::ModifiedAt).system(),
];
