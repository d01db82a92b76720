//! The property settings export: one row per property, with HubSpot's own fill rate, usages and latest writer.

use super::super::crm;
use super::super::crm::letters;
use super::super::dates;
use super::super::declare;
use super::super::schema::Declared;
use super::{CRM, options, owning, usages};
use crate::engine::read::{InputError, Problem};
use crate::model::{Field, FieldKind, Guard, VendorEvidence};

/// Reads the rows of a property settings export, or a warehouse copy of the property definitions.
///
/// The export has no column for the object: it comes from `object`, from a column where there is one, or from
/// properties that only one object has.
///
/// # Errors
/// When there is no column with internal names, or nothing tells which object the properties belong to.
pub fn settings_export(
    header: &[String],
    rows: impl Iterator<Item = Vec<String>>,
    object: Option<&str>,
    file: &str,
    into: &mut Declared,
) -> Result<(), InputError> {
    let columns = Columns::find(header).ok_or_else(|| {
        let message = "found no column `Internal name`, expected a property settings export";
        InputError::new(Problem::Invalid, message).in_file(file)
    })?;
    let rows: Vec<Vec<String>> = rows.collect();
    let fallback = object.or_else(|| infer(&columns, &rows)).map(|name| {
        crm::lookup_object(&CRM, name).map_or_else(|| name.to_owned(), |entry| entry.api.to_owned())
    });
    // Unused properties have an empty cell; but a column with nothing in it at all says that nobody looked.
    let looked = rows.iter().any(|row| !columns.get(row, columns.usages).is_empty());
    for row in &rows {
        let name = columns.get(row, Some(columns.name));
        if name.is_empty() || columns.says(row, columns.deleted) == Some(true) {
            continue;
        }
        let named = columns.get(row, columns.object);
        let named = crm::lookup_object(&CRM, named).map_or(named, |entry| entry.api);
        let object = if named.is_empty() { fallback.as_deref() } else { Some(named) };
        let object = object.ok_or_else(|| {
            InputError::new(Problem::Ambiguous, "nothing tells which object these properties belong to")
                .in_file(file)
                .hint("put the object into the file's name: `properties-deals.csv`")
        })?;
        declare::field(into, &CRM, object, columns.field(row, name, object));
        vendor(&columns, row, name, object, looked, into);
        if looked {
            declare::looked(into, &CRM, object, usages::LOOKED);
        }
    }
    Ok(())
}

fn vendor(columns: &Columns, row: &[String], name: &str, object: &str, looked: bool, into: &mut Declared) {
    let used = usages::parse(columns.get(row, columns.usages));
    let source = columns.get(row, columns.update_source);
    let fill = columns.get(row, columns.fill).trim_end_matches('%').trim();
    let evidence = VendorEvidence {
        fill_percent: fill.parse().ok(),
        usages: looked.then(|| {
            used.iter().map(|(_, count)| count).fold(0, |sum: u64, count| sum.saturating_add(*count))
        }),
        update_source: (!source.is_empty()).then(|| source.to_owned()),
        updated: updated(columns.get(row, columns.updated)),
    };
    if evidence != VendorEvidence::default() {
        declare::object(into, &CRM, object).vendor.insert(name.to_lowercase(), evidence);
    }
    usages::note(into, object, name, &used);
}

/// The day as it is written, in the account's own zone.
fn updated(text: &str) -> Option<jiff::civil::Date> {
    dates::parse(text, dates::Order::MonthFirst).map(|moment| moment.at.date())
}

/// Tells the object from what its properties are called.
fn infer(columns: &Columns, rows: &[Vec<String>]) -> Option<&'static str> {
    let all = |column| rows.iter().map(|row| columns.get(row, column)).collect::<Vec<_>>();
    owning::infer(&all(Some(columns.name)), &all(columns.group))
}

/// Where each column is; `None` for those that older exports do not have.
struct Columns {
    name: usize,
    label: Option<usize>,
    kind: Option<usize>,
    field_type: Option<usize>,
    description: Option<usize>,
    group: Option<usize>,
    options: Option<usize>,
    read_only: Option<usize>,
    fixed: Option<usize>,
    calculated: Option<usize>,
    external: Option<usize>,
    deleted: Option<usize>,
    hubspot_defined: Option<usize>,
    created_user: Option<usize>,
    unique: Option<usize>,
    usages: Option<usize>,
    fill: Option<usize>,
    update_source: Option<usize>,
    updated: Option<usize>,
    object: Option<usize>,
}

impl Columns {
    fn find(header: &[String]) -> Option<Self> {
        let at = |names: &[&str]| header.iter().position(|column| names.contains(&letters(column).as_str()));
        let internal = at(&["internalname"]);
        Some(Self {
            // A warehouse copy says `name` and `label` where the export says `Internal name` and `Name`.
            name: internal.or_else(|| at(&["label"]).and(at(&["name"])))?,
            label: if internal.is_some() { at(&["name", "label"]) } else { at(&["label"]) },
            kind: at(&["type"]),
            field_type: at(&["fieldtype"]),
            description: at(&["description"]),
            group: at(&["groupname"]),
            options: at(&["options"]),
            read_only: at(&["readonlyvalue"]),
            fixed: at(&["readonlydefinition"]),
            calculated: at(&["calculated"]),
            external: at(&["externaloptions"]),
            deleted: at(&["deleted", "archived", "fivetrandeleted"]),
            hubspot_defined: at(&["hubspotdefined"]),
            created_user: at(&["createduser"]),
            unique: at(&["unique", "hasuniquevalue", "requireuniquevalues"]),
            usages: at(&["usages"]),
            fill: at(&["fillrate"]),
            update_source: at(&["updatesource"]),
            updated: at(&["lastupdatedtime"]),
            object: at(&["object", "objecttype", "hubspotobject"]),
        })
    }

