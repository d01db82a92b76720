//! The columns of an object: which field each header means, and how its cells are to be read.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::crm::{crm_named, field_by_header, lookup_field};
use super::dates::Order;
use super::dialect::{self, DecimalMark};
use super::infer;
use super::schema::ObjectSchema;
use crate::engine::read::Row;
use crate::engine::scan::{ColumnPlan, Placeholders};
use crate::engine::sketch;
use crate::model::{Duty, Field, FieldKind, Guard, Mapping};

/// A column of an object's records.
#[derive(Debug, Clone)]
pub struct Column {
    pub field: Field,
    /// The header as it stands in the file.
    pub header: String,
    /// Whether the type comes from a schema or the dictionary, and not from a look at the values.
    pub certain: bool,
    pub mark: DecimalMark,
    pub order: Order,
}

/// The columns of one file, and what there is to say about them.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    pub columns: Vec<Column>,
    pub notes: Vec<String>,
}

/// Finds the field that each header means: by API name, by the schema's label, by the dictionary.
///
/// A label that belongs to two fields is not resolved but reported.
#[must_use]
pub fn resolve(
    crm: &'static str,
    object: &str,
    header: &[String],
    schema: Option<&ObjectSchema>,
    mapping: Option<&Mapping>,
) -> Resolved {
    let mut resolved = Resolved::default();
    let names = Names::of(schema);
    let mut taken = HashSet::new();
    let mut labels = 0_u64;
    for title in header {
        if crm == "salesforce" && title == "_" {
            resolved.columns.push(object_marker(title));
            continue;
        }
        let (mut field, certain) = match names.find(title) {
            Found::Name(field) => (field.clone(), true),
            // `status` is a field of its own, even where another one is labelled `Status`.
            Found::Label(_) | Found::Twice(..)
                if crm_named(crm)
                    .and_then(|crm| lookup_field(crm, object, title))
                    .is_some_and(|entry| entry.name == *title) =>
            {
                from_dictionary(crm, object, title, &mut labels)
            }
            Found::Label(field) => {
                labels += 1;
                (field.clone(), true)
            }
            Found::Twice(first, second) => {
                resolved.notes.push(format!(
                    "label `{title}` belongs to two fields: `{first}`, `{second}`; kept as it is"
                ));
                (Field::named(title), false)
            }
            Found::Nothing => from_dictionary(crm, object, title, &mut labels),
        };
        if !taken.insert(field.name.to_lowercase()) {
            // The column that bears the very name keeps it; the other one goes by its header.
            let earlier = resolved
                .columns
                .iter_mut()
                .find(|column| column.field.name.eq_ignore_ascii_case(&field.name));
            match earlier {
                Some(earlier) if title == &field.name && earlier.header != field.name => {
                    resolved.notes.push(format!(
                        "`{}` means `{title}`, which is there under its own name",
                        earlier.header
                    ));
                    earlier.field = Field::named(&earlier.header);
                    earlier.certain = false;
                    taken.insert(earlier.header.to_lowercase());
                }
                _ => {
                    resolved
                        .notes
                        .push(format!("`{title}` means `{}`, which another column holds", field.name));
                    field = Field::named(title);
                    taken.insert(title.to_lowercase());
                }
            }
        }
        resolved.columns.push(Column {
            field,
            header: title.clone(),
            certain,
            mark: DecimalMark::default(),
            order: Order::default(),
        });
    }
    if labels > 0 {
        resolved.notes.push(match labels {
            1 => "1 header is a label, resolved to its API name".to_owned(),
            _ => format!("{labels} headers are labels, resolved to API names"),
        });
    }
    if let Some(mapping) = mapping {
        apply(mapping, &mut resolved);
    }
    one_field_for_each_duty(&mut resolved.columns);
    resolved
}

/// The first column of a Salesforce Inspector export: it names the object of each record and is no field.
fn object_marker(title: &str) -> Column {
    let mut field = Field { custom: Some(false), kind: FieldKind::Text, ..Field::named(title) };
    field.guards.push(Guard::System);
    Column {
        field,
        header: title.to_owned(),
        certain: true,
        mark: DecimalMark::default(),
        order: Order::default(),
    }
}

