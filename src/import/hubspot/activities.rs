//! Default properties of tasks, notes, meetings, calls and e-mails.

use super::super::crm::{FieldEntry, Standing};
use super::dictionary::{f, id, owner, properties};
use crate::model::Duty;
use crate::model::FieldKind::{Boolean, DateTime, LongText, Number, Picklist, Reference, Text};

/// When it happened; the due date of a task.
const fn happened(labels: &'static [&'static str]) -> FieldEntry {
    f("hs_timestamp", labels, DateTime).duty(Duty::LastActivity)
}

const fn modified() -> FieldEntry {
    f("hs_lastmodifieddate", &["Last modified date", "updatedAt"], DateTime).duty(Duty::ModifiedAt).system()
}

pub(super) static TASKS: &[FieldEntry] = properties![
    id(&["Record ID", "Task ID", "id"]),
    f("hs_task_subject", &["Task title"], Text).duty(Duty::Name).standing(Standing::NameField),
    happened(&["Due date"]),
    f("hs_task_status", &["Task status"], Picklist),
    f("hs_task_priority", &["Priority"], Picklist),
    f("hs_task_type", &["Task type"], Picklist),
    f("hs_task_body", &["Task notes"], LongText),
    owner(&["Assigned to", "Activity assigned to"]),
    modified(),
];

pub(super) static NOTES: &[FieldEntry] = properties![
    id(&["Record ID", "Note ID", "id"]),
    f("hs_note_body", &["Note body"], LongText),
    happened(&["Activity date"]),
    owner(&["Activity assigned to"]),
    modified(),
];

pub(super) static MEETINGS: &[FieldEntry] = properties![
    id(&["Record ID", "Meeting ID", "id"]),
    f("hs_meeting_title", &["Meeting name"], Text).duty(Duty::Name).standing(Standing::NameField),
    happened(&["Activity date"]),
    f("hs_meeting_start_time", &["Meeting start time"], DateTime),
    f("hs_meeting_end_time", &["Meeting end time"], DateTime),
    f("hs_meeting_outcome", &["Meeting outcome"], Picklist),
    owner(&["Activity assigned to"]),
    modified(),
];

pub(super) static CALLS: &[FieldEntry] = properties![
    id(&["Record ID", "Call ID", "id"]),
    f("hs_call_title", &["Call Title"], Text).duty(Duty::Name).standing(Standing::NameField),
    happened(&["Activity date"]),
    f("hs_call_direction", &["Call direction"], Picklist),
    f("hs_call_status", &["Call status"], Picklist),
    f("hs_call_duration", &["Call duration"], Number),
    f("hs_call_disposition", &["Call outcome"], Picklist),
    f("hs_call_has_transcript", &["Has transcript"], Boolean).system(),
    owner(&["Activity assigned to"]),
    modified(),
];

pub(super) static EMAILS: &[FieldEntry] = properties![
    id(&["Record ID", "Email ID", "id"]),
    f("hs_email_subject", &["Email subject"], Text).duty(Duty::Name).standing(Standing::NameField),
    happened(&["Activity date"]),
    f("hs_email_direction", &["Email direction"], Picklist),
    f("hs_email_status", &["Email send status"], Picklist),
    f("hs_email_thread_id", &["Email thread ID"], Reference).system(),
    owner(&["Activity assigned to"]),
    modified(),
];
