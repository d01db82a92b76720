//! Standard objects, and the default properties of contacts, companies and deals.
//!
//! Internal names with the English labels of a record export. Labels can be edited: where a settings export of the
//! account is at hand, it goes first.

use super::super::crm::{FieldEntry, ObjectEntry, Standing};
use super::{activities, support};
use crate::model::FieldKind::{
    Boolean, Currency, DateTime, Email, Id, LongText, Number, Percent, Phone, Picklist, Reference, Text, Url,
};
use crate::model::{Duty, FieldKind, Role};

pub(super) const fn f(name: &'static str, labels: &'static [&'static str], kind: FieldKind) -> FieldEntry {
    FieldEntry::new(name, labels, kind)
}

/// The id of an object. Its label has changed over the years (`Deal ID`), and the API says `id`.
pub(super) const fn id(labels: &'static [&'static str]) -> FieldEntry {
    f("hs_object_id", labels, Id).duty(Duty::Id).standing(Standing::Identifier)
}

/// The properties of an object, followed by those that every object has.
macro_rules! properties {
    ($($entry:expr),* $(,)?) => {
        &[
            $($entry,)*
            f("createdate", &["Create Date", "Object create date/time", "createdAt"], DateTime)
                .duty(Duty::CreatedAt)
                .system(),
            f("hs_createdate", &["hs create date"], DateTime).duty(Duty::CreatedAt).system(),
            f("hs_created_by_user_id", &["Created by user ID"], Reference).duty(Duty::CreatedBy).system(),
            f("hs_updated_by_user_id", &["Updated by user ID"], Reference).duty(Duty::ModifiedBy).system(),
            f("archived", &["is_deleted", "_fivetran_deleted"], Boolean).duty(Duty::IsDeleted).system(),
            f("hs_object_source", &["Record creation source"], Text).system(),
            f("hs_object_source_label", &["Record source"], Picklist).system(),
            f("hs_object_source_id", &["Record creation source ID"], Text).system(),
            f("hs_object_source_user_id", &["Record creation source user ID"], Reference).system(),
            f("hs_object_source_detail_1", &["Record source detail 1"], Text).system(),
            f("hs_object_source_detail_2", &["Record source detail 2"], Text).system(),
            f("hs_object_source_detail_3", &["Record source detail 3"], Text).system(),
            f("hubspot_owner_assigneddate", &["Owner assigned date"], DateTime).system(),
            f("_fivetran_synced", &[], DateTime).system(),
            f("_fivetran_active", &[], Boolean).system(),
            f("hubspot_team_id", &["HubSpot Team"], Reference).system(),
        ]
    };
}
pub(super) use properties;

pub(super) const fn owner(labels: &'static [&'static str]) -> FieldEntry {
    f("hubspot_owner_id", labels, Reference).duty(Duty::Owner)
}

const fn modified() -> FieldEntry {
    f("hs_lastmodifieddate", &["Last Modified Date", "updatedAt"], DateTime).duty(Duty::ModifiedAt).system()
}

const fn last_activity() -> FieldEntry {
    f("notes_last_updated", &["Last Activity Date"], DateTime).duty(Duty::LastActivity).system()
}

const fn last_contacted() -> FieldEntry {
    f("notes_last_contacted", &["Last Contacted"], DateTime).system()
}

const fn next_activity() -> FieldEntry {
    f("notes_next_activity_date", &["Next Activity Date"], DateTime).system()
}

const fn source() -> FieldEntry {
    f(
        "hs_analytics_source",
        &["Original Traffic Source", "Original Source", "Original Source Type"],
        Picklist,
    )
    .duty(Duty::Source)
}

const fn source_detail_1() -> FieldEntry {
    f(
        "hs_analytics_source_data_1",
        &["Original Traffic Source Drill-Down 1", "Original Source Drill-Down 1"],
        Text,
    )
    .system()
}

const fn source_detail_2() -> FieldEntry {
    f(
        "hs_analytics_source_data_2",
        &["Original Traffic Source Drill-Down 2", "Original Source Drill-Down 2"],
        Text,
    )
    .system()
}

const fn object(
    api: &'static str,
    names: &'static [&'static str],
    role: Role,
    fields: &'static [FieldEntry],
) -> ObjectEntry {
    ObjectEntry { api, names, role, id: "hs_object_id", fields }
}