/// What the dictionary knows of a header, else the header itself.
fn from_dictionary(crm: &str, object: &str, title: &str, labels: &mut u64) -> (Field, bool) {
    let Some(crm) = crm_named(crm) else { return (Field::named(title), false) };
    let field = field_by_header(crm, object, title);
    if !field.name.eq_ignore_ascii_case(title) {
        *labels += 1;
    }
    let certain = field.kind != FieldKind::Unknown;
    (field, certain)
}

/// Names and labels of a schema, in lower case.
struct Names<'a> {
    by_name: HashMap<String, &'a Field>,
    by_label: HashMap<String, Vec<&'a Field>>,
}

enum Found<'a> {
    Name(&'a Field),
    Label(&'a Field),
    Twice(&'a str, &'a str),
    Nothing,
}

impl<'a> Names<'a> {
    fn of(schema: Option<&'a ObjectSchema>) -> Self {
        let mut names = Self { by_name: HashMap::new(), by_label: HashMap::new() };
        for field in schema.iter().flat_map(|schema| &schema.fields) {
            names.by_name.insert(field.name.to_lowercase(), field);
            if let Some(label) = &field.label {
                names.by_label.entry(label.to_lowercase()).or_default().push(field);
            }
        }
        names
    }

    fn find(&self, title: &str) -> Found<'a> {
        let lower = title.to_lowercase();
        if let Some(field) = self.by_name.get(&lower) {
            return Found::Name(field);
        }
        match self.by_label.get(&lower).map(Vec::as_slice) {
            Some([field]) => Found::Label(field),
            Some([first, second, ..]) => Found::Twice(&first.name, &second.name),
            _ => Found::Nothing,
        }
    }
}

/// A mapping in the configuration outranks what the dictionary thinks.
fn apply(mapping: &Mapping, resolved: &mut Resolved) {
    let mut mapped: BTreeMap<&str, Duty> = BTreeMap::new();
    for (duty, wanted) in &mapping.columns {
        if let Some(first) = mapped.insert(wanted, *duty) {
            resolved.notes.push(format!("the mapping gives `{wanted}` two parts; only the first counts"));
            mapped.insert(wanted, first);
            continue;
        }
        let mut met = false;
        for column in &mut resolved.columns {
            let named =
                column.header.eq_ignore_ascii_case(wanted) || column.field.name.eq_ignore_ascii_case(wanted);
            if named {
                met = true;
                column.field.duty = Some(*duty);
                if *duty == Duty::Id && !column.field.guards.contains(&Guard::Identifier) {
                    column.field.guards.push(Guard::Identifier);
                }
            } else if column.field.duty == Some(*duty) {
                column.field.duty = None;
            }
        }
        if !met {
            resolved.notes.push(format!("the mapping names a column `{wanted}` that is not there"));
        }
    }
}

fn one_field_for_each_duty(columns: &mut [Column]) {
    let mut taken = HashSet::new();
    for column in columns {
        if column.field.duty.is_some_and(|duty| !taken.insert(duty)) {
            column.field.duty = None;
        }
    }
}

/// Settles what only the values can tell: types nobody declared, and the decimal mark.
pub fn look_at_values(columns: &mut [Column], head: &[Row], semicolons: bool) {
    for (index, column) in columns.iter_mut().enumerate() {
        let values = || head.iter().map(|row| row.get(index).trim()).filter(|value| !value.is_empty());
        if column.field.kind == FieldKind::Unknown {
            column.field.kind = duty_kind(column.field.duty).unwrap_or_else(|| infer::kind(&values()));
        }
        if matches!(column.field.kind, FieldKind::Number | FieldKind::Currency | FieldKind::Percent) {
            column.mark = infer::mark(values(), semicolons);
        }
    }
}

