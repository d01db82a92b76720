//! Standard records, and the fields of customers, contacts and opportunities.
//!
//! Field ids as SuiteQL has them, in lower case, with the labels of saved searches. REST spells the same ids in
//! camel case, which is the same name here.

use super::super::crm::{FieldEntry, ObjectEntry, Standing};
use super::records;
use crate::model::FieldKind::{
    Boolean, Currency, Date, DateTime, Email, Id, LongText, Number, Percent, Phone, Picklist, Reference,
    Text, Url,
};
use crate::model::{Duty, FieldKind, Role};

pub(super) const fn f(name: &'static str, labels: &'static [&'static str], kind: FieldKind) -> FieldEntry {
    FieldEntry::new(name, labels, kind)
}

/// The internal id; UI exports have it only when it was added as a column.
pub(super) const fn id(labels: &'static [&'static str]) -> FieldEntry {
    f("id", labels, Id).duty(Duty::Id).standing(Standing::Identifier)
}

/// The fields of a record type, followed by those that every record has.
macro_rules! fields {
    ($($entry:expr),* $(,)?) => {
        &[
            $($entry,)*
            f("externalid", &["External ID"], Text),
            f("createdby", &["Created By"], Reference).duty(Duty::CreatedBy).system(),
            f("lastmodifieddate", &["Last Modified", "Last Modified Date"], DateTime).duty(Duty::ModifiedAt).system(),
            f("lastmodifiedby", &["Last Modified By"], Reference).duty(Duty::ModifiedBy).system(),
            f("_fivetran_deleted", &[], Boolean).duty(Duty::IsDeleted).system(),
            f("_fivetran_synced", &[], DateTime).system(),
            f("_fivetran_active", &[], Boolean).system(),
        ]
    };
}
pub(super) use fields;

pub(super) const fn created() -> FieldEntry {
    f("datecreated", &["Date Created", "Created"], DateTime).duty(Duty::CreatedAt).system()
}

pub(super) const fn inactive() -> FieldEntry {
    f("isinactive", &["Inactive"], Boolean).duty(Duty::IsInactive)
}

/// A search column of recent years and no stored field everywhere.
pub(super) const fn last_activity() -> FieldEntry {
    f("lastsalesactivity", &["Last Sales Activity"], DateTime).duty(Duty::LastActivity).system()
}

const fn object(
    api: &'static str,
    names: &'static [&'static str],
    role: Role,
    fields: &'static [FieldEntry],
) -> ObjectEntry {
    ObjectEntry { api, names, role, id: "id", fields }
}

pub(super) static OBJECTS: &[ObjectEntry] = &[
    object("customer", &["customers", "lead", "leads", "prospect", "prospects"], Role::Account, CUSTOMER),
    object("contact", &["contacts"], Role::Contact, CONTACT),
    object("opportunity", &["opportunities", "opprtnty"], Role::Opportunity, OPPORTUNITY),
    object("employee", &["employees"], Role::User, records::EMPLOYEE),
    object("vendor", &["vendors"], Role::Other, records::VENDOR),
    object("item", &["items"], Role::Other, records::ITEM),
    object("transaction", &["transactions"], Role::Other, records::TRANSACTION),
    object("task", &["tasks"], Role::Activity, records::TASK),
    object(
        "calendarevent",
        &["calendar event", "calendar events", "event", "events"],
        Role::Activity,
        records::EVENT,
    ),
    object("phonecall", &["phone call", "phone calls", "phonecalls"], Role::Activity, records::CALL),
    ObjectEntry {
        api: "entitystatus",
        names: &["entity statuses", "customerstatus", "customer statuses"],
        role: Role::Stage,
        id: "key",
        fields: records::STATUS,
    },
];

