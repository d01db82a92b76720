//! Reports, the types they are made of, the dashboards that show them, and snapshots of them.

use super::super::super::declare::User;
use super::super::super::markup::Element;
use super::super::super::schema::Declared;
use super::super::{CRM, names};
use super::{Sheet, dotted, formula, leaves, mention, report_tokens};
use crate::model::{Access, Link};

/// Elements that hold the name of a column.
const COLUMNS: &[&str] = &[
    "field",
    "column",
    "sortColumn",
    "dateColumn",
    "sourceColumnName",
    "groupingColumn",
    "secondaryGroupingColumn",
    "columnName",
    "sortByName",
];

pub(super) fn report(sheet: &Sheet<'_>, into: &mut Declared) {
    columns_of(sheet.root, &sheet.user(), into);
}

/// The columns of a report, or of one block of a joined one.
fn columns_of(report: &Element, user: &User, into: &mut Declared) {
    let kind = report.value("reportType").unwrap_or_default();
    let base = base_object(kind, into);
    let base = base.as_deref();
    leaves(report, &mut |way, text| {
        let user = user.at(way.join("/"));
        match (way.first(), way.last()) {
            (Some(&("block" | "crossFilters")), _) => {}
            (_, Some(&"calculatedFormula")) => {
                for path in formula::names(&text.replace('$', ".")) {
                    into_report(into, path, base, kind, &user);
                }
            }
            (_, Some(own)) if COLUMNS.contains(own) => column(into, text, base, kind, &user),
            _ => {}
        }
    });
    for filter in report.all("crossFilters") {
        let related =
            filter.value("relatedTable").map(|table| table.rsplit(['$', '.']).next().unwrap_or(table));
        let asked = filter.all("criteriaItems").filter_map(|item| item.value("column"));
        for text in asked.chain(filter.value("relatedTableJoinColumn")) {
            column(into, text, related, kind, &user.at("crossFilters"));
        }
        if let Some(text) = filter.value("primaryTableColumn") {
            column(into, text, base, kind, &user.at("crossFilters/primaryTableColumn"));
        }
    }
    report.all("block").for_each(|block| columns_of(block, user, into));
}

/// Notes a column as reports write it.
fn column(into: &mut Declared, text: &str, base: Option<&str>, kind: &str, user: &User) {
    // Sums and averages stand before the column: `s!AMOUNT`.
    let text = text.split_once('!').map_or(text, |(_, column)| column);
    let token = text.strip_prefix("FK_").filter(|rest| rest.contains(['$', '.'])).unwrap_or(text);
    let token = token.strip_prefix('$').unwrap_or(token);
    if let Some((object, field)) = report_tokens::field(token, base) {
        return mention(into, Some(&object), vec![field.to_owned()], user);
    }
    if NO_FIELDS.contains(&token) || token.starts_with("BucketField") || token.starts_with("FORMULA") {
        return;
    }
    into_report(into, dotted(&token.replace('$', ".")), base, kind, user);
}

fn into_report(into: &mut Declared, path: Vec<String>, base: Option<&str>, kind: &str, user: &User) {
    let upper =
        |name: &String| name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit());
    if path.iter().all(upper) {
        return;
    }
    // `Account.Foo__c` and `Foo__c$Bar__c` begin with an object; the rest leads on from there.
    match path.split_first() {
        Some((object, rest)) if !rest.is_empty() => {
            // On a custom type, the first name is the type's own object.
            let object = if object.eq_ignore_ascii_case(kind) { base.unwrap_or(object) } else { object };
            mention(into, Some(object), rest.to_vec(), user);
        }
        _ => mention(into, base, path, user),
    }
}

/// Columns that are no fields.
const NO_FIELDS: &[&str] = &["RowCount", "AGE", "ROLLUP_DESCRIPTION", "DAYS_SINCE_LAST_ACTIVITY"];

/// The object that a report type is about first.
fn base_object(kind: &str, into: &Declared) -> Option<String> {
    if let Some(base) = into.report_types.get(&kind.to_lowercase()) {
        return Some(base.clone());
    }
    let custom = kind.split(['$', '@']).nth(1).filter(|_| kind.contains("CustomEntity$"));
    let standard =
        ["Opportunity", "Account", "Contact", "Case", "Lead", "Campaign", "Activity", "User", "Product"]
            .into_iter()
            .find(|object| kind.starts_with(object));
    let standard = match standard {
        Some("Activity") => Some("Task"),
        Some("Product") => Some("Product2"),
        other => other,
    };
    standard.or(custom).map(str::to_owned)
}

/// A report type lists every column it offers, which is no use.
pub(super) fn report_type(sheet: &Sheet<'_>, into: &mut Declared) {
    let root = sheet.root;
    let Some(base) = root.value("baseObject") else { return };
    into.report_types.insert(format!("{}__c", sheet.name).to_lowercase(), base.to_owned());
    let user = User { active: root.flag("deployed"), ..sheet.user() }.with(Access::Listed);
    for columns in root.all("sections").flat_map(|section| section.all("columns")) {
        let (Some(field), Some(table)) = (columns.value("field"), columns.value("table")) else { continue };
        let mut path = dotted(table);
        let object = path.remove(0);
        path.extend(dotted(field));
        mention(into, Some(&object), path, &user.at("sections/columns/field"));
    }
}

/// A dashboard uses its reports, and names some of their columns itself.
pub(super) fn dashboard(sheet: &Sheet<'_>, into: &mut Declared) {
    let user = sheet.user();
    leaves(sheet.root, &mut |way, text| match way.last() {
        Some(&"report") => {
            let (of, by) =
                (("report".to_owned(), text.to_owned()), ("dashboard".to_owned(), sheet.name.clone()));
            let file = into.file.clone();
            into.links.push(Link { crm: CRM.name, of, by, file });
        }
        Some(&("column" | "groupingColumn" | "groupingColumns" | "sortBy")) => {
            let custom = dotted(&text.replace('$', ".")).last().is_some_and(|name| names::is_custom(name));
            if custom {
                column(into, text, None, "", &user.at(way.join("/")));
            }
        }
        _ => {}
    });
}

/// A reporting snapshot writes what a report shows into the fields of an object.
pub(super) fn snapshot(sheet: &Sheet<'_>, into: &mut Declared) {
    let user = sheet.user();
    let target = sheet.root.value("targetObject");
    for mapping in sheet.root.all("mappings") {
        if let Some(field) = mapping.value("targetField") {
            mention(into, target, dotted(field), &user.at("mappings/targetField").with(Access::Write));
        }
        if let Some(source) = mapping.value("sourceField") {
            column(into, source, None, "", &user.at("mappings/sourceField"));
        }
    }
}
