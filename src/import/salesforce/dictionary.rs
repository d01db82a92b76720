//! Standard objects that sales keeps, and the fields of accounts, contacts, leads and opportunities.
//!
//! Labels are those of English reports. A label that shows another record's name (`Account Name` on an opportunity)
//! is that record's field (`Account.Name`), not the lookup.

use super::super::crm::{FieldEntry, ObjectEntry, Standing};
use super::{activities, settings};
use crate::model::FieldKind::{
    Boolean, Compound, Currency, Date, DateTime, Email, Id, LongText, Number, Percent, Phone, Picklist,
    Reference, Text, Url,
};
use crate::model::{Duty, Role};

pub(super) const fn f(
    name: &'static str,
    labels: &'static [&'static str],
    kind: crate::model::FieldKind,
) -> FieldEntry {
    FieldEntry::new(name, labels, kind)
}

/// The id of an object.
pub(super) const fn id(labels: &'static [&'static str]) -> FieldEntry {
    f("Id", labels, Id).duty(Duty::Id).standing(Standing::Identifier)
}

/// The fields of an object, followed by those that every object has.
macro_rules! fields {
    ($($entry:expr),* $(,)?) => {
        &[
            $($entry,)*
            f("IsDeleted", &["Deleted", "_fivetran_deleted"], Boolean).duty(Duty::IsDeleted).system(),
            f("CreatedDate", &["Created Date", "Create Date"], DateTime).duty(Duty::CreatedAt).system(),
            f("CreatedById", &["Created By ID"], Reference).duty(Duty::CreatedBy).system(),
            f("CreatedBy.Name", &["Created By"], Text).duty(Duty::CreatedBy).system(),
            f("LastModifiedDate", &["Last Modified Date"], DateTime).duty(Duty::ModifiedAt).system(),
            f("LastModifiedById", &["Last Modified By ID"], Reference).duty(Duty::ModifiedBy).system(),
            f("LastModifiedBy.Name", &["Last Modified By"], Text).duty(Duty::ModifiedBy).system(),
            f("_fivetran_synced", &[], DateTime).system(),
            f("_fivetran_active", &[], Boolean).system(),
            f("SystemModstamp", &["System Modstamp"], DateTime).duty(Duty::SystemModifiedAt).system(),
            f("LastViewedDate", &["Last Viewed Date"], DateTime).system(),
            f("LastReferencedDate", &["Last Referenced Date"], DateTime).system(),
            f("CurrencyIsoCode", &["Currency ISO Code", "Currency", "Amount Currency"], Picklist).duty(Duty::Currency),
        ]
    };
}
pub(super) use fields;

const fn record_type() -> FieldEntry {
    f("RecordTypeId", &["Record Type ID"], Reference).duty(Duty::Scope)
}

const fn record_type_name(labels: &'static [&'static str]) -> FieldEntry {
    f("RecordType.Name", labels, Text).duty(Duty::Scope)
}

const fn last_activity() -> FieldEntry {
    f("LastActivityDate", &["Last Activity", "Last Activity Date"], Date).duty(Duty::LastActivity).system()
}

pub(super) static OBJECTS: &[ObjectEntry] = &[
    ObjectEntry { api: "Account", names: &["Accounts"], role: Role::Account, id: "Id", fields: ACCOUNT },
    ObjectEntry { api: "Contact", names: &["Contacts"], role: Role::Contact, id: "Id", fields: CONTACT },
    ObjectEntry { api: "Lead", names: &["Leads"], role: Role::Lead, id: "Id", fields: LEAD },
    ObjectEntry {
        api: "Opportunity",
        names: &["Opportunities"],
        role: Role::Opportunity,
        id: "Id",
        fields: OPPORTUNITY,
    },
    ObjectEntry { api: "Task", names: &["Tasks"], role: Role::Activity, id: "Id", fields: activities::TASK },
    ObjectEntry {
        api: "Event",
        names: &["Events"],
        role: Role::Activity,
        id: "Id",
        fields: activities::EVENT,
    },
    ObjectEntry { api: "User", names: &["Users"], role: Role::User, id: "Id", fields: settings::USER },
    ObjectEntry {
        api: "RecordType",
        names: &["RecordTypes"],
        role: Role::RecordType,
        id: "Id",
        fields: settings::RECORD_TYPE,
    },
    ObjectEntry {
        api: "OpportunityStage",
        names: &["OpportunityStages"],
        role: Role::Stage,
        id: "Id",
        fields: settings::STAGE,
    },
    ObjectEntry {
        api: "Campaign",
        names: &["Campaigns"],
        role: Role::Other,
        id: "Id",
        fields: activities::CAMPAIGN,
    },
    ObjectEntry { api: "Case", names: &["Cases"], role: Role::Other, id: "Id", fields: activities::CASE },
];

