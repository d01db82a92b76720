//! Files of metadata and code, told apart by root element and name, and given to whoever reads their kind.

use std::io::Read as _;

use super::declared::{Declarations, Declares};
use super::{netsuite, salesforce};
use crate::engine::read::{Input, InputError, Problem};
use crate::model::file_name;

/// XML and code are taken apart in memory; none that a CRM writes is larger.
const CAP: u64 = 32 << 20;

/// Where a script says for which version of SuiteScript it is written, past a licence and its documentation.
const SCRIPT_HEAD: u64 = 64 << 10;

/// Adds an XML file, or says with `None` that it declares nothing.
///
/// # Errors
/// When it is a file that declares fields, and broken.
pub fn xml(input: &Input, into: &mut Declarations) -> Result<Option<Declares>, InputError> {
    let text = text(input)?;
    let name = input.name.as_str();
    into.begin(name);
    let root = root_element(&text);
    let of_salesforce = |what| Ok(Some(("salesforce", what)));
    match root {
        "CustomField" => {
            let object = salesforce_object(name)?;
            salesforce::field_meta(&text, &object, name, into.into("salesforce"))?;
            of_salesforce("field definition")
        }
        "CustomObject" if name.ends_with(".object") => {
            salesforce::custom_object(&text, &salesforce_object(name)?, name, into.into("salesforce"))?;
            of_salesforce("object definition")
        }
        "CustomObject" => {
            salesforce::object_meta(&text, &salesforce_object(name)?, name, into.into("salesforce"))?;
            of_salesforce("object definition")
        }
        "ValidationRule" | "ListView" | "FieldSet" | "CompactLayout" => {
            let Ok(object) = salesforce_object(name) else { return Ok(None) };
            salesforce::object_member(&text, &object, name, into.into("salesforce"))?;
            of_salesforce("validation rule, list view or field set")
        }
        "StandardValueSet" if name.to_lowercase().contains("opportunitystage") => {
            salesforce::standard_value_set(&text, name, into.into("salesforce"))?;
            of_salesforce("stage table")
        }
        root if salesforce::uses_fields(root) => {
            let what = salesforce::used(&text, name, into.into("salesforce"))?;
            Ok(what.map(|what| ("salesforce", what)))
        }
        "customrecordtype" => {
            netsuite::sdf_object(&text, name, into.into("netsuite"))?;
            Ok(Some(("netsuite", "custom record definition")))
        }
        root if root.ends_with("customfield") => {
            netsuite::sdf_object(&text, name, into.into("netsuite"))?;
            Ok(Some(("netsuite", "field definition")))
        }
        _ if text.contains("http://soap.sforce.com/2006/04/metadata") || is_metadata(name) => {
            let what = salesforce::unknown(&text, name, into.into("salesforce"))?;
            Ok(what.map(|what| ("salesforce", what)))
        }
        root => {
            let Some(kind) = netsuite::use_of(root) else { return Ok(None) };
            netsuite::sdf_use(&text, name, into.into("netsuite"))?;
            Ok(Some(("netsuite", kind)))
        }
    }
}

/// Whether a file's name says that it is Salesforce metadata.
#[must_use]
pub fn is_metadata(name: &str) -> bool {
    let file = file_name(name).to_lowercase();
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    file.ends_with("-meta.xml")
        || METADATA.contains(&extension)
        // Elsewhere it is prose.
        || (extension == "md" && name.contains("customMetadata"))
}

/// Whether a file that was not read may have used fields: what does is then not known.
#[must_use]
pub fn may_use_fields(name: &str) -> bool {
    is_metadata(name) || salesforce::is_code(name) || file_name(name).to_lowercase().ends_with(".zip")
}

/// Whether other metadata is read by what this file says: what report types join, which version of a flow is active.
#[must_use]
pub fn comes_first(name: &str) -> bool {
    let name = name.strip_suffix("-meta.xml").unwrap_or(name);
    name.ends_with(".reportType") || name.ends_with(".flowDefinition")
}

/// Extensions of metadata in the older layout.
const METADATA: &[&str] = &[
    "report",
    "reporttype",
    "dashboard",
    "snapshot",
    "layout",
    "flexipage",
    "quickaction",
    "pathassistant",
    "flow",
    "flowdefinition",
    "workflow",
    "approvalprocess",
    "assignmentrules",
    "escalationrules",
    "autoresponserules",
    "sharingrules",
    "matchingrule",
    "matchingrules",
    "duplicaterule",
    "permissionset",
    "mutingpermissionset",
    "profile",
];

/// Adds a file of code, or says with `None` that it is none that is read.
///
/// # Errors
/// When it cannot be read.
pub fn code(input: &Input, into: &mut Declarations) -> Result<Option<Declares>, InputError> {
    let name = input.name.as_str();
    let text = text(input)?;
    if text.contains('\0') {
        let message = "could not be understood: it is no UTF-8 text";
        return Err(InputError::new(Problem::Unusable, message).in_file(name));
    }
    into.begin(name);
    Ok(salesforce::code(&text, name, into.into("salesforce")).map(|what| ("salesforce", what)))
}

/// Adds a SuiteScript file, or says with `None` that it is a program of another kind.
///
/// # Errors
/// When the file cannot be read.
pub fn script(input: &Input, into: &mut Declarations) -> Result<Option<Declares>, InputError> {
    let name = input.name.as_str();
    let mut start = Vec::new();
    // What cannot be opened is no export, and passed over like one.
    let opened = input.open().map(|file| file.take(SCRIPT_HEAD).read_to_end(&mut start).is_ok());
    if !opened.is_ok_and(|read| read) || !netsuite::is_suite_script(name, &String::from_utf8_lossy(&start)) {
        return Ok(None);
    }
    let text = text(input)?;
    into.begin(name);
    netsuite::suite_script(&text, name, into.into("netsuite"));
    Ok(Some(("netsuite", "SuiteScript")))
}

fn salesforce_object(name: &str) -> Result<String, InputError> {
    salesforce::object_from_path(name).ok_or_else(|| {
        InputError::new(Problem::Ambiguous, "declares a field, and its path does not say of which object")
            .in_file(name)
            .hint("give the project folder: the object is the folder above `fields`")
    })
}

/// The text of a small file, by its byte order mark, else UTF-8, else Windows-1252.
pub(super) fn text(input: &Input) -> Result<String, InputError> {
    let mut bytes = Vec::new();
    let broken = |error: &std::io::Error| InputError::io(error, &input.name);
    input.open()?.take(CAP + 1).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    if bytes.len() as u64 > CAP {
        return Err(InputError::new(Problem::TooLarge, "is larger than 32 MB, which no file of metadata is")
            .in_file(&input.name)
            .hint("leave it out, or split it"));
    }
    let (decoded, _, wrong) = encoding_rs::UTF_8.decode(&bytes);
    if !wrong {
        return Ok(decoded.into_owned());
    }
    Ok(encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned())
}

/// The name of the first element, past declaration and comments.
fn root_element(text: &str) -> &str {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            rest.find("?>").map(|end| end + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else {
            break;
        };
        let Some(end) = end else { return "" };
        rest = rest[end..].trim_start();
    }
    let Some(rest) = rest.strip_prefix('<') else { return "" };
    let end =
        rest.find(|mark: char| mark.is_whitespace() || mark == '>' || mark == '/').unwrap_or(rest.len());
    &rest[..end]
}