/// The type a duty implies where nothing else is known.
fn duty_kind(duty: Option<Duty>) -> Option<FieldKind> {
    match duty? {
        Duty::Id => Some(FieldKind::Id),
        Duty::CreatedAt | Duty::ModifiedAt | Duty::SystemModifiedAt => Some(FieldKind::DateTime),
        Duty::CloseDate | Duty::LastActivity => Some(FieldKind::Date),
        Duty::IsDeleted | Duty::IsInactive | Duty::IsClosed | Duty::IsWon | Duty::IsLost => {
            Some(FieldKind::Boolean)
        }
        Duty::Amount => Some(FieldKind::Currency),
        Duty::Probability | Duty::DefaultProbability => Some(FieldKind::Percent),
        Duty::Email => Some(FieldKind::Email),
        Duty::Name
        | Duty::Owner
        | Duty::CreatedBy
        | Duty::ModifiedBy
        | Duty::Source
        | Duty::Scope
        | Duty::Currency
        | Duty::Stage
        | Duty::Pipeline
        | Duty::Segment
        | Duty::Account
        | Duty::MainLine => None,
    }
}

/// How the scan is to read each column.
#[must_use]
pub fn plans(columns: &[Column], crm: &str, placeholders: &std::sync::Arc<Placeholders>) -> Vec<ColumnPlan> {
    columns
        .iter()
        .map(|column| ColumnPlan {
            vacant: match column.field.duty {
                Some(Duty::Currency) => dialect::NO_CURRENCY,
                _ => dialect::vacant_in(crm),
            }
            .iter()
            .map(|nothing| sketch::hash(nothing))
            .collect(),
            default: column.field.default.clone(),
            placeholders: std::sync::Arc::clone(placeholders),
            truth: (column.field.kind == FieldKind::Boolean).then_some(dialect::truth as fn(&str) -> bool),
            fits: dialect::fits(column.field.kind, column.mark),
        })
        .collect()
}

/// Position of the column that has each duty.
#[must_use]
pub fn duties(columns: &[Column]) -> BTreeMap<Duty, usize> {
    columns.iter().enumerate().filter_map(|(index, column)| Some((column.field.duty?, index))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(fields: &[(&str, &str)]) -> ObjectSchema {
        let field =
            |(name, label): &(&str, &str)| Field { label: Some((*label).to_owned()), ..Field::named(*name) };
        ObjectSchema {
            name: "companies".to_owned(),
            fields: fields.iter().map(field).collect(),
            ..ObjectSchema::default()
        }
    }

    fn resolved(header: &[&str], schema: Option<&ObjectSchema>) -> (Vec<String>, Vec<String>) {
        let header: Vec<String> = header.iter().map(|&title| title.to_owned()).collect();
        let resolved = resolve("hubspot", "companies", &header, schema, None);
        (resolved.columns.into_iter().map(|column| column.field.name).collect(), resolved.notes)
    }

    #[test]
    fn a_label_is_resolved_where_it_belongs_to_one_field() {
        let schema = schema(&[("tier", "Price tier"), ("note", "Remark"), ("note_2", "Remark")]);
        let (names, notes) = resolved(&["Record ID", "Price tier", "Remark"], Some(&schema));
        assert_eq!(names, ["hs_object_id", "tier", "Remark"]);
        assert_eq!(notes[0], "label `Remark` belongs to two fields: `note`, `note_2`; kept as it is");
    }

    #[test]
    fn a_name_of_the_crm_outranks_a_label_that_spells_the_same() {
        let schema = schema(&[("stage_of_life", "Domain")]);
        let (names, _) = resolved(&["Domain"], Some(&schema));
        assert_eq!(names, ["stage_of_life"]);
        let (names, notes) = resolved(&["domain"], Some(&schema));
        assert_eq!((names, notes), (vec!["domain".to_owned()], vec![]));
    }

    #[test]
    fn the_column_that_bears_the_name_keeps_it() {
        let (names, notes) = resolved(&["createdAt", "createdate"], None);
        assert_eq!(names, ["createdAt", "createdate"]);
        assert!(notes[0].contains("under its own name"), "{notes:?}");
    }
}
