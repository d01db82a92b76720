//! Fields of users, record types and stages: how the CRM is set up, not what the business keeps.

use super::super::crm::{FieldEntry, Standing};
use super::dictionary::{f, fields, id};
use crate::model::Duty;
use crate::model::FieldKind::{
    Boolean, DateTime, Email, LongText, Number, Percent, Picklist, Reference, Text,
};

pub(super) static USER: &[FieldEntry] = fields![
    id(&["User ID", "Id"]),
    f("Username", &["Username"], Text).standing(Standing::Required),
    f("Name", &["Full Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("FirstName", &["First Name"], Text),
    f("LastName", &["Last Name"], Text).standing(Standing::Required),
    f("Email", &["Email"], Email).duty(Duty::Email).standing(Standing::Required),
    f("Alias", &["Alias"], Text),
    f("IsActive", &["Active"], Boolean),
    f("UserType", &["User Type"], Picklist).system(),
    f("UserSubtype", &["User Subtype"], Picklist).system(),
    f("IsSystemControlled", &["Is System Controlled"], Boolean).system(),
    f("ProfileId", &["Profile ID"], Reference),
    f("UserRoleId", &["Role ID"], Reference),
    f("ManagerId", &["Manager ID"], Reference),
    f("Title", &["Title"], Text),
    f("Department", &["Department"], Text),
    f("TimeZoneSidKey", &["Time Zone"], Picklist),
    f("LocaleSidKey", &["Locale"], Picklist),
    f("LanguageLocaleKey", &["Language"], Picklist),
    f("DefaultCurrencyIsoCode", &["Default Currency ISO Code"], Picklist),
    f("LastLoginDate", &["Last Login"], DateTime).system(),
];

pub(super) static RECORD_TYPE: &[FieldEntry] = fields![
    id(&["Record Type ID", "Id"]),
    f("Name", &["Record Type Name", "Name"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("DeveloperName", &["Record Type Developer Name"], Text),
    f("NamespacePrefix", &["ModuleNamespace"], Text).system(),
    f("SobjectType", &["SObject Type Name"], Picklist).system(),
    f("Description", &["Description"], LongText),
    f("BusinessProcessId", &["Business Process ID"], Reference),
    f("IsActive", &["Active"], Boolean),
];

pub(super) static STAGE: &[FieldEntry] = fields![
    id(&["Opportunity Stage ID", "Id"]),
    f("MasterLabel", &["Master Label"], Text).duty(Duty::Name).standing(Standing::NameField),
    f("ApiName", &["API Name"], Text).duty(Duty::Stage),
    f("IsActive", &["Is Active"], Boolean),
    f("SortOrder", &["Sort Order"], Number),
    f("IsClosed", &["Is Closed"], Boolean).duty(Duty::IsClosed),
    f("IsWon", &["Is Won"], Boolean).duty(Duty::IsWon),
    f("ForecastCategory", &["Forecast Category"], Picklist),
    f("ForecastCategoryName", &["Forecast Category Name"], Picklist),
    f("DefaultProbability", &["Default Probability (%)"], Percent).duty(Duty::DefaultProbability),
    f("Description", &["Description"], LongText),
];
