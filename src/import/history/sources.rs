//! What a CRM's own word for the source of a change says about its class.
//!
//! HubSpot's machine values come from its client libraries, its labels from exports; NetSuite's contexts from its
//! help. A word that is new is unknown, and never guessed at.

use super::super::crm::letters;
use crate::model::WriterClass;
use WriterClass::{Automation, Enrichment, Form, Human, Import, Integration, System, Unknown};

/// Machine values (`sourceType`) and, by the same letters, labels.
const HUBSPOT: &[(WriterClass, &[&str])] = &[
    (
        Human,
        &[
            "crmui",
            "crmuibulkaction",
            "mobileios",
            "mobileandroid",
            "contactsweb",
            "sales",
            "extension",
            "batchupdate",
            "propertyrestore",
            "recyclingbin",
            "bcctocrm",
            "forwardtocrm",
            "gmailintegration",
            "emailintegration",
            "playbooks",
            "sidekick",
            "task",
            "bulkedit",
        ],
    ),
    (Import, &["import", "migration", "cloneobjects"]),
    (
        Integration,
        &[
            "api",
            "integration",
            "integrationsplatform",
            "integrationssync",
            "salesforce",
            "portalobjectsync",
            "marketplace",
            "slackintegration",
            "dataset",
            "centralexchangerates",
        ],
    ),
    (
        Automation,
        &[
            "automationplatform",
            "automationjourney",
            "workflows",
            "workflow",
            "workflowcontactdeleteaction",
            "sequences",
            "bot",
            "approvals",
            "pipelinesettings",
            "prospectingagent",
            "crmprocessesplatform",
        ],
    ),
    (
        Form,
        &[
            "form",
            "forms",
            "leadin",
            "meetings",
            "conversations",
            "ads",
            "payments",
            "quotes",
            "communicator",
            "contentmembership",
        ],
    ),
    (
        Enrichment,
        &[
            "dataenrichment",
            "conversationalenrichment",
            "companyinsights",
            "biden",
            "intent",
            "signals",
            "aigroup",
            "chatspot",
            "marketsourcing",
            "hubspotai",
        ],
    ),
    (
        System,
        &[
            "calculated",
            "hubspotcalculation",
            "analytics",
            "engagements",
            "associations",
            "companies",
            "contacts",
            "deals",
            "default",
            "internalprocessing",
            "mergecontacts",
            "mergecompanies",
            "mergeobjects",
            "companyfamilies",
            "forecasting",
            "goals",
            "quotas",
            "behavioralevents",
            "email",
            "salesmessages",
            "social",
            "presentations",
            "portaluserassociator",
            "propertysettings",
            "settings",
            "heisenberg",
            "walincremental",
            "tally",
            "billing",
            "flywheelproductdatasync",
            "success",
            "helpdesk",
            "helpdeskai",
            "betassignment",
            "betcrmconnector",
            "avatarsservice",
            "filemanager",
            "microapps",
            "academy",
            "acceptancetest",
            "assists",
            "activities",
            "backgroundtask",
        ],
    ),
];

/// The class of HubSpot's change source, in capitals or as its label.
pub(super) fn of_hubspot(source: &str) -> WriterClass {
    let wanted = letters(source);
    let found = HUBSPOT.iter().find(|(_, words)| words.contains(&wanted.as_str()));
    found.map_or(Unknown, |&(class, _)| class)
}

/// The class of NetSuite's context. A chain of changes shares the context it began with, so this is where it began.
pub(super) fn of_netsuite(context: &str) -> WriterClass {
    let wanted = letters(context);
    match wanted.as_str() {
        "ui" | "userinterface" | "mobile" | "massupdate" | "custommassupdate" | "bulkprocessing" => Human,
        "csv" | "csvimport" => Import,
        "soapwebservices" | "webservices" | "restwebservices" | "scriptrestlet" | "restlet" => Integration,
        "webstore" | "campaignresponse" | "onlineform" => Form,
        "workflow" | "scheduledworkflow" | "mapreduce" | "userevent" | "scheduled" | "suitelet" => Automation,
        _ if wanted.starts_with("script") => Automation,
        _ => Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_one_class_in_every_spelling_and_a_new_one_none() {
        for (word, class) in [
            ("CRM_UI", Human),
            ("CRM UI", Human),
            ("AUTOMATION_PLATFORM", Automation),
            ("Workflow", Automation),
            ("HubSpot Calculation", System),
            ("SALESFORCE", Integration),
            ("QUANTUM_LINK", Unknown),
            ("", Unknown),
        ] {
            assert_eq!(of_hubspot(word), class, "{word}");
        }
        let all: Vec<_> = HUBSPOT.iter().flat_map(|(_, words)| *words).collect();
        let one: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(one.len(), all.len());
    }

    #[test]
    fn a_context_of_netsuite_says_where_a_change_began() {
        for (word, class) in [
            ("UI", Human),
            ("CSV Import", Import),
            ("Script (RESTlet)", Integration),
            ("Script (Scheduled)", Automation),
            ("REST Web Services", Integration),
            ("Web Store", Form),
            ("Other", Unknown),
        ] {
            assert_eq!(of_netsuite(word), class, "{word}");
        }
    }
}