static ACCOUNT: &[FieldEntry] = fields![
    id(&["Account ID", "Id"]),
    f("Name", &["Account Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("MasterRecordId", &["Master Record ID"], Reference).system(),
    f("Type", &["Account Type", "Type"], Picklist).duty(Duty::Segment),
    record_type(),
    record_type_name(&["Account Record Type", "Record Type"]),
    f("ParentId", &["Parent Account ID"], Reference),
    f("Parent.Name", &["Parent Account"], Text),
    f("BillingStreet", &["Billing Street"], LongText),
    f("BillingCity", &["Billing City"], Text),
    f("BillingState", &["Billing State/Province"], Text),
    f("BillingPostalCode", &["Billing Zip/Postal Code"], Text),
    f("BillingCountry", &["Billing Country"], Text),
    f("BillingAddress", &["Billing Address"], Compound),
    f("ShippingAddress", &["Shipping Address"], Compound),
    f("ShippingStreet", &["Shipping Street"], LongText),
    f("ShippingCity", &["Shipping City"], Text),
    f("ShippingState", &["Shipping State/Province"], Text),
    f("ShippingPostalCode", &["Shipping Zip/Postal Code"], Text),
    f("ShippingCountry", &["Shipping Country"], Text),
    f("Phone", &["Phone", "Account Phone"], Phone),
    f("Fax", &["Fax", "Account Fax"], Phone),
    f("Website", &["Website"], Url),
    f("Sic", &["SIC Code"], Text),
    f("Industry", &["Industry"], Picklist),
    f("AnnualRevenue", &["Annual Revenue"], Currency),
    f("NumberOfEmployees", &["Employees", "Number of Employees"], Number),
    f("Ownership", &["Ownership"], Picklist),
    f("PhotoUrl", &[], Url).system(),
    f("Jigsaw", &["Data.com Key"], Text),
    f("TickerSymbol", &["Ticker Symbol"], Text),
    f("Description", &["Account Description", "Description"], LongText),
    f("Rating", &["Rating"], Picklist),
    f("Site", &["Account Site"], Text),
    f("OwnerId", &["Owner ID", "Account Owner ID"], Reference).duty(Duty::Owner).standing(Standing::Required),
    f("Owner.Name", &["Account Owner"], Text).duty(Duty::Owner),
    f("Owner.Alias", &["Account Owner Alias"], Text),
    f("AccountNumber", &["Account Number"], Text),
    f("AccountSource", &["Account Source"], Picklist).duty(Duty::Source),
    f("IsPersonAccount", &["Is Person Account"], Boolean).system(),
    f("PersonEmail", &["Person Account: Email"], Email).duty(Duty::Email),
    last_activity(),
];

static CONTACT: &[FieldEntry] = fields![
    id(&["Contact ID", "Id"]),
    f("Name", &["Full Name", "Contact Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("Salutation", &["Salutation"], Picklist),
    f("FirstName", &["First Name"], Text),
    f("LastName", &["Last Name"], Text).standing(Standing::Required),
    f("MasterRecordId", &["Master Record ID"], Reference).system(),
    f("AccountId", &["Account ID"], Reference).duty(Duty::Account),
    f("Account.Name", &["Account Name"], Text).duty(Duty::Account),
    record_type(),
    record_type_name(&["Contact Record Type", "Record Type"]),
    f("MailingAddress", &["Mailing Address"], Compound),
    f("OtherAddress", &["Other Address"], Compound),
    f("OtherStreet", &["Other Street"], LongText),
    f("OtherCity", &["Other City"], Text),
    f("OtherState", &["Other State/Province"], Text),
    f("OtherPostalCode", &["Other Zip/Postal Code"], Text),
    f("OtherCountry", &["Other Country"], Text),
    f("OtherPhone", &["Other Phone"], Phone),
    f("MailingStreet", &["Mailing Street"], LongText),
    f("MailingCity", &["Mailing City"], Text),
    f("MailingState", &["Mailing State/Province"], Text),
    f("MailingPostalCode", &["Mailing Zip/Postal Code"], Text),
    f("MailingCountry", &["Mailing Country"], Text),
    f("Phone", &["Business Phone", "Phone"], Phone),
    f("MobilePhone", &["Mobile Phone", "Mobile"], Phone),
    f("HomePhone", &["Home Phone"], Phone),
    f("Fax", &["Business Fax", "Fax"], Phone),
    f("ReportsToId", &["Reports To ID"], Reference),
    f("ReportsTo.Name", &["Reports To"], Text),
    f("Email", &["Email"], Email).duty(Duty::Email),
    f("Title", &["Title"], Text),
    f("Department", &["Department"], Text),
    f("AssistantName", &["Assistant", "Assistant's Name"], Text),
    f("AssistantPhone", &["Asst. Phone"], Phone),
    f("LeadSource", &["Lead Source"], Picklist).duty(Duty::Source),
    f("Birthdate", &["Birthdate"], Date),
    f("Description", &["Contact Description", "Description"], LongText),
    f("OwnerId", &["Owner ID", "Contact Owner ID"], Reference).duty(Duty::Owner).standing(Standing::Required),
    f("Owner.Name", &["Contact Owner"], Text).duty(Duty::Owner),
    f("HasOptedOutOfEmail", &["Email Opt Out"], Boolean),
    f("DoNotCall", &["Do Not Call"], Boolean),
    f("IsEmailBounced", &["Is Email Bounced"], Boolean).system(),
    f("PhotoUrl", &[], Url).system(),
    f("Jigsaw", &["Data.com Key"], Text),
    f("EmailBouncedReason", &["Email Bounced Reason"], Text).system(),
    f("EmailBouncedDate", &["Email Bounced Date"], DateTime).system(),
    last_activity(),
];

static LEAD: &[FieldEntry] = fields![
    id(&["Lead ID", "Id"]),
    f("Name", &["Full Name", "Lead Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("Salutation", &["Salutation"], Picklist),
    f("FirstName", &["First Name"], Text),
    f("LastName", &["Last Name"], Text).standing(Standing::Required),
    f("MasterRecordId", &["Master Record ID"], Reference).system(),
    record_type(),
    record_type_name(&["Lead Record Type", "Record Type"]),
    f("Title", &["Title"], Text),
    // A lead has no account yet: the company's name is what stands for it.
    f("Company", &["Company / Account", "Company"], Text).standing(Standing::Required),
    f("Address", &["Address"], Compound),
    f("Street", &["Street"], LongText),
    f("City", &["City"], Text),
    f("State", &["State/Province"], Text),
    f("PostalCode", &["Zip/Postal Code"], Text),
    f("Country", &["Country"], Text),
    f("Phone", &["Phone"], Phone),
    f("MobilePhone", &["Mobile Phone", "Mobile"], Phone),
    f("Email", &["Email"], Email).duty(Duty::Email),
    f("Website", &["Website"], Url),
    f("Description", &["Description"], LongText),
    f("LeadSource", &["Lead Source"], Picklist).duty(Duty::Source),
    f("Status", &["Lead Status", "Status"], Picklist).duty(Duty::Stage).standing(Standing::Required),
    f("Industry", &["Industry"], Picklist),
    f("Rating", &["Rating"], Picklist),
    f("AnnualRevenue", &["Annual Revenue"], Currency),
    f("NumberOfEmployees", &["No. of Employees", "Employees"], Number),
    f("OwnerId", &["Owner ID", "Lead Owner ID"], Reference).duty(Duty::Owner).standing(Standing::Required),
    f("Owner.Name", &["Lead Owner"], Text).duty(Duty::Owner),
    f("IsConverted", &["Converted"], Boolean).duty(Duty::IsClosed).system(),
    f("ConvertedDate", &["Converted Date"], Date).system(),
    f("ConvertedAccountId", &["Converted Account ID"], Reference).system(),
    f("ConvertedContactId", &["Converted Contact ID"], Reference).system(),
    f("ConvertedOpportunityId", &["Converted Opportunity ID"], Reference).system(),
    f("IsUnreadByOwner", &["Unread By Owner"], Boolean).system(),
    f("HasOptedOutOfEmail", &["Email Opt Out"], Boolean),
    f("LastTransferDate", &["Last Transfer Date"], Date).system(),
    last_activity(),
];

static OPPORTUNITY: &[FieldEntry] = fields![
    id(&["Opportunity ID", "Id"]),
    f("Name", &["Opportunity Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("AccountId", &["Account ID"], Reference).duty(Duty::Account),
    f("Account.Name", &["Account Name"], Text).duty(Duty::Account),
    record_type(),
    record_type_name(&["Opportunity Record Type", "Record Type"]),
    f("IsPrivate", &["Private"], Boolean),
    f("Description", &["Description"], LongText),
    f("StageName", &["Stage"], Picklist).duty(Duty::Stage).standing(Standing::Required),
    f("StageSortOrder", &[], Number).system(),
    f("Amount", &["Amount"], Currency).duty(Duty::Amount),
    f("Probability", &["Probability (%)", "Probability"], Percent).duty(Duty::Probability),
    f("ExpectedRevenue", &["Expected Revenue"], Currency).system(),
    f("TotalOpportunityQuantity", &["Quantity"], Number),
    f("CloseDate", &["Close Date"], Date).duty(Duty::CloseDate).standing(Standing::Required),
    f("Type", &["Type", "Opportunity Type"], Picklist).duty(Duty::Segment),
    f("NextStep", &["Next Step"], Text),
    f("LeadSource", &["Lead Source"], Picklist).duty(Duty::Source),
    f("IsClosed", &["Closed"], Boolean).duty(Duty::IsClosed).system(),
    f("IsWon", &["Won"], Boolean).duty(Duty::IsWon).system(),
    f("ForecastCategory", &[], Picklist).system(),
    f("ForecastCategoryName", &["Forecast Category"], Picklist),
    f("CampaignId", &["Primary Campaign Source ID"], Reference),
    f("Campaign.Name", &["Primary Campaign Source"], Text),
    f("HasOpportunityLineItem", &["Has Products", "Has Line Item"], Boolean).system(),
    f("Pricebook2Id", &["Price Book ID"], Reference),
    f("OwnerId", &["Owner ID", "Opportunity Owner ID"], Reference)
        .duty(Duty::Owner)
        .standing(Standing::Required),
    f("Owner.Name", &["Opportunity Owner"], Text).duty(Duty::Owner),
    f("LastStageChangeDate", &["Last Stage Change Date"], DateTime).system(),
    f("HasOpenActivity", &["Has Open Activity"], Boolean).system(),
    f("HasOverdueTask", &["Has Overdue Task"], Boolean).system(),
    f("PushCount", &["Push Count"], Number).system(),
    f("FiscalYear", &["Fiscal Year"], Number).system(),
    f("FiscalQuarter", &["Fiscal Quarter"], Number).system(),
    f("Fiscal", &["Fiscal Period"], Text).system(),
    f("ContactId", &["Contact ID"], Reference),
    f("LastAmountChangedHistoryId", &[], Reference).system(),
    f("LastCloseDateChangedHistoryId", &[], Reference).system(),
    last_activity(),
];