static CUSTOMER: &[FieldEntry] = fields![
    id(&["Internal ID", "customer_id"]),
    f("entityid", &["ID", "Name", "Customer ID"], Text).standing(Standing::NameField),
    f("companyname", &["Company Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("altname", &["Full Name"], Text).system(),
    f("isperson", &["Individual", "Is Individual"], Boolean),
    f("firstname", &["First Name"], Text),
    f("lastname", &["Last Name"], Text),
    f("entitystatus", &["Status"], Picklist).duty(Duty::Stage),
    f("stage", &["Stage"], Picklist).system(),
    f("searchstage", &["Search Stage"], Picklist).system(),
    f("salesrep", &["Sales Rep"], Reference).duty(Duty::Owner),
    f("leadsource", &["Lead Source"], Picklist).duty(Duty::Source),
    f("category", &["Category"], Picklist).duty(Duty::Segment),
    f("email", &["Email"], Email).duty(Duty::Email),
    f("phone", &["Phone"], Phone),
    f("altphone", &["Alt. Phone"], Phone),
    f("fax", &["Fax"], Phone),
    f("url", &["Web Address"], Url),
    f("comments", &["Comments"], LongText),
    f("territory", &["Territory"], Picklist),
    f("terms", &["Terms"], Picklist),
    f("pricelevel", &["Price Level"], Picklist),
    f("currency", &["Currency", "Primary Currency"], Picklist).duty(Duty::Currency),
    f("creditlimit", &["Credit Limit"], Currency),
    f("subsidiary", &["Primary Subsidiary", "Subsidiary"], Reference),
    f("parent", &["Child Of", "Parent", "Top Level Parent"], Reference),
    f("partner", &["Partner"], Reference),
    f("probability", &["Probability"], Percent).duty(Duty::Probability),
    f("estimatedbudget", &["Estimated Budget"], Currency),
    f("buyingreason", &["Buying Reason"], Picklist),
    f("buyingtimeframe", &["Buying Time Frame"], Picklist),
    f("salesreadiness", &["Sales Readiness"], Picklist),
    f("weblead", &["Web Lead"], Boolean),
    inactive(),
    created(),
    f("leaddate", &["Lead Date"], Date).system(),
    f("prospectdate", &["Prospect Date"], Date).system(),
    f("conversiondate", &["Conversion Date"], Date).system(),
    f("dateclosed", &["Date Closed"], Date).system(),
    f("firstsaledate", &["Date of First Sale"], Date).system(),
    f("lastsaledate", &["Date of Last Sale"], Date).system(),
    f("firstorderdate", &["Date of First Order"], Date).system(),
    f("lastorderdate", &["Date of Last Order"], Date).system(),
    last_activity(),
];

static CONTACT: &[FieldEntry] = fields![
    id(&["Internal ID"]),
    f("entityid", &["Name", "ID"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("salutation", &["Mr./Ms.", "Salutation"], Text),
    f("firstname", &["First Name"], Text),
    f("middlename", &["Middle Name"], Text),
    f("lastname", &["Last Name"], Text),
    f("company", &["Company", "Company/Organization"], Reference).duty(Duty::Account),
    f("title", &["Job Title"], Text),
    f("email", &["Email"], Email).duty(Duty::Email),
    f("altemail", &["Alt. Email"], Email),
    f("phone", &["Phone", "Main Phone"], Phone),
    f("mobilephone", &["Mobile Phone"], Phone),
    f("officephone", &["Office Phone"], Phone),
    f("fax", &["Fax"], Phone),
    f("category", &["Category"], Picklist).duty(Duty::Segment),
    f("contactsource", &["Lead Source", "leadsource"], Picklist).duty(Duty::Source),
    f("salesrep", &["Sales Rep"], Reference).duty(Duty::Owner),
    f("owner", &["Owner"], Reference).duty(Duty::Owner),
    f("supervisor", &["Supervisor"], Reference),
    f("assistant", &["Assistant"], Reference),
    f("comments", &["Comments"], LongText),
    f("subsidiary", &["Subsidiary"], Reference),
    inactive(),
    created(),
    last_activity(),
];

static OPPORTUNITY: &[FieldEntry] = fields![
    id(&["Internal ID"]),
    f("mainline", &["*", "Main Line"], Boolean).duty(Duty::MainLine).system(),
    f("tranid", &["Number", "Document Number", "Transaction Number"], Text).standing(Standing::NameField),
    f("type", &["Type"], Picklist).system(),
    f("title", &["Title"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("entity", &["Company", "Customer"], Reference).duty(Duty::Account).standing(Standing::Required),
    f("entitystatus", &["Entity Status"], Picklist).duty(Duty::Stage).standing(Standing::Required),
    // The text of the status in a query that asks for it, a one-letter code in one that does not.
    f("status", &["Status"], Picklist).duty(Duty::Stage),
    f("probability", &["Probability"], Percent).duty(Duty::Probability),
    f("projectedtotal", &["Projected Total"], Currency).duty(Duty::Amount),
    f("weightedtotal", &["Weighted Total"], Currency).system(),
    f("rangehigh", &["High"], Currency),
    f("rangelow", &["Low"], Currency),
    f("total", &["Total", "Amount"], Currency).system(),
    f("foreigntotal", &["Total (Foreign Currency)", "Amount (Foreign Currency)"], Currency).system(),
    f("estgrossprofit", &["Est. Gross Profit"], Currency).system(),
    f("currency", &["Currency"], Picklist).duty(Duty::Currency),
    f("exchangerate", &["Exchange Rate"], Number),
    f("forecasttype", &["Forecast Type"], Picklist),
    f("expectedclosedate", &["Expected Close", "Expected Close Date"], Date).duty(Duty::CloseDate),
    f("closedate", &["Actual Close"], Date).system(),
    f("trandate", &["Date"], Date).standing(Standing::Required),
    f("createddate", &["Date Created"], DateTime).duty(Duty::CreatedAt).system(),
    f("datecreated", &["Created"], DateTime).duty(Duty::CreatedAt).system(),
    f("leadsource", &["Lead Source"], Picklist).duty(Duty::Source),
    f("salesrep", &["Sales Rep"], Reference).duty(Duty::Owner),
    f("employee", &[], Reference).duty(Duty::Owner),
    f("daysopen", &["Days Open"], Number).system(),
    f("daystoclose", &["Days To Close"], Number).system(),
    f("winlossreason", &["Win/Loss Reason"], Picklist),
    f("actionitem", &["Action Item"], Text),
    f("memo", &["Memo"], Text),
    f("partner", &["Partner"], Reference),
    f("subsidiary", &["Subsidiary"], Reference),
    f("department", &["Department"], Reference),
    f("class", &["Class"], Reference),
    f("location", &["Location"], Reference),
    last_activity(),
];
