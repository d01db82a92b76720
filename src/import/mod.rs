//! Export files in, model out. All that is known about each CRM's exports lives here.
//!
//! ```text
//! look at each file → recognise tables → group by object → one pass per object → snapshot
//! ```

mod answers;
mod assemble;
mod columns;
mod company;
pub mod crm;
mod date_order;
pub mod dates;
pub mod deals;
mod declare;
mod declared;
mod desk;
pub mod dialect;
mod facts;
mod finish;
mod footers;
mod group;
mod history;
pub mod hubspot;
mod identify;
mod infer;
mod kept;
pub mod load;
mod marks;
mod markup;
mod member;
mod mention;
mod metadata;
pub mod netsuite;
mod objects;
pub mod open;
mod options;
pub mod outside;
pub mod part;
pub mod recognise;
mod records;
mod recount;
mod repeated;
mod report;
pub mod salesforce;
pub mod schema;
mod stages;
pub mod tidy;

pub use crm::{Crm, FieldEntry, ObjectEntry, ProbabilityScale, Standing};

/// Every CRM whose exports are known.
pub const CRMS: &[&Crm] = &[&salesforce::CRM, &hubspot::CRM, &netsuite::CRM];

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::schema::Declared;
    use super::*;
    use crate::model::{Duty, FieldKind};

    fn files(folder: &str) -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
        let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(walkdir::DirEntry::into_path)
            .collect();
        paths.sort();
        let read = |path: &PathBuf| std::fs::read_to_string(path).ok();
        paths.iter().filter_map(|path| Some((path.display().to_string(), read(path)?))).collect()
    }

    fn json(folder: &str, name: &str) -> serde_json::Value {
        let (_, text) = files(folder).into_iter().find(|(path, _)| path.ends_with(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_salesforce_project_of_lantern_declares_its_fields_and_stages() {
        let mut into = Declared::default();
        for (path, xml) in files("lantern/salesforce/force-app") {
            if path.ends_with(".field-meta.xml") {
                let object = salesforce::object_from_path(&path).unwrap();
                salesforce::field_meta(&xml, &object, &path, &mut into).unwrap();
            } else {
                salesforce::standard_value_set(&xml, &path, &mut into).unwrap();
            }
        }
        into.settle();
        let fields = || into.objects.values().flat_map(|object| &object.fields);
        assert_eq!((into.objects.len(), fields().count(), into.stages.len()), (3, 36, 6));
        assert_eq!(fields().filter(|field| field.calculated).count(), 3);
        assert_eq!(into.consumers.len(), 3);
        let account = &into.objects["account"];
        let tier = account.fields.iter().find(|field| field.name == "Price_Tier__c").unwrap();
        assert_eq!((tier.default.as_deref(), tier.kind), (Some("Standard"), FieldKind::Picklist));
        salesforce::describe(&json("salesforce", "describe-wrapped.json"), "describe.json", &mut into)
            .unwrap();
        let account = &into.objects["account"];
        assert!(account.fields.iter().any(|field| field.duty == Some(Duty::Owner)));
        assert_eq!(account.fields.iter().filter(|field| field.name == "Region__c").count(), 1);
    }

    #[test]
    fn the_hubspot_settings_of_lantern_declare_fields_stages_and_people() {
        let mut into = Declared::default();
        for (path, text) in files("lantern/hubspot").iter().filter(|(path, _)| path.contains("properties-")) {
            let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
            let header = cells(reader.headers().unwrap());
            let object = crm::object_from_file_name(&hubspot::CRM, path).map(|object| object.api);
            let rows = reader.records().map(|record| cells(&record.unwrap()));
            hubspot::settings_export(&header, rows, object, path, &mut into).unwrap();
        }
        hubspot::pipelines(&json("lantern/hubspot", "pipelines.json"), Some("deals"), "p.json", &mut into)
            .unwrap();
        hubspot::owners(&json("lantern/hubspot", "owners.json"), "o.json", &mut into).unwrap();
        let api = json("hubspot", "properties-api.json");
        hubspot::properties_api(&api, None, "properties-api.json", &mut into).unwrap();
        let counts: Vec<_> = into.objects.values().map(|object| object.fields.len()).collect();
        assert_eq!((counts, into.stages.len(), into.people.len()), (vec![26, 26, 30], 12, 6));
        let companies = &into.objects["companies"];
        assert_eq!(companies.vendor["legacy_code"].usages, Some(0));
        assert_eq!(companies.vendor["price_tier"].usages, Some(2));
        assert_eq!(into.people["8101"], "Ana Ruiz");
        assert!(into.stages.iter().any(|stage| stage.won == Some(true)));
    }

    #[test]
    fn the_netsuite_project_of_lantern_declares_its_fields_and_stages() {
        let mut into = Declared::default();
        for (path, xml) in files("lantern/netsuite/sdf").iter().filter(|(path, _)| path.ends_with(".xml")) {
            netsuite::sdf_object(xml, path, &mut into).unwrap();
        }
        let fields: usize = into.objects.values().map(|object| object.fields.len()).sum();
        assert_eq!((into.objects.len(), fields), (3, 38));
        let name = "metadata-catalog-opportunity.json";
        netsuite::metadata_catalog(&json("lantern/netsuite", name), None, name, &mut into).unwrap();
        netsuite::entity_status(&json("lantern/netsuite", "entitystatus.json"), "e.json", &mut into).unwrap();
        let opportunity = &into.objects["opportunity"];
        let weekly = opportunity.fields.iter().find(|field| field.name == "custbody_weekly_value").unwrap();
        assert!(weekly.calculated && weekly.not_stored);
        assert!(opportunity.fields.iter().any(|field| field.duty == Some(Duty::Amount)));
        assert_eq!(into.stages.iter().filter(|stage| stage.closed == Some(true)).count(), 2);
    }
}
