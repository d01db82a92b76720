//! Fields of tasks, events, campaigns and cases.

use super::super::crm::{FieldEntry, Standing};
use super::dictionary::{f, fields, id};
use crate::model::Duty;
use crate::model::FieldKind::{
    Boolean, Currency, Date, DateTime, Email, LongText, Number, Percent, Picklist, Reference, Text,
};

const fn owner(labels: &'static [&'static str]) -> FieldEntry {
    f("OwnerId", labels, Reference).duty(Duty::Owner).standing(Standing::Required)
}

pub(super) static TASK: &[FieldEntry] = fields![
    id(&["Activity ID", "Task ID", "Id"]),
    f("RecordTypeId", &["Record Type ID"], Reference).duty(Duty::Scope),
    f("WhoId", &["Name ID"], Reference),
    f("WhatId", &["Related To ID"], Reference),
    f("AccountId", &["Account ID"], Reference).duty(Duty::Account),
    f("Account.Name", &["Company / Account"], Text).duty(Duty::Account),
    f("Subject", &["Subject"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("ActivityDate", &["Due Date", "Date"], Date).duty(Duty::LastActivity),
    f("Status", &["Status"], Picklist).standing(Standing::Required),
    f("Priority", &["Priority"], Picklist).standing(Standing::Required),
    owner(&["Assigned To ID", "Owner ID"]),
    f("Owner.Name", &["Assigned", "Assigned To"], Text).duty(Duty::Owner),
    f("Description", &["Comments", "Full Comments"], LongText),
    f("Type", &["Type"], Picklist),
    f("TaskSubtype", &["Task Subtype"], Picklist),
    f("CallType", &["Call Type"], Picklist),
    f("CallDurationInSeconds", &["Call Duration"], Number),
    f("CallDisposition", &["Call Result"], Text),
    f("IsClosed", &["Closed"], Boolean).duty(Duty::IsClosed).system(),
    f("IsHighPriority", &["High Priority"], Boolean).system(),
    f("IsArchived", &["Archived"], Boolean).system(),
    f("CompletedDateTime", &["Completed Date/Time"], DateTime).system(),
];

pub(super) static EVENT: &[FieldEntry] = fields![
    id(&["Activity ID", "Event ID", "Id"]),
    f("RecordTypeId", &["Record Type ID"], Reference).duty(Duty::Scope),
    f("WhoId", &["Name ID"], Reference),
    f("WhatId", &["Related To ID"], Reference),
    f("AccountId", &["Account ID"], Reference).duty(Duty::Account),
    f("Subject", &["Subject"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("Location", &["Location"], Text),
    f("ActivityDateTime", &["Due Date Time"], DateTime),
    f("ActivityDate", &["Due Date Only", "Date"], Date).duty(Duty::LastActivity),
    f("StartDateTime", &["Start Date Time", "Start"], DateTime),
    f("EndDateTime", &["End Date Time", "End"], DateTime),
    f("DurationInMinutes", &["Duration"], Number),
    f("IsAllDayEvent", &["All-Day Event"], Boolean),
    owner(&["Assigned To ID", "Owner ID"]),
    f("Owner.Name", &["Assigned", "Assigned To"], Text).duty(Duty::Owner),
    f("Description", &["Description", "Full Comments"], LongText),
    f("Type", &["Type"], Picklist),
    f("ShowAs", &["Show Time As"], Picklist),
    f("IsPrivate", &["Private"], Boolean),
    f("IsArchived", &["Archived"], Boolean).system(),
];

pub(super) static CAMPAIGN: &[FieldEntry] = fields![
    id(&["Campaign ID", "Id"]),
    f("Name", &["Campaign Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("ParentId", &["Parent Campaign ID"], Reference),
    f("RecordTypeId", &["Record Type ID", "Campaign Member Type"], Reference).duty(Duty::Scope),
    f("Type", &["Type"], Picklist).duty(Duty::Segment),
    f("Status", &["Status"], Picklist),
    f("StartDate", &["Start Date"], Date),
    f("EndDate", &["End Date"], Date),
    f("ExpectedRevenue", &["Expected Revenue in Campaign", "Expected Revenue"], Currency),
    f("BudgetedCost", &["Budgeted Cost in Campaign", "Budgeted Cost"], Currency),
    f("ActualCost", &["Actual Cost in Campaign", "Actual Cost"], Currency),
    f("ExpectedResponse", &["Expected Response (%)"], Percent),
    f("NumberSent", &["Num Sent in Campaign", "Num Sent"], Number),
    f("IsActive", &["Active"], Boolean),
    f("Description", &["Description"], LongText),
    owner(&["Owner ID"]),
    f("Owner.Name", &["Campaign Owner"], Text).duty(Duty::Owner),
    f("LastActivityDate", &["Last Activity", "Last Activity Date"], Date).duty(Duty::LastActivity).system(),
];

pub(super) static CASE: &[FieldEntry] = fields![
    id(&["Case ID", "Id"]),
    f("CaseNumber", &["Case Number"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("ContactId", &["Contact ID"], Reference),
    f("AccountId", &["Account ID"], Reference).duty(Duty::Account),
    f("Account.Name", &["Account Name"], Text).duty(Duty::Account),
    f("ParentId", &["Parent Case ID"], Reference),
    f("SuppliedEmail", &["Web Email"], Email).duty(Duty::Email),
    f("RecordTypeId", &["Record Type ID"], Reference).duty(Duty::Scope),
    f("RecordType.Name", &["Case Record Type"], Text).duty(Duty::Scope),
    f("Type", &["Type"], Picklist).duty(Duty::Segment),
    f("Status", &["Status"], Picklist).duty(Duty::Stage),
    f("Reason", &["Case Reason"], Picklist),
    f("Origin", &["Case Origin"], Picklist).duty(Duty::Source),
    f("Subject", &["Subject"], Text),
    f("Priority", &["Priority"], Picklist),
    f("Description", &["Description"], LongText),
    f("IsClosed", &["Closed"], Boolean).duty(Duty::IsClosed).system(),
    f("ClosedDate", &["Date/Time Closed", "Closed Date"], DateTime).system(),
    f("IsEscalated", &["Escalated"], Boolean),
    owner(&["Owner ID"]),
    f("Owner.Name", &["Case Owner"], Text).duty(Duty::Owner),
];