    fn get<'a>(&self, row: &'a [String], column: Option<usize>) -> &'a str {
        column.and_then(|index| row.get(index)).map_or("", |cell| cell.trim())
    }

    fn says(&self, row: &[String], column: Option<usize>) -> Option<bool> {
        match self.get(row, column).to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => None,
        }
    }

    fn field(&self, row: &[String], name: &str, object: &str) -> Field {
        let says = |column| self.says(row, column) == Some(true);
        let text = |column| Some(self.get(row, column)).filter(|text| !text.is_empty()).map(str::to_owned);
        let standard = declare::standard(&CRM, object, name);
        let custom = self
            .says(row, self.hubspot_defined)
            .map(|vendor| !vendor)
            .or_else(|| standard.map(|_| false))
            .or_else(|| text(self.created_user).map(|user| user != "HubSpot"));
        let field_type = Some(self.get(row, self.field_type)).filter(|text| !text.is_empty());
        let mut guards = Vec::new();
        if custom == Some(false) || says(self.fixed) {
            guards.push(Guard::VendorDefined);
        }
        if custom == Some(false) && says(self.read_only) && name != "hs_object_id" {
            guards.push(Guard::System);
        }
        if says(self.unique) {
            guards.push(Guard::IntegrationKey);
        }
        let kind = options::kind(self.get(row, self.kind), field_type, says(self.external));
        Field {
            label: text(self.label),
            // The dictionary knows an amount from a number.
            kind: standard.map_or(kind, |entry| entry.kind),
            custom,
            calculated: says(self.calculated)
                || field_type.is_some_and(|name| name.starts_with("calculation")),
            picklist: match kind {
                FieldKind::Boolean => Vec::new(),
                _ => options::options(self.get(row, self.options)),
            },
            guards,
            description: text(self.description),
            ..Field::named(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "Name,Internal name,Type,Calculated,Deleted,Hubspot defined,Usages,Fill rate,Update Source";

    fn read(rows: &[&str], object: Option<&str>) -> Result<Declared, InputError> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let mut into = Declared::default();
        let rows = rows.iter().map(|row| cells(row));
        settings_export(&cells(HEADER), rows, object, "p.csv", &mut into)?;
        Ok(into)
    }

    #[test]
    fn a_row_is_a_field_with_the_vendors_own_evidence() {
        let into = read(
            &[
                "Amount,amount,number,false,false,true,Report (2); Sales view (1),97.1%,CRM UI",
                "Old code,old_code,string,false,false,false,,0%,",
                "Gone,gone,string,false,true,false,,0%,",
            ],
            Some("deal"),
        )
        .unwrap();
        let deals = &into.objects["deals"];
        assert_eq!(deals.fields.len(), 2);
        assert_eq!((deals.fields[0].kind, deals.fields[0].custom), (FieldKind::Currency, Some(false)));
        assert_eq!(deals.fields[1].custom, Some(true));
        let amount = &deals.vendor["amount"];
        assert_eq!((amount.fill_percent, amount.usages), (Some(97.1), Some(3)));
        assert_eq!(amount.update_source.as_deref(), Some("CRM UI"));
        assert_eq!(deals.vendor["old_code"].usages, Some(0));
        assert_eq!(into.consumers.len(), 3);
        assert_eq!(into.looked, [("deals".to_owned(), "HubSpot usages")]);
    }

    #[test]
    fn no_usages_at_all_means_that_nobody_looked() {
        let into = read(&["Stage,dealstage,enumeration,false,false,true,,100%,"], None).unwrap();
        assert_eq!(into.objects["deals"].vendor["dealstage"].usages, None);
        assert!(into.looked.is_empty());
    }

    #[test]
    fn without_an_object_the_file_is_refused_with_advice() {
        let error = read(&["X,x,string,false,false,false,,,"], None).unwrap_err();
        assert_eq!(error.problem, Problem::Ambiguous);
        assert!(error.hint.is_some());
    }

    #[test]
    fn a_warehouse_copy_names_the_object_in_a_column() {
        let header = ["hubspot_object", "label", "name", "type", "hubspot_defined"].map(str::to_owned);
        let row = ["contact", "Test", "test_pro", "date", ""].map(str::to_owned).to_vec();
        let mut into = Declared::default();
        settings_export(&header, std::iter::once(row), None, "property.csv", &mut into).unwrap();
        let field = &into.objects["contacts"].fields[0];
        assert_eq!((field.name.as_str(), field.label.as_deref()), ("test_pro", Some("Test")));
    }
}
