//! Fields of employees, vendors, items, other transactions, activities and entity statuses.

use super::super::crm::{FieldEntry, Standing};
use super::dictionary::{created, f, fields, id, inactive};
use crate::model::Duty;
use crate::model::FieldKind::{
    Boolean, Currency, Date, DateTime, Email, Id, LongText, Number, Percent, Phone, Picklist, Reference,
    Text, Url,
};

pub(super) static EMPLOYEE: &[FieldEntry] = fields![
    id(&["Internal ID"]),
    f("entityid", &["Name", "ID"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("firstname", &["First Name"], Text),
    f("lastname", &["Last Name"], Text),
    f("email", &["Email"], Email).duty(Duty::Email),
    f("phone", &["Phone"], Phone),
    f("title", &["Job Title"], Text),
    f("supervisor", &["Supervisor"], Reference),
    f("department", &["Department"], Reference),
    f("subsidiary", &["Subsidiary"], Reference),
    f("issalesrep", &["Sales Rep"], Boolean),
    f("hiredate", &["Hire Date"], Date),
    f("releasedate", &["Termination/Release Date", "Release Date"], Date),
    inactive(),
    created(),
];

pub(super) static VENDOR: &[FieldEntry] = fields![
    id(&["Internal ID", "vendor_id"]),
    f("entityid", &["Name", "ID"], Text).standing(Standing::NameField),
    f("companyname", &["Company Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("legalname", &["Legal Name"], Text),
    f("email", &["Email"], Email).duty(Duty::Email),
    f("phone", &["Phone"], Phone),
    f("url", &["Web Address"], Url),
    f("category", &["Category"], Picklist).duty(Duty::Segment),
    f("currency", &["Currency", "Primary Currency"], Picklist).duty(Duty::Currency),
    f("terms", &["Terms"], Picklist),
    f("creditlimit", &["Credit Limit"], Currency),
    f("comments", &["Comments"], LongText),
    inactive(),
    created(),
];

pub(super) static ITEM: &[FieldEntry] = fields![
    id(&["Internal ID", "item_id"]),
    f("itemid", &["Name", "Item Name/Number"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("displayname", &["Display Name"], Text),
    f("fullname", &["Full Name"], Text).system(),
    f("itemtype", &["Type", "Item Type"], Picklist).duty(Duty::Segment).system(),
    f("description", &["Description", "Sales Description"], LongText),
    f("baseprice", &["Base Price"], Currency),
    f("cost", &["Purchase Price"], Currency),
    f("parent", &["Subitem of", "Parent"], Reference),
    f("department", &["Department"], Reference),
    f("class", &["Class"], Reference),
    f("location", &["Location"], Reference),
    inactive(),
    f("createddate", &["Created", "Date Created"], DateTime).duty(Duty::CreatedAt).system(),
];

pub(super) static TRANSACTION: &[FieldEntry] = fields![
    id(&["Internal ID", "transaction_id"]),
    f("mainline", &["*", "Main Line"], Boolean).duty(Duty::MainLine).system(),
    f("tranid", &["Document Number", "Number"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("transactionnumber", &["Transaction Number"], Text).system(),
    f("type", &["Type", "transaction_type"], Picklist).duty(Duty::Segment).system(),
    f("status", &["Status"], Picklist).duty(Duty::Stage).system(),
    f("entity", &["Name", "Customer", "Company"], Reference).duty(Duty::Account),
    f("trandate", &["Date", "transaction_date"], Date).standing(Standing::Required),
    f("duedate", &["Due Date/Receive By", "Due Date"], Date),
    f("closedate", &["Date Closed"], Date).duty(Duty::CloseDate).system(),
    f("createddate", &["Date Created"], DateTime).duty(Duty::CreatedAt).system(),
    f("total", &["Amount", "Total"], Currency).duty(Duty::Amount).system(),
    f("foreigntotal", &["Amount (Foreign Currency)"], Currency).system(),
    f("currency", &["Currency"], Picklist).duty(Duty::Currency),
    f("exchangerate", &["Exchange Rate"], Number),
    f("employee", &["Sales Rep"], Reference).duty(Duty::Owner),
    f("memo", &["Memo"], Text),
    f("postingperiod", &["Period"], Reference).system(),
    f("leadsource", &["Lead Source"], Picklist).duty(Duty::Source),
];

pub(super) static TASK: &[FieldEntry] = fields![
    id(&["Internal ID"]),
    f("title", &["Task Title", "Title"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("assigned", &["Assigned To"], Reference).duty(Duty::Owner),
    f("company", &["Company"], Reference).duty(Duty::Account),
    f("contact", &["Contact"], Reference),
    f("status", &["Status"], Picklist).duty(Duty::Stage),
    f("priority", &["Priority"], Picklist),
    f("startdate", &["Start Date"], Date),
    f("duedate", &["Due Date"], Date).duty(Duty::LastActivity),
    f("completeddate", &["Date Completed"], Date).system(),
    f("message", &["Message", "Comments"], LongText),
    f("createddate", &["Date Created"], DateTime).duty(Duty::CreatedAt).system(),
];

pub(super) static EVENT: &[FieldEntry] = fields![
    id(&["Internal ID"]),
    f("title", &["Event", "Title"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("organizer", &["Organizer"], Reference).duty(Duty::Owner),
    f("company", &["Company"], Reference).duty(Duty::Account),
    f("status", &["Status"], Picklist).duty(Duty::Stage),
    f("startdate", &["Date", "Start Date"], Date).duty(Duty::LastActivity),
    f("location", &["Location"], Text),
    f("message", &["Message"], LongText),
    f("createddate", &["Date Created"], DateTime).duty(Duty::CreatedAt).system(),
];

pub(super) static CALL: &[FieldEntry] = fields![
    id(&["Internal ID"]),
    f("title", &["Subject"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("assigned", &["Organizer", "Assigned To"], Reference).duty(Duty::Owner),
    f("company", &["Company"], Reference).duty(Duty::Account),
    f("contact", &["Contact"], Reference),
    f("status", &["Status"], Picklist).duty(Duty::Stage),
    f("startdate", &["Phone Call Date", "Date"], Date).duty(Duty::LastActivity),
    f("completeddate", &["Date Completed"], Date).system(),
    f("phone", &["Phone Number"], Phone),
    f("message", &["Message"], LongText),
    f("createddate", &["Date Created"], DateTime).duty(Duty::CreatedAt).system(),
];

pub(super) static STATUS: &[FieldEntry] = fields![
    f("key", &["Internal ID", "id"], Id).duty(Duty::Id).standing(Standing::Identifier),
    f("name", &["Name", "Status"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("entitytype", &["Stage", "Entity Type"], Picklist),
    f("probability", &["Probability"], Percent).duty(Duty::DefaultProbability),
    f("inactive", &["Inactive", "isinactive"], Boolean).duty(Duty::IsInactive),
];