pub(super) static OBJECTS: &[ObjectEntry] = &[
    object("contacts", &["contact", "0-1"], Role::Contact, CONTACTS),
    object("companies", &["company", "0-2"], Role::Account, COMPANIES),
    object("deals", &["deal", "0-3"], Role::Opportunity, DEALS),
    object("tickets", &["ticket", "0-5"], Role::Other, support::TICKETS),
    object("line_items", &["line item", "0-8"], Role::Other, support::LINE_ITEMS),
    ObjectEntry { api: "owners", names: &["owner"], role: Role::User, id: "id", fields: support::OWNERS },
    object("tasks", &["task", "0-27"], Role::Activity, activities::TASKS),
    object("notes", &["note", "0-46"], Role::Activity, activities::NOTES),
    object("meetings", &["meeting", "0-47"], Role::Activity, activities::MEETINGS),
    object("calls", &["call", "0-48"], Role::Activity, activities::CALLS),
    object("emails", &["email", "0-49"], Role::Activity, activities::EMAILS),
];

static CONTACTS: &[FieldEntry] = properties![
    id(&["Record ID", "Contact ID", "id", "vid", "Record ID - Contact"]),
    f("email", &["Email"], Email).duty(Duty::Email),
    f("firstname", &["First Name"], Text),
    f("lastname", &["Last Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("jobtitle", &["Job Title"], Text),
    f("phone", &["Phone Number"], Phone),
    f("mobilephone", &["Mobile Phone Number"], Phone),
    f("company", &["Company Name"], Text),
    f(
        "associatedcompanyid",
        &["Primary Associated Company ID", "Associated Company IDs (Primary)"],
        Reference
    )
    .duty(Duty::Account),
    f("address", &["Street Address"], Text),
    f("city", &["City"], Text),
    f("state", &["State/Region"], Text),
    f("zip", &["Postal Code"], Text),
    f("country", &["Country/Region"], Text),
    f("website", &["Website URL"], Url),
    f("lifecyclestage", &["Lifecycle Stage"], Picklist),
    f("hs_lead_status", &["Lead Status"], Picklist),
    owner(&["Contact owner"]),
    f("lastmodifieddate", &["Last Modified Date", "updatedAt"], DateTime).duty(Duty::ModifiedAt).system(),
    last_activity(),
    last_contacted(),
    next_activity(),
    f("num_notes", &["Number of Sales Activities"], Number).system(),
    f("num_contacted_notes", &["Number of times contacted"], Number).system(),
    f("hs_last_sales_activity_timestamp", &["Last Engagement Date"], DateTime).system(),
    source(),
    source_detail_1(),
    source_detail_2(),
    f("hs_latest_source", &["Latest Traffic Source", "Latest Source"], Picklist).system(),
    f("hs_latest_source_timestamp", &["Latest Traffic Source Date"], DateTime).system(),
    f("first_conversion_event_name", &["First Conversion"], Text).system(),
    f("first_conversion_date", &["First Conversion Date"], DateTime).system(),
    f("recent_conversion_event_name", &["Recent Conversion"], Text).system(),
    f("recent_conversion_date", &["Recent Conversion Date"], DateTime).system(),
    f("num_conversion_events", &["Number of Form Submissions"], Number).system(),
    f("hs_email_optout", &["Unsubscribed from all email"], Boolean).system(),
    f("hubspotscore", &["HubSpot Score"], Number).system(),
    f("closedate", &["Close Date"], DateTime).system(),
];

static COMPANIES: &[FieldEntry] = properties![
    id(&["Record ID", "Company ID", "id", "Record ID - Company"]),
    f("name", &["Company name", "Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("domain", &["Company Domain Name"], Text),
    f("website", &["Website URL"], Url),
    f("industry", &["Industry"], Picklist),
    f("type", &["Type"], Picklist).duty(Duty::Segment),
    f("description", &["Description"], LongText),
    f("phone", &["Phone Number"], Phone),
    f("address", &["Street Address"], Text),
    f("address2", &["Street Address 2"], Text),
    f("city", &["City"], Text),
    f("state", &["State/Region"], Text),
    f("zip", &["Postal Code"], Text),
    f("country", &["Country/Region"], Text),
    f("numberofemployees", &["Number of Employees"], Number),
    f("annualrevenue", &["Annual Revenue"], Currency),
    f("lifecyclestage", &["Lifecycle Stage"], Picklist),
    f("hs_lead_status", &["Lead Status"], Picklist),
    owner(&["Company owner"]),
    modified(),
    last_activity(),
    last_contacted(),
    next_activity(),
    f("num_associated_contacts", &["Number of Associated Contacts"], Number).system(),
    f("num_associated_deals", &["Number of Associated Deals"], Number).system(),
    f("hs_num_open_deals", &["Number of open deals"], Number).system(),
    f("hs_parent_company_id", &["Parent Company"], Reference),
    f("hs_num_child_companies", &["Number of child companies"], Number).system(),
    source(),
    source_detail_1(),
    source_detail_2(),
    f("closedate", &["Close Date"], DateTime).system(),
];

static DEALS: &[FieldEntry] = properties![
    id(&["Record ID", "Deal ID", "id", "Record ID - Deal"]),
    f("dealname", &["Deal Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("dealstage", &["Deal Stage", "deal_pipeline_stage_id"], Picklist)
        .duty(Duty::Stage)
        .standing(Standing::Required),
    f("pipeline", &["Pipeline", "deal_pipeline_id"], Picklist)
        .duty(Duty::Pipeline)
        .standing(Standing::Required),
    f("amount", &["Amount"], Currency).duty(Duty::Amount),
    f("amount_in_home_currency", &["Amount in company currency"], Currency).system(),
    f("deal_currency_code", &["Currency"], Picklist).duty(Duty::Currency),
    f("closedate", &["Close Date"], DateTime).duty(Duty::CloseDate),
    owner(&["Deal owner", "owner_id"]),
    f("dealtype", &["Deal Type"], Picklist).duty(Duty::Segment),
    f("description", &["Deal Description"], LongText),
    f("hs_deal_stage_probability", &["Deal probability"], Percent).duty(Duty::Probability).system(),
    f("hs_is_closed", &["Is Deal Closed?", "Is closed"], Boolean).duty(Duty::IsClosed).system(),
    f("hs_is_closed_won", &["Is Closed Won"], Boolean).duty(Duty::IsWon).system(),
    f("hs_is_closed_lost", &["Is closed lost"], Boolean).duty(Duty::IsLost).system(),
    f("hs_projected_amount", &["Weighted amount"], Currency).system(),
    f("hs_forecast_amount", &["Forecast amount"], Currency).system(),
    f("hs_manual_forecast_category", &["Forecast category"], Picklist),
    f("hs_forecast_probability", &["Forecast probability"], Percent),
    f("hs_acv", &["Annual contract value"], Currency).system(),
    f("hs_arr", &["Annual recurring revenue"], Currency).system(),
    f("hs_mrr", &["Monthly recurring revenue"], Currency).system(),
    f("hs_tcv", &["Total contract value"], Currency).system(),
    f("hs_next_step", &["Next step"], Text),
    f("hs_priority", &["Priority"], Picklist),
    f("closed_lost_reason", &["Closed Lost Reason"], LongText),
    f("closed_won_reason", &["Closed Won Reason"], LongText),
    modified(),
    last_activity(),
    last_contacted(),
    next_activity(),
    f("num_notes", &["Number of Sales Activities"], Number).system(),
    f("num_contacted_notes", &["Number of times contacted"], Number).system(),
    f("num_associated_contacts", &["Number of Associated Contacts"], Number).system(),
    f(
        "hs_primary_associated_company",
        &["Primary Associated Company", "Associated Company IDs (Primary)"],
        Reference
    )
    .duty(Duty::Account),
    f("engagements_last_meeting_booked", &["Date of last meeting booked in meetings tool"], DateTime)
        .system(),
    f("hs_v2_date_entered_current_stage", &["Date entered current stage"], DateTime).system(),
    f("hs_v2_time_in_current_stage", &["Time in current stage"], DateTime).system(),
    source(),
    source_detail_1(),
    source_detail_2(),
    f("hs_analytics_latest_source", &["Latest Traffic Source", "Latest Source"], Picklist).system(),
];
