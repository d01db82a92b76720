//! The names that reports have for standard fields: `OPPORTUNITY_NAME`, `STAGE_NAME`, `ACCOUNT.NAME`.

/// The field behind a token on a report over an object; `.` stands for the report's own object.
pub(super) fn field(token: &str, base: Option<&str>) -> Option<(String, &'static str)> {
    let (object, field) =
        TOKENS.iter().find(|(name, ..)| *name == token).map(|&(_, object, field)| (object, field))?;
    let object = if object == "." { base? } else { object };
    Some((object.to_owned(), field))
}

/// Token, object, field.
const TOKENS: &[(&str, &str, &str)] = &[
    ("OPPORTUNITY_NAME", "Opportunity", "Name"),
    ("STAGE_NAME", "Opportunity", "StageName"),
    ("FK_OPP_STAGE_NAME", "Opportunity", "StageName"),
    ("AMOUNT", "Opportunity", "Amount"),
    ("FK_OPP_AMOUNT", "Opportunity", "Amount"),
    ("EXP_AMOUNT", "Opportunity", "ExpectedRevenue"),
    ("PROBABILITY", "Opportunity", "Probability"),
    ("CLOSE_DATE", "Opportunity", "CloseDate"),
    ("FK_OPP_CLOSE_DATE", "Opportunity", "CloseDate"),
    ("NEXT_STEP", "Opportunity", "NextStep"),
    ("LEAD_SOURCE", ".", "LeadSource"),
    ("FORECAST_CATEGORY", "Opportunity", "ForecastCategory"),
    ("FISCAL_QUARTER", "Opportunity", "CloseDate"),
    ("FISCAL_YEAR", "Opportunity", "CloseDate"),
    ("CLOSED", "Opportunity", "IsClosed"),
    ("WON", "Opportunity", "IsWon"),
    ("ACCOUNT_NAME", "Account", "Name"),
    ("ACCOUNT.NAME", "Account", "Name"),
    ("ACCOUNT.PHONE1", "Account", "Phone"),
    ("ACCOUNT_TYPE", "Account", "Type"),
    ("ACCOUNT.TYPE", "Account", "Type"),
    ("ACCOUNT_RECORDTYPE", "Account", "RecordTypeId"),
    ("ACCOUNT_OWNER", "Account", "OwnerId"),
    ("ACCOUNT_SOURCE", "Account", "AccountSource"),
    ("INDUSTRY", ".", "Industry"),
    ("SALES", "Account", "AnnualRevenue"),
    ("ANNUAL_REVENUE", ".", "AnnualRevenue"),
    ("EMPLOYEES", "Account", "NumberOfEmployees"),
    ("FK_ACC_EMPLOYEES", "Account", "NumberOfEmployees"),
    ("RATING", ".", "Rating"),
    ("URL", "Account", "Website"),
    ("ADDRESS1_STREET", "Account", "BillingStreet"),
    ("ADDRESS1_CITY", "Account", "BillingCity"),
    ("ADDRESS1_STATE", "Account", "BillingState"),
    ("ADDRESS1_STATE_CODE", "Account", "BillingStateCode"),
    ("ADDRESS1_ZIP", "Account", "BillingPostalCode"),
    ("ADDRESS1_COUNTRY", "Account", "BillingCountry"),
    ("ADDRESS1_COUNTRY_CODE", "Account", "BillingCountryCode"),
    ("ACCOUNT.COUNTRY_CODE", "Account", "BillingCountryCode"),
    ("FK_ACC_ADDR1_STATE_CODE", "Account", "BillingStateCode"),
    ("FK_ACC_ADDR1_COUNTRY_CODE", "Account", "BillingCountryCode"),
    ("FIRST_NAME", ".", "FirstName"),
    ("LAST_NAME", ".", "LastName"),
    ("TITLE", ".", "Title"),
    ("EMAIL", ".", "Email"),
    ("PHONE1", ".", "Phone"),
    ("PHONE", ".", "Phone"),
    ("PHONE3", "Contact", "MobilePhone"),
    ("MOBILE_PHONE", "Contact", "MobilePhone"),
    ("COMPANY", "Lead", "Company"),
    ("CONVERTED", "Lead", "IsConverted"),
    ("STATUS", ".", "Status"),
    ("PRIORITY", ".", "Priority"),
    ("ORIGIN", "Case", "Origin"),
    ("REASON", "Case", "Reason"),
    ("SUBJECT", ".", "Subject"),
    ("CASE_NUMBER", "Case", "CaseNumber"),
    ("CLOSED_DATE", ".", "ClosedDate"),
    ("CLOSED_DATEONLY", "Case", "ClosedDate"),
    ("OPEN", "Case", "IsClosed"),
    ("DUE_DATE", "Task", "ActivityDate"),
    ("TASK_TYPE", "Task", "Type"),
    ("ASSIGNED", "Task", "OwnerId"),
    ("LAST_ACTIVITY", ".", "LastActivityDate"),
    ("TYPE", ".", "Type"),
    ("DESCRIPTION", ".", "Description"),
    ("RECORDTYPE", ".", "RecordTypeId"),
    ("CUST_NAME", ".", "Name"),
    ("CUST_OWNER_NAME", ".", "OwnerId"),
    ("CUST_CREATED_DATE", ".", "CreatedDate"),
    ("CUST_LAST_UPDATE", ".", "LastModifiedDate"),
    ("FULL_NAME", "Opportunity", "OwnerId"),
    ("OWNER", ".", "OwnerId"),
    ("OWNER_FULL_NAME", ".", "OwnerId"),
    ("USERS.NAME", "Account", "OwnerId"),
    ("CREATED_DATE", ".", "CreatedDate"),
    ("CREATED_DATEONLY", ".", "CreatedDate"),
    ("CREATED", ".", "CreatedById"),
    ("LAST_UPDATE", ".", "LastModifiedDate"),
    ("LAST_UPDATE_BY", ".", "LastModifiedById"),
    ("CAMPAIGN_NAME", "Campaign", "Name"),
    ("PRODUCT_NAME", "Product2", "Name"),
    ("QUANTITY", "OpportunityLineItem", "Quantity"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_fields_of_the_report_or_of_their_own_object() {
        assert_eq!(field("STAGE_NAME", None), Some(("Opportunity".to_owned(), "StageName")));
        assert_eq!(field("CREATED_DATE", Some("Case")), Some(("Case".to_owned(), "CreatedDate")));
        assert_eq!(field("CREATED_DATE", None), None);
        assert_eq!(field("RowCount", Some("Case")), None);
    }
}
