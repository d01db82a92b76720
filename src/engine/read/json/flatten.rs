//! One record as a flat list of named cells.

use struson::reader::{JsonReader, ValueType};

use super::rows::JsonPlan;
use super::{Broken, Reader, compact};

/// Which part of the record a cell comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// The element itself.
    Own,
    /// The child object that holds the values, HubSpot's `properties`.
    Inner,
}

/// Takes the cells of a record as they come.
pub(super) trait Cells {
    /// A cell, with no text for null, an empty array or an empty object.
    fn cell(&mut self, part: Part, name: &str, text: Option<&str>) -> Result<(), Broken>;
}

/// Hands over the cells of the object that comes next.
pub(super) fn flatten(
    reader: &mut Reader,
    plan: &JsonPlan,
    scratch: &mut String,
    cells: &mut impl Cells,
) -> Result<(), Broken> {
    let mut name = String::new();
    let Some(inner) = plan.inner.as_deref() else {
        object(reader, plan, Part::Own, &mut name, scratch, cells)?;
        return Ok(());
    };
    reader.begin_object()?;
    while reader.has_next()? {
        name.clear();
        name.push_str(reader.next_name()?);
        match reader.peek()? {
            ValueType::Object if name == inner => {
                name.clear();
                object(reader, plan, Part::Inner, &mut name, scratch, cells)?;
            }
            // Associations and histories of the element are no cells of its table.
            ValueType::Object | ValueType::Array => reader.skip_value()?,
            _ if plan.skip.contains(&name.as_str()) => reader.skip_value()?,
            _ => value(reader, plan, Part::Own, &mut name, scratch, cells)?,
        }
    }
    reader.end_object()?;
    Ok(())
}

/// Says how many members there were.
fn object(
    reader: &mut Reader,
    plan: &JsonPlan,
    part: Part,
    name: &mut String,
    scratch: &mut String,
    cells: &mut impl Cells,
) -> Result<usize, Broken> {
    let (length, mut members) = (name.len(), 0);
    reader.begin_object()?;
    while reader.has_next()? {
        if length > 0 {
            name.push('.');
        }
        let key = name.len();
        name.push_str(reader.next_name()?);
        if plan.skip.contains(&&name[key..]) {
            reader.skip_value()?;
        } else {
            members += 1;
            value(reader, plan, part, name, scratch, cells)?;
        }
        name.truncate(length);
    }
    reader.end_object()?;
    Ok(members)
}

fn value(
    reader: &mut Reader,
    plan: &JsonPlan,
    part: Part,
    name: &mut String,
    scratch: &mut String,
    cells: &mut impl Cells,
) -> Result<(), Broken> {
    match reader.peek()? {
        ValueType::Null => {
            reader.next_null()?;
            cells.cell(part, name, None)
        }
        ValueType::Boolean => {
            let text = if reader.next_bool()? { "true" } else { "false" };
            cells.cell(part, name, Some(text))
        }
        ValueType::Number => cells.cell(part, name, Some(reader.next_number_as_str()?)),
        ValueType::String => cells.cell(part, name, Some(reader.next_str()?)),
        ValueType::Array => {
            scratch.clear();
            compact(reader, scratch)?;
            cells.cell(part, name, (scratch != "[]").then_some(scratch.as_str()))
        }
        ValueType::Object => {
            if object(reader, plan, part, name, scratch, cells)? == 0 {
                cells.cell(part, name, None)?;
            }
            Ok(())
        }
    }
}
