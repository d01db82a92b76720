//! Permissions: who may see or edit a field, which is no use of it.

use super::super::super::schema::Declared;
use super::{Sheet, dotted, mention};
use crate::model::Access;

/// `permissionsets/X.permissionset`, `profiles/X.profile`: those that grant something.
pub(super) fn permissions(sheet: &Sheet<'_>, into: &mut Declared) {
    let user = sheet.user().with(Access::Granted).at("fieldPermissions/field");
    for permission in sheet.root.all("fieldPermissions") {
        let granted = [permission.flag("readable"), permission.flag("editable")].contains(&Some(true));
        if let Some((object, field)) = permission.value("field").and_then(|field| field.split_once('.'))
            && granted
        {
            mention(into, Some(object), dotted(field), &user);
        }
    }
}
