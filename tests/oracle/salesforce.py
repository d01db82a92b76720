#!/usr/bin/env python3
"""Which custom field is referenced where in a folder of Salesforce metadata: a second opinion.

    reference = (kind of metadata, file, object, field)

It shares no code and no author with the program it checks, and is there so that a wrong answer has
to be given twice before anybody believes it. A field is referenced where an element of another file
names it as a field: a column, a filter, a formula, a layout item. A label, a description, a picklist
value that happens to read like a field, and a field's own definition name nothing.

Three grades, because recall and precision need different ones:

    certain     the file names the field; a program that does not say so missed it
    ambiguous   certain that a field is meant, not of which object; any candidate is right
    tolerated   a join, a value in a record, a field naming itself: neither missed nor extra

Names are compared without case. `%%%NAMESPACE%%%` and `___NAMESPACE___` stand for nothing.
"""

import argparse
import csv
import json
import random
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from dataclasses import dataclass, field as dataclass_field
from pathlib import Path
from urllib.parse import unquote

PLACEHOLDER = re.compile(r"(%%%|___)[A-Z]+(?:_[A-Z]+)*\1")
IDENTIFIER = re.compile(r"\$?[A-Za-z_]\w*(?:\s*\.\s*\w+)*")
MERGE = re.compile(r"\{!(.*?)\}", re.S)
# Strings first, so that a comment sign inside one does not open a comment.
FORMULA_NOISE = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|/\*.*?\*/", re.S)
NAMESPACED = re.compile(r"^[a-z]\w*?__(\w+__(?:c|r|mdt|e|kav))$")

# Kinds a difference in which ends the check with status 1.
GATED = ["report", "layout", "flow", "validation rule", "formula", "list view", "record page"]
MINIMUM_RECALL, MINIMUM_PRECISION = 0.99, 0.97

# Suffix of the file, to the kind of metadata in it. A suffix that is not here is not read.
KIND_OF_SUFFIX = {
    "report": "report", "layout": "layout", "flow": "flow", "listView": "list view",
    "flexipage": "record page", "validationRule": "validation rule", "compactLayout": "compact layout",
    "fieldSet": "field set", "field": "field", "object": "object", "recordType": "record type",
    "webLink": "button or link", "index": "index", "workflow": "workflow",
    "approvalProcess": "approval process", "assignmentRules": "assignment rule",
    "autoResponseRules": "auto-response rule", "escalationRules": "escalation rule",
    "sharingRules": "sharing rule", "matchingRule": "matching rule", "duplicateRule": "duplicate rule",
    "quickAction": "quick action", "pathAssistant": "path", "permissionset": "permission set",
    "profile": "profile", "reportType": "report type", "dashboard": "dashboard",
    "md": "custom metadata record", "snapshot": "analytic snapshot",
    "LeadConvertSetting": "lead conversion",
}

# What a standard lookup's relationship leads to, whichever object holds it; `parent` is the same object.
STANDARD_PARENTS = {
    "owner": "user", "createdby": "user", "lastmodifiedby": "user", "manager": "user",
    "reportsto": "contact", "primarycontact": "contact", "convertedaccount": "account",
    "convertedcontact": "contact", "convertedopportunity": "opportunity", "product2": "product2",
    "product": "product2", "pricebook2": "pricebook2", "account": "account", "contact": "contact",
    "case": "case", "lead": "lead", "opportunity": "opportunity", "campaign": "campaign",
    "order": "order", "asset": "asset", "contract": "contract", "user": "user",
    "portalaccountowner": "user", "recordtype": "recordtype", "profile": "profile", "userrole": "userrole",
    "delegatedapprover": "user", "createdbyuser": "user", "dandbcompany": "dandbcompany",
    "individual": "individual", "solution": "solution", "quote": "quote",
}
SAME_OBJECT = {"parent", "masterrecord", "rootasset"}
STANDARD_CHILDREN = {
    "cases": "case", "contacts": "contact", "opportunities": "opportunity", "activities": "activity",
    "activityhistories": "activity", "openactivities": "activity", "tasks": "task", "events": "event",
    "assets": "asset", "orders": "order", "orderitems": "orderitem", "leads": "lead",
    "campaignmembers": "campaignmember", "opportunitylineitems": "opportunitylineitem",
    "opportunitycontactroles": "opportunitycontactrole", "contracts": "contract", "campaigns": "campaign",
    "accountcleaninfos": "accountcleaninfo", "accountcontactroles": "accountcontactrole",
    "pricebookentries": "pricebookentry", "quotes": "quote", "childaccounts": "account",
    "contentversions": "contentversion", "users": "user", "linkedarticles": "linkedarticle",
    "accounts": "account", "solutions": "solution",
}
STANDARD_OBJECTS = set(STANDARD_PARENTS.values()) | set(STANDARD_CHILDREN.values())
# Standard related lists carry a name of their own instead of `Child.LookupField`.
RELATED_LISTS = {
    "relatedcontactlist": "contact", "relatedopportunitylist": "opportunity", "relatedcaselist": "case",
    "relatedhistorylist": "activity", "relatedactivitylist": "activity", "relatedassetlist": "asset",
    "relatedorderlist": "order", "relatedorderitemlist": "orderitem", "relatedleadlist": "lead",
    "relatedcampaignlist": "campaign", "relatedchildcampaignlist": "campaign",
    "relatedcontractlist": "contract", "relatedlineitemlist": "opportunitylineitem",
    "relatedcontactrolelist": "opportunitycontactrole", "relatedcampaignmemberlist": "campaignmember",
    "relatedaccountlist": "account", "relatedsolutionlist": "solution",
}
TOKEN_OBJECTS = {"opportunityproduct": "opportunitylineitem", "product": "product2", "orderproduct": "orderitem"}
# Where `Foo__r` joins children; a parent is written `Foo__c.` there.
DOWNWARD = {"report", "dashboard", "report type", "analytic snapshot"}
ACTIVITIES = ["activity", "task", "event"]
# Report types and lists over a junction show the fields of the person it joins.
JUNCTIONS = {
    "opportunitycontactrole": {"contact"}, "accountcontactrole": {"contact"}, "casecontactrole": {"contact"},
    "contractcontactrole": {"contact"}, "campaignmember": {"contact", "lead"},
}
# Layouts of a variant of an object are named after the variant.
LAYOUT_OBJECTS = {"caseclose": "Case", "personaccount": "Account", "useralt": "User"}
ARTICLES = {"knowledgearticle", "knowledgearticleversion", "knowledge"}


def clean(name):
    """A name without the packager's placeholder and without surrounding space."""
    return PLACEHOLDER.sub("", name or "").strip()


def tag(element):
    """The element's name without its XML namespace."""
    return element.tag.rsplit("}", 1)[-1]


def child_text(element, *path):
    """The cleaned text of the first descendant at `path`; empty where there is none."""
    for step in path:
        element = next((child for child in element if tag(child) == step), None)
        if element is None:
            return ""
    return clean(element.text)


def children(element, *path):
    """Every descendant reached by the steps of `path`, in document order."""
    found = [element]
    for step in path:
        found = [child for parent in found for child in parent if tag(child) == step]
    return found


def texts(element, *path):
    """The cleaned, non-empty texts at `path`."""
    return [value for value in (clean(child.text) for child in children(element, *path)) if value]


@dataclass
class Document:
    """One parsed metadata file. `object` is the object its folder or name says; empty where neither does."""

    path: str
    kind: str
    root: ElementTree.Element
    object: str


@dataclass
class Reference:
    """One place where a file names a field. `fields` has more than one entry where the object is open."""

    kind: str
    file: str
    fields: frozenset
    grade: str
    token: str
    where: str


@dataclass
class Schema:
    """Every object and field the folder defines. Keys are lower case; `spelling` keeps the file's own."""

    objects: set = dataclass_field(default_factory=set)
    fields: set = dataclass_field(default_factory=set)
    spelling: dict = dataclass_field(default_factory=dict)
    objects_with: dict = dataclass_field(default_factory=lambda: defaultdict(set))
    targets: dict = dataclass_field(default_factory=lambda: defaultdict(set))
    child_relationships: dict = dataclass_field(default_factory=lambda: defaultdict(set))

    def add(self, owner, definition):
        """Takes in one field definition of `owner`; a standard field only for where it leads."""
        name = child_text(definition, "fullName")
        key = (owner.lower(), name.lower())
        for target in texts(definition, "referenceTo"):
            self.targets[key].add(target.lower())
            relationship = child_text(definition, "relationshipName").lower()
            if relationship:
                self.child_relationships[(target.lower(), relationship)].add(key)
        if name.lower().endswith("__c"):
            self.fields.add(key)
            self.spelling[key] = f"{owner}.{name}"
            self.objects_with[key[1]].add(key[0])

    def widened(self, owners):
        """The objects with those that share their fields: activities, articles, and people behind a junction."""
        wide = set()
        for owner in owners:
            wide.add(owner)
            wide |= JUNCTIONS.get(owner, set())
            if owner in ACTIVITIES:
                wide.update(ACTIVITIES)
            if owner in ARTICLES:
                wide.update(known for known in self.objects if known.endswith("__kav"))
        return wide

    def defining(self, owners, name):
        """The keys of field `name` on `owners`, on any object where `owners` is None."""
        name = name.lower()
        if name.endswith("__pc") and (owners is None or "account" in owners):
            owners, name = {"contact"}, name[:-3] + "_c"
        candidates = self.objects_with.get(name, set())
        if owners is not None:
            candidates = candidates & self.widened(owners)
        return {(owner, name) for owner in candidates}

    def leads_to(self, keys):
        """The objects the lookups among `keys` point to; None where none of them is a lookup."""
        found = {target for key in keys for target in self.targets.get(key, ())}
        return {self.without_namespace(target) for target in found} or None

    def without_namespace(self, owner):
        """`Level__c` for `npsp__Level__c` where only the former is defined."""
        match = NAMESPACED.match(owner)
        if owner not in self.objects and match and match.group(1) in self.objects:
            return match.group(1)
        return owner


@dataclass
class Finder:
    """Collects the references of one document. `undefined` is what the context rules out, for `--leftovers`."""

    schema: Schema
    document: Document
    found: list
    undefined: list
    own: tuple = ()
    """Key of the field whose definition is being read: naming oneself is not use by another."""

    def add(self, keys, token, where, grade="certain", kind=None):
        keys = frozenset(keys)
        if not keys:
            return
        if grade == "certain" and len(keys) > 1:
            grade = "ambiguous"
        if self.own in keys:
            grade = "tolerated"
        self.found.append(Reference(kind or self.document.kind, self.document.path, keys, grade, token, where))

    def field(self, owners, name, where, **options):
        """Takes a bare field name on `owners` and returns the objects it leads to."""
        keys = self.schema.defining(owners, name)
        if not keys:
            match = NAMESPACED.match(name.lower())
            keys = self.schema.defining(owners, match.group(1)) if match else set()
            # Whether the prefix is the project's own is not in the metadata.
            options["grade"] = "tolerated"
        if not keys and self.schema.objects_with.get(name.lower()):
            self.undefined.append((self.document.kind, self.document.path, name, sorted(owners or ()), where))
        self.add(keys, name, where, **options)
        return self.schema.leads_to(keys)

    def relationship(self, owners, name, where, **options):
        """Takes `Foo__r`: the lookup `Foo__c` upwards, or the child relationship `Foo` downwards."""
        name = name.lower()
        upward = self.schema.defining(owners, name[:-1] + "c")
        lookups = self.child_lookups(owners, name[:-3])
        downward = where.endswith("relatedListApiName") or self.document.kind in DOWNWARD
        if upward and not (downward and lookups):
            self.add(upward, name, where, **options)
            return self.schema.leads_to(upward)
        self.add(lookups, name, where, **{**options, "grade": "tolerated"})
        return {owner for owner, _ in lookups} or None

    def child_lookups(self, owners, relationship):
        if owners is None:
            matches = [keys for (_, name), keys in self.schema.child_relationships.items() if name == relationship]
            return set().union(*matches)
        found = set()
        for owner in self.schema.widened(owners):
            found |= self.schema.child_relationships.get((owner, relationship), set())
        return found

    def standard_step(self, owners, name):
        """Where a segment without suffix leads; None where nobody can say."""
        # `User.Account$OwnerId`: the last part says by which lookup the accounts were joined.
        if name in SAME_OBJECT or (owners and name.endswith("id")):
            return owners
        for owner in owners or ():
            if self.schema.targets.get((owner, name + "id")):
                return self.schema.targets[(owner, name + "id")]
        if name in STANDARD_CHILDREN:
            return {STANDARD_CHILDREN[name]}
        if name in STANDARD_PARENTS:
            return {STANDARD_PARENTS[name]}
        return {name} if name in self.schema.objects or name.endswith("__kav") else None

    def path(self, owners, segments, where, **options):
        """Follows `Foo__r.Bar__c`, `Account.Cases$Foo__c` or `Foo__c` from `owners`."""
        for segment in segments:
            low = segment.lower()
            if low.endswith(("__c", "__pc")):
                owners = self.field(owners, segment, where, **options)
            elif low.endswith("__r"):
                owners = self.relationship(owners, segment, where, **options)
            else:
                owners = self.standard_step(owners, low)

    def is_object(self, name):
        low = name.lower()
        return low in self.schema.objects or low in STANDARD_OBJECTS or low.endswith(("__kav", "__ka", "__mdt", "__e"))

    def qualified(self, owners, token, where, **options):
        """Takes a token that may open with its object: `Case.Foo__c`, `Case$Foo__c`, else a path from `owners`."""
        segments = [part.strip() for part in re.split(r"[.$*:]", token) if part.strip()]
        if not segments:
            return
        first = segments[0].lower()
        own_lookup = first not in self.schema.objects and owners is not None \
            and self.schema.leads_to(self.schema.defining(owners, first))
        if len(segments) > 1 and not own_lookup and (first.endswith("__c") or self.is_object(first)
                                                     or first in ARTICLES or first in TOKEN_OBJECTS):
            start = {self.schema.without_namespace(TOKEN_OBJECTS.get(first, first))}
            self.path(start, segments[1:], where, **options)
        else:
            self.path(owners, segments, where, **options)

    def formula(self, owner, text, where, **options):
        """Takes every identifier of a formula on `owner`; strings and comments hold none."""
        for match in IDENTIFIER.finditer(FORMULA_NOISE.sub(" ", clean(text))):
            segments = [part.strip() for part in match.group(0).split(".")]
            self.formula_identifier({owner.lower()} if owner else None, segments, where, **options)

    def formula_identifier(self, owners, segments, where, **options):
        first = segments[0].lower()
        if first == "$objecttype":
            owners, segments = {segments[1].lower()} if len(segments) > 1 else None, segments[3:]
        elif first in ("$setup", "$custommetadata"):
            owners = {segments[1].lower()} if len(segments) > 1 else None
            segments = segments[2:] if first == "$setup" else segments[3:]
        elif first == "$user":
            owners, segments = {"user"}, segments[1:]
        elif first == "$record":
            segments = segments[1:]
        elif first.startswith("$"):
            return
        elif len(segments) > 1 and first.endswith("__c") and first in self.schema.objects:
            owners, segments = {first}, segments[1:]
        elif len(segments) > 1 and owners and first in owners:
            segments = segments[1:]
        self.path(owners, segments, where, **options)

    def criteria(self, owner, element, where, **options):
        """Takes `criteriaItems/field` and `formula` below `element`: workflow, approval, assignment, sharing."""
        for token in texts(element, "criteriaItems", "field"):
            self.qualified({owner.lower()}, token, where + "/criteriaItems/field", **options)
        for token in texts(element, "formula"):
            self.formula(owner, token, where + "/formula", **options)


# ---------------------------------------------------------------------------------------------------
# Objects and what stands inside them
# ---------------------------------------------------------------------------------------------------


def read_field_definition(finder, owner, element):
    """Formulas, roll-ups, lookup filters and controlling fields of one definition."""
    own = (owner.lower(), child_text(element, "fullName").lower())
    finder.own = own
    for name in ("formula", "defaultValue"):
        for text in texts(element, name):
            finder.formula(owner, text, "fields/" + name, kind="formula")
    for name in ("summarizedField", "summaryForeignKey"):
        for text in texts(element, name):
            finder.qualified(None, text, "fields/" + name, kind="roll-up")
    for text in texts(element, "summaryFilterItems", "field") + texts(element, "summaryFilterItems", "valueField"):
        finder.qualified(None, text, "fields/summaryFilterItems", kind="roll-up")
    read_lookup_filter(finder, owner, element, finder.schema.targets.get(own))
    for text in texts(element, "valueSet", "controllingField") + texts(element, "picklist", "controllingField"):
        finder.field({owner.lower()}, text, "fields/controllingField", kind="dependent picklist")
    for text in texts(element, "metadataRelationshipControllingField"):
        finder.qualified({owner.lower()}, text, "fields/metadataRelationshipControllingField", kind="dependent picklist")
    finder.own = ()


def read_lookup_filter(finder, owner, element, targets):
    for item in children(element, "lookupFilter", "filterItems"):
        for name in ("field", "valueField"):
            token = child_text(item, name)
            where = "fields/lookupFilter/" + name
            if token.lower().startswith("$source."):
                finder.path({owner.lower()}, token.split(".")[1:], where, kind="lookup filter")
            elif token.lower().startswith("$user."):
                finder.path({"user"}, token.split(".")[1:], where, kind="lookup filter")
            elif token and not token.startswith("$"):
                finder.qualified(targets, token, where, kind="lookup filter")


def read_list_view(finder, owner, element):
    for path in (("columns",), ("filters", "field")):
        for token in texts(element, *path):
            finder.qualified({owner.lower()}, token, "listViews/" + "/".join(path), kind="list view")


def read_validation_rule(finder, owner, element):
    for text in texts(element, "errorConditionFormula"):
        finder.formula(owner, text, "validationRules/errorConditionFormula", kind="validation rule")
    for text in texts(element, "errorDisplayField"):
        finder.field({owner.lower()}, text, "validationRules/errorDisplayField", kind="validation rule")


def read_compact_layout(finder, owner, element):
    for token in texts(element, "fields"):
        finder.path({owner.lower()}, token.split("."), "compactLayouts/fields", kind="compact layout")


def read_field_set(finder, owner, element):
    for name in ("displayedFields", "availableFields"):
        for token in texts(element, name, "field"):
            finder.path({owner.lower()}, token.split("."), f"fieldSets/{name}/field", kind="field set")


def read_record_type(finder, owner, element):
    for token in texts(element, "picklistValues", "picklist"):
        finder.field({owner.lower()}, token, "recordTypes/picklistValues/picklist", kind="record type")


def read_web_link(finder, owner, element):
    for text in texts(element, "url"):
        for merge in MERGE.findall(clean(text)):
            finder.formula(owner, merge, "webLinks/url", kind="button or link")
        if child_text(element, "linkType") == "javascript":
            for name in re.findall(r"\.(\w+__c)\b", MERGE.sub(" ", clean(text)), re.I):
                finder.field(None, name, "webLinks/url, script", kind="button or link", grade="tolerated")


def read_index(finder, owner, element):
    for token in texts(element, "fields", "name"):
        finder.field({owner.lower()}, token, "indexes/fields/name", kind="index")


def read_search_layout(finder, owner, element):
    for child in element:
        if tag(child).endswith(("Fields", "AdditionalFields")):
            finder.qualified({owner.lower()}, clean(child.text), "searchLayouts/" + tag(child), kind="search layout")


PARTS_OF_OBJECT = {
    "fields": read_field_definition, "listViews": read_list_view, "validationRules": read_validation_rule,
    "compactLayouts": read_compact_layout, "fieldSets": read_field_set, "recordTypes": read_record_type,
    "webLinks": read_web_link, "indexes": read_index, "searchLayouts": read_search_layout,
}
# The same parts as files of their own, in the source layout.
PART_FILES = {
    "field": read_field_definition, "list view": read_list_view, "validation rule": read_validation_rule,
    "compact layout": read_compact_layout, "field set": read_field_set, "record type": read_record_type,
    "button or link": read_web_link, "index": read_index,
}


def read_object(finder):
    for part in finder.document.root:
        if tag(part) in PARTS_OF_OBJECT:
            PARTS_OF_OBJECT[tag(part)](finder, finder.document.object, part)


# ---------------------------------------------------------------------------------------------------
# Pages
# ---------------------------------------------------------------------------------------------------


def read_layout(finder):
    root, owner = finder.document.root, finder.document.object
    own = {owner.lower()}
    single = [("layoutSections", "layoutColumns", "layoutItems", "field"), ("miniLayout", "fields"),
              ("summaryLayout", "summaryLayoutItems", "field"), ("multilineLayoutFields",), ("relatedObjects",),
              ("relatedContent", "relatedContentItems", "layoutItem", "field")]
    for path in single:
        for token in texts(root, *path):
            finder.path(own, token.split("."), "/".join(path))
    for related in children(root, "relatedLists") + children(root, "miniLayout", "relatedLists"):
        read_related_list(finder, related)
    for element in root.iter():
        if tag(element) == "customConsoleComponents":
            read_console_components(finder, own, element)


def read_console_components(finder, own, components):
    for element in components.iter():
        if tag(element) == "lookup":
            finder.field(own, clean(element.text), "customConsoleComponents/lookup")
        if tag(element) == "relatedLists":
            for token in texts(element, "name"):
                finder.qualified(None, token, "customConsoleComponents/relatedLists/name")


def read_related_list(finder, related):
    """Columns of a related list belong to the child object, which the list's name says."""
    name = child_text(related, "relatedList")
    head, _, lookup = name.partition(".")
    child = None
    if lookup:
        child = {finder.schema.without_namespace(head.lower())}
        finder.path(child, [lookup], "relatedLists/relatedList")
    elif name.lower() in RELATED_LISTS:
        child = {RELATED_LISTS[name.lower()]}
    for part in ("fields", "sortField"):
        for token in texts(related, part):
            finder.qualified(child, token, "relatedLists/" + part)


def read_record_page(finder):
    root = finder.document.root
    page_object = child_text(root, "sobjectType").lower()
    own = {page_object} if page_object else None
    for element in root.iter():
        name = tag(element)
        if name == "fieldItem":
            record_path(finder, own, clean(element.text), "fieldInstance/fieldItem")
        elif name in ("leftValue", "rightValue"):
            for merge in MERGE.findall(clean(element.text)):
                record_path(finder, own, merge, "visibilityRule/" + name)
        elif name == "componentInstanceProperties":
            read_component_property(finder, own, element)


def record_path(finder, own, token, where):
    """`Record.Foo__c`, `$User.Foo__c`, `Record.Owner.Foo__c`."""
    first, _, rest = token.strip().partition(".")
    if first.lower() in ("record", "$record"):
        finder.path(own, rest.split("."), where)
    elif first.lower() == "$user":
        finder.path({"user"}, rest.split("."), where)
    else:
        finder.qualified(own, token, where)


def read_component_property(finder, own, element):
    """A property names a field where its own name says so; any other value is text."""
    name, where = child_text(element, "name"), "componentInstanceProperties/" + child_text(element, "name")
    values = texts(element, "value") + texts(element, "valueList", "valueListItems", "value")
    for value in values:
        if name == "relatedListApiName":
            finder.path(own, [value], where, grade="tolerated")
        elif "field" in name.lower():
            child = related_object(finder, own, element) if "relatedlist" in name.lower() else own
            for token in re.findall(r"[\w.]+", value):
                finder.qualified(child, token, where)
        for merge in MERGE.findall(value):
            record_path(finder, own, merge, where)


def related_object(finder, own, element):
    """The child object of the related list whose property `element` is; None where it is standard."""
    for component in finder.document.root.iter():
        if element in list(component):
            for sibling in children(component, "componentInstanceProperties"):
                if child_text(sibling, "name") == "relatedListApiName":
                    value = child_text(sibling, "value").lower()
                    return {key[0] for key in finder.child_lookups(own, value.removesuffix("__r"))} or None
    return None


def read_quick_action(finder):
    """Fields stand on the record the action makes; on the one it is pressed on where it makes none."""
    root = finder.document.root
    owner = (child_text(root, "targetObject") or finder.document.object).lower()
    own = {owner} if owner else None
    for token in texts(root, "fieldOverrides", "field") + texts(root, "targetParentField"):
        finder.path(own, token.split("."), "fieldOverrides/field or targetParentField")
    for override in children(root, "fieldOverrides"):
        for text in texts(override, "formula"):
            finder.formula(finder.document.object, text, "fieldOverrides/formula")
    for element in root.iter():
        if tag(element) == "quickActionLayoutItems":
            finder.path(own, child_text(element, "field").split("."), "quickActionLayoutItems/field")


def read_path_assistant(finder):
    root = finder.document.root
    own = {child_text(root, "entityName").lower()}
    for token in texts(root, "fieldName") + texts(root, "pathAssistantSteps", "fieldNames"):
        finder.path(own, token.split("."), "fieldName or pathAssistantSteps/fieldNames")


# ---------------------------------------------------------------------------------------------------
# Reports
# ---------------------------------------------------------------------------------------------------

REPORT_COLUMNS = {
    "field", "column", "sortColumn", "dateColumn", "sourceColumnName", "groupingColumn", "secondaryGroupingColumn",
    "sortByName", "primaryTableColumn", "columnName", "sourceField", "groupColumn", "aggregateColumn",
}
# `B1#` is a block of a joined report, `s!` a summary, `FK_` and `FK_$` the parent in a standard report type.
REPORT_PREFIX = re.compile(r"^(?:B\d+#)?(?:[a-z]+!)?(?:FK_\$?)?")


def report_token(finder, token, where):
    finder.qualified(None, REPORT_PREFIX.sub("", token), where)


def report_formula(finder, text, where):
    text = re.sub(r"\bB\d+#", " ", FORMULA_NOISE.sub(" ", clean(text)))
    for match in re.finditer(r"[A-Za-z_][\w$*]*(?:\.[\w$*]+)*", text):
        report_token(finder, match.group(0), where)


def read_report(finder):
    read_report_elements(finder, finder.document.root, "")


def read_report_elements(finder, element, where):
    for child in element:
        name = tag(child)
        path = f"{where}/{name}".lstrip("/")
        if name == "crossFilters":
            read_cross_filter(finder, child)
        elif name == "calculatedFormula":
            report_formula(finder, child.text, path)
        elif name == "reportType":
            read_standard_join(finder, clean(child.text))
        elif name in REPORT_COLUMNS and not len(child):
            report_token(finder, clean(child.text), path)
        elif name == "criteriaItems" and child_text(child, "columnToColumn") == "true":
            report_token(finder, child_text(child, "column"), path)
            report_token(finder, child_text(child, "value"), path)
        else:
            read_report_elements(finder, child, path)


def read_standard_join(finder, report_type):
    """`CustomEntity$WIN__c@WIN__c.Organization__c` joins through a lookup, but shows nothing of it."""
    for part in report_type.split("@")[1:]:
        finder.qualified(None, part, "reportType", grade="tolerated")


def read_cross_filter(finder, element):
    table = finder.schema.without_namespace(child_text(element, "relatedTable").lower())
    report_token(finder, child_text(element, "primaryTableColumn"), "crossFilters/primaryTableColumn")
    for token in texts(element, "relatedTableJoinColumn") + texts(element, "criteriaItems", "column"):
        finder.qualified({table} if table else None, REPORT_PREFIX.sub("", token), "crossFilters")


def read_report_type(finder):
    root = finder.document.root
    base = child_text(root, "baseObject")
    for column in children(root, "sections", "columns"):
        table = child_text(column, "table") or base
        steps = [part for part in re.split(r"[.$]", table) if part]
        quiet = Finder(finder.schema, finder.document, [], [])
        owners = {finder.schema.without_namespace(steps[0].lower())} if steps else None
        for step in steps[1:]:
            low = step.lower()
            owners = quiet.relationship(owners, step, "table") if low.endswith("__r") else quiet.standard_step(owners, low)
        finder.path(owners, child_text(column, "field").split("."), "sections/columns/field")
    read_joins(finder, root, {finder.schema.without_namespace(base.lower())})


def read_joins(finder, element, owners):
    for join in children(element, "join"):
        name = child_text(join, "relationship")
        if name.lower().endswith("__r"):
            next_owners = finder.relationship(owners, name, "join/relationship", grade="tolerated")
        else:
            next_owners = finder.standard_step(owners, name.lower())
        read_joins(finder, join, next_owners)


def read_analytic_snapshot(finder):
    root = finder.document.root
    target = {child_text(root, "targetObject").lower()}
    for mapping in children(root, "mappings"):
        finder.path(target, child_text(mapping, "targetField").split("."), "mappings/targetField")
        report_token(finder, child_text(mapping, "sourceField"), "mappings/sourceField")
    report_token(finder, child_text(root, "groupColumn"), "groupColumn")


# ---------------------------------------------------------------------------------------------------
# Automation
# ---------------------------------------------------------------------------------------------------


def read_workflow(finder):
    root, owner = finder.document.root, finder.document.object
    own = {owner.lower()}
    for update in children(root, "fieldUpdates"):
        target = child_text(update, "targetObject")
        updated = own
        if target:
            updated = finder.field(own, target, "fieldUpdates/targetObject") if target.lower().endswith("__c") \
                else finder.standard_step(own, target.lower().removesuffix("id"))
        finder.path(updated, child_text(update, "field").split("."), "fieldUpdates/field")
        finder.formula(owner, child_text(update, "formula"), "fieldUpdates/formula")
    for rule in children(root, "rules"):
        finder.criteria(owner, rule, "rules")
    offsets = texts(root, "rules", "workflowTimeTriggers", "offsetFromField") + texts(root, "tasks", "offsetFromField")
    for token in offsets + texts(root, "alerts", "recipients", "field") + texts(root, "outboundMessages", "fields"):
        finder.qualified(own, token, "offsetFromField, recipients/field or outboundMessages/fields")


def read_approval_process(finder):
    root, owner = finder.document.root, finder.document.object
    own = {owner.lower()}
    for token in texts(root, "approvalPageFields", "field"):
        finder.path(own, token.split("."), "approvalPageFields/field")
    for element in root.iter():
        if tag(element) in ("entryCriteria", "criteria"):
            finder.criteria(owner, element, tag(element))
        elif tag(element) in ("approver", "allowedSubmitters", "submitter"):
            kind, name = child_text(element, "type"), child_text(element, "name") or child_text(element, "submitter")
            if kind in ("relatedUserField", "userHierarchyField"):
                finder.path(own if kind == "relatedUserField" else {"user"}, name.split("."), "approver/name")
        elif tag(element) == "userHierarchyField":
            finder.field({"user"}, clean(element.text), "userHierarchyField")


def read_rules_with_criteria(finder):
    """Assignment, escalation, auto-response and sharing rules."""
    owner = finder.document.object
    for element in finder.document.root.iter():
        if any(tag(child) in ("criteriaItems", "formula") for child in element):
            finder.criteria(owner, element, tag(element))
        if tag(element) in ("businessHoursSource", "escalationStartTime"):
            finder.field({owner.lower()}, clean(element.text), tag(element))


def read_matching_rule(finder):
    for element in finder.document.root.iter():
        if tag(element) == "fieldName":
            finder.path({finder.document.object.lower()}, clean(element.text).split("."), "matchingRuleItems/fieldName")


def read_duplicate_rule(finder):
    for element in finder.document.root.iter():
        if tag(element) == "duplicateRuleFilterItems":
            table = child_text(element, "table") or finder.document.object
            finder.path({table.lower()}, child_text(element, "field").split("."), "duplicateRuleFilterItems/field")


def read_field_permissions(finder):
    for token in texts(finder.document.root, "fieldPermissions", "field"):
        finder.qualified(None, token, "fieldPermissions/field")


def read_custom_metadata_record(finder):
    """A value that reads like a field is a hint; the record's own columns are data."""
    mdt = {(finder.document.object + "__mdt").lower()}
    for pair in children(finder.document.root, "values"):
        finder.field(mdt, child_text(pair, "field"), "values/field", grade="tolerated")
        for name in re.findall(r"\w+__c\b", child_text(pair, "value"), re.I):
            finder.field(None, name, "values/value", grade="tolerated")


def read_lead_conversion(finder):
    for mapping in children(finder.document.root, "objectMapping"):
        sides = (("inputField", child_text(mapping, "inputObject")), ("outputField", child_text(mapping, "outputObject")))
        for name, owner in sides:
            for token in texts(mapping, "mappingFields", name):
                finder.field({owner.lower()} if owner else None, token, "mappingFields/" + name)


# ---------------------------------------------------------------------------------------------------
# Flows
# ---------------------------------------------------------------------------------------------------

FLOW_PROSE = {"label", "description", "interviewLabel", "name", "processMetadataValues", "helpText"}
# Bare field names, on the object of the element they stand in.
FLOW_FIELDS = {"field", "queriedFields", "sortField", "displayField", "valueField", "picklistField", "recordField"}


def flow_environment(root):
    """The object behind each name a flow's paths may open with."""
    environment = {}
    start = child_text(root, "start", "object")
    if start:
        environment["$record"] = environment["$record__prior"] = {start.lower()}
    for variable in children(root, "variables"):
        if child_text(variable, "objectType"):
            environment[child_text(variable, "name").lower()] = {child_text(variable, "objectType").lower()}
    for element in root:
        if tag(element) in ("recordLookups", "dynamicChoiceSets", "recordCreates") and child_text(element, "object"):
            environment.setdefault(child_text(element, "name").lower(), {child_text(element, "object").lower()})
    for _ in range(3):  # a loop over a filter over a variable
        for element in children(root, "loops") + children(root, "collectionProcessors"):
            source = child_text(element, "collectionReference").lower()
            if source in environment:
                environment.setdefault(child_text(element, "name").lower(), environment[source])
                current = "currentitem_" + child_text(element, "name").lower()
                environment.setdefault(current, environment[source])
    return environment


def flow_path(finder, environment, token, where, **options):
    """`$Record.Foo__c`, `myVariable.Foo__r.Bar__c`, `$User.Foo__c`: a path that opens with a name."""
    segments = token.strip().split(".")
    first = segments[0].lower()
    if len(segments) < 2:
        return
    if first.startswith("$") and first not in environment:
        finder.formula_identifier(None, segments, where, **options) if first != "$record" else None
        return
    finder.path(environment.get(first), segments[1:], where, **options)


def flow_expression(finder, environment, text, where, **options):
    """A formula of a flow: names stand in `{!…}`, strings hold none."""
    for merge in MERGE.findall(FORMULA_NOISE.sub(" ", text)):
        flow_merge(finder, environment, merge, where, **options)


def flow_merge(finder, environment, merge, where, **options):
    """What stands between `{!` and `}`; process builder writes an object in brackets there."""
    for match in re.finditer(r"[$A-Za-z_]\w*(?:\.\w+)+", merge):
        flow_path(finder, environment, match.group(0), where, **options)


def read_flow(finder):
    root = finder.document.root
    environment = flow_environment(root)
    start = child_text(root, "start", "object").lower()
    for element in root:
        if tag(element) in FLOW_PROSE:
            continue
        owner = child_text(element, "object") or child_text(element, "picklistObject")
        owners = {owner.lower()} if owner else environment.get(child_text(element, "inputReference").lower())
        read_flow_element(finder, environment, element, owners, tag(element))
        if tag(element) == "start":
            for text in texts(element, "filterFormula"):
                finder.formula(start, MERGE.sub(r" \1 ", text), "start/filterFormula")
        if tag(element) == "waits":
            read_process_schedule(finder, element)


def read_process_schedule(finder, element):
    """A scheduled process counts from a field, which it names in two parameters."""
    for event in children(element, "waitEvents"):
        values = {child_text(parameter, "name"): child_text(parameter, "value", "stringValue")
                  for parameter in children(event, "inputParameters")}
        table, column = values.get("TimeTableColumnEnumOrId"), values.get("TimeFieldColumnEnumOrId")
        if table and column:
            finder.field({table.lower()}, column, "waits/TimeFieldColumnEnumOrId")


def read_flow_element(finder, environment, element, owners, where):
    for child in element:
        name, path = tag(child), f"{where}/{tag(child)}"
        text = clean(child.text)
        if name == "processMetadataValues":
            read_process_copy(finder, child)
            continue
        elif name in FLOW_PROSE or name == "filterFormula":
            continue
        elif name in FLOW_FIELDS and text:
            finder.path(owners, text.split("."), path)
        elif name.endswith("Reference") and "{!" not in text:
            flow_path(finder, environment, text, path)
        elif name in ("expression", "formulaExpression"):
            flow_expression(finder, environment, text, path)
        elif "{!" in text:
            for merge in MERGE.findall(text):
                flow_merge(finder, environment, merge, path)
        read_flow_element(finder, environment, child, owners, path)


def read_process_copy(finder, element):
    """Process builder keeps its own rendering of what the flow says elsewhere: `[Case].Foo__c`."""
    for value in texts(element, "value", "stringValue"):
        for owner, rest in re.findall(r"\[(\w+)\]\.([\w.]+)", value):
            finder.path({owner.lower()}, rest.split("."), "processMetadataValues", grade="tolerated")


READERS = {
    "object": read_object, "layout": read_layout, "record page": read_record_page,
    "quick action": read_quick_action, "path": read_path_assistant, "report": read_report,
    "dashboard": read_report, "report type": read_report_type, "analytic snapshot": read_analytic_snapshot,
    "workflow": read_workflow, "approval process": read_approval_process,
    "assignment rule": read_rules_with_criteria, "auto-response rule": read_rules_with_criteria,
    "escalation rule": read_rules_with_criteria, "sharing rule": read_rules_with_criteria,
    "matching rule": read_matching_rule, "duplicate rule": read_duplicate_rule,
    "permission set": read_field_permissions, "profile": read_field_permissions,
    "custom metadata record": read_custom_metadata_record, "lead conversion": read_lead_conversion,
    "flow": read_flow,
}

# ---------------------------------------------------------------------------------------------------
# Folder, schema, truth
# ---------------------------------------------------------------------------------------------------


def object_of(path, kind):
    """The object a file's folder or name stands for; empty where neither says one."""
    stem = clean(unquote(path.name.removesuffix("-meta.xml").rsplit(".", 1)[0]))
    if kind in PART_FILES:
        return clean(unquote(path.parent.parent.name))
    if kind == "layout":
        owner = stem.split("-", 1)[0]
        return LAYOUT_OBJECTS.get(owner.lower(), owner)
    if kind == "quick action":
        return stem.split(".", 1)[0] if "." in stem else ""
    return stem.split(".", 1)[0]


def read_folder(folder):
    """Every metadata file below `folder` whose suffix is known, parsed. Unreadable XML is named on stderr."""
    documents = []
    for path in sorted(folder.rglob("*")):
        suffix = path.name.removesuffix("-meta.xml").rsplit(".", 1)[-1]
        kind = KIND_OF_SUFFIX.get(suffix)
        if kind is None or not path.is_file():
            continue
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError as error:
            if "<?xml" in path.read_text(encoding="utf-8", errors="replace")[:100]:
                print(f"warning: {path}: {error}", file=sys.stderr)
            continue
        documents.append(Document(path.relative_to(folder).as_posix(), kind, root, object_of(path, kind)))
    return documents


def read_schema(documents):
    schema = Schema()
    for document in documents:
        if document.kind == "object":
            schema.objects.add(document.object.lower())
            for definition in children(document.root, "fields"):
                schema.add(document.object, definition)
        elif document.kind == "field":
            schema.objects.add(document.object.lower())
            schema.add(document.object, document.root)
    return schema


def read_truth(folder):
    """The schema, every reference, and every name its context ruled out."""
    documents = read_folder(folder)
    schema = read_schema(documents)
    found, undefined = [], []
    for document in documents:
        finder = Finder(schema, document, found, undefined)
        if document.kind in PART_FILES:
            PART_FILES[document.kind](finder, document.object, document.root)
        else:
            READERS[document.kind](finder)
    return schema, documents, found, undefined


def distinct(references):
    """One reference for each kind, file and set of candidates; the firmest grade wins."""
    firmness = {"certain": 0, "ambiguous": 1, "tolerated": 2}
    best = {}
    for reference in references:
        key = (reference.kind, reference.file, reference.fields)
        if key not in best or firmness[reference.grade] < firmness[best[key].grade]:
            best[key] = reference
    return list(best.values())


# ---------------------------------------------------------------------------------------------------
# The comparison
# ---------------------------------------------------------------------------------------------------

# The first word found in the program's kind decides, so the longer ones come first.
KIND_WORDS = [
    ("validation", "validation rule"), ("list view", "list view"), ("listview", "list view"),
    ("compact", "compact layout"), ("search", "search layout"), ("field set", "field set"),
    ("record type", "record type"), ("lookup filter", "lookup filter"), ("roll", "roll-up"),
    ("controll", "dependent picklist"), ("dependent", "dependent picklist"), ("formula", "formula"),
    ("default", "formula"), ("button", "button or link"), ("link", "button or link"),
]


def kind_of_words(words):
    """The part of an object that the program's kind means; None where the words mean no such part."""
    words = words.lower().replace("-", " ").replace("_", " ")
    return next((kind for word, kind in KIND_WORDS if word in words), None)


@dataclass
class Claim:
    """What the program says: this file references this field."""

    file: str
    key: tuple
    kind: str


def same_file(claimed, truth):
    claimed, truth = claimed.replace("\\", "/").split("#")[0], truth
    return claimed == truth or claimed.endswith("/" + truth) or truth.endswith("/" + claimed)


def read_claims(path, schema, documents):
    """The program's items in the truth's spelling of files and fields; items in unknown files; unresolved names."""
    by_name = defaultdict(list)
    for document in documents:
        by_name[document.path.rsplit("/", 1)[-1]].append(document.path)
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    data = data.get("data", data)
    claims, elsewhere = [], Counter()
    for entry in data.get("fields", []):
        if str(entry.get("crm", "salesforce")).lower() != "salesforce":
            continue
        key = (clean(entry["object"]).lower(), clean(entry["field"]).lower())
        for item in entry.get("items", []):
            name = item.get("file") or ""
            candidates = by_name.get(name.replace("\\", "/").split("#")[0].rsplit("/", 1)[-1], [])
            match = max((path for path in candidates if same_file(name, path)), key=len, default=None)
            if match is None:
                elsewhere[item.get("kind")] += 1
            else:
                claims.append(Claim(match, key, str(item.get("kind") or "")))
    for claim in claims:
        # `Task.Foo__c` where the folder defines the field on `Activity`.
        if claim.key not in schema.fields:
            claim.key = min(schema.defining({claim.key[0]}, claim.key[1]), default=claim.key)
    return claims, elsewhere, unresolved_names(data.get("unresolved", []))


def unresolved_names(entries):
    """(name of a file, field) for every name the program says it could not place."""
    pairs = set()
    for entry in entries:
        text = clean(json.dumps(entry))
        fields = {name.lower() for name in re.findall(r"\w+__[cr]\b", text, re.I)}
        for file in re.findall(r"([^/\\\"]+\.\w+(?:-meta\.xml)?)\"", text):
            pairs.update((file, name) for name in fields)
    return pairs


def claim_kind(claim, document_kind):
    """The row of the table a claim without a counterpart is charged to."""
    if document_kind in ("object", "field"):
        return kind_of_words(claim.kind) or claim.kind or document_kind
    return document_kind


@dataclass
class Row:
    """Counts of one kind. `found` and `missed` together are the certain and ambiguous references."""

    found: int = 0
    missed: list = dataclass_field(default_factory=list)
    claimed: set = dataclass_field(default_factory=set)
    extra: set = dataclass_field(default_factory=set)
    tolerated: int = 0
    tolerated_found: int = 0


def compare(schema, documents, references, claims, by_kind):
    """Rows by kind. An item in a file of several kinds counts for each of them unless `by_kind`."""
    kinds = {document.path: document.kind for document in documents}
    allowed, said = defaultdict(set), defaultdict(set)
    for reference in references:
        for key in reference.fields:
            allowed[(reference.file, key)].add(reference.kind)
    for claim in claims:
        said[(claim.file, claim.key)].add(claim_kind(claim, kinds[claim.file]))
    rows = defaultdict(Row)
    for reference in references:
        row = rows[reference.kind]
        hit = any(agrees(said.get((reference.file, key)), reference.kind, by_kind) for key in reference.fields)
        if reference.grade == "tolerated":
            row.tolerated += 1
            row.tolerated_found += hit
        elif hit:
            row.found += 1
        else:
            row.missed.append(reference)
    outside = 0
    for (file, key), words in said.items():
        if not key[1].endswith("__c"):
            continue
        if key not in schema.fields:
            outside += 1
            continue
        for kind in words:
            rows[kind].claimed.add((file, key))
            if not agrees(allowed.get((file, key)), kind, by_kind):
                rows[kind].extra.add((file, key))
    return rows, outside


def agrees(kinds, kind, by_kind):
    if not kinds:
        return False
    return not by_kind or kind in kinds


def share(part, whole):
    """`97.1% (34 of 35)`; `not measured` where there was nothing to find."""
    return f"{100 * part / whole:.1f}% ({part} of {whole})" if whole else "not measured"


def passes(part, whole, minimum):
    return whole == 0 or part / whole >= minimum


def spelled(schema, keys):
    return " | ".join(sorted(schema.spelling.get(key, ".".join(key)) for key in keys))


def print_comparison(schema, rows, outside, elsewhere, unresolved):
    header = ["kind", "truth", "found", "missed", "extra", "recall", "precision", "tolerated: found"]
    table, failed = [], []
    for kind, row in sorted(rows.items()):
        truth = row.found + len(row.missed)
        right = len(row.claimed) - len(row.extra)
        table.append([kind, truth, row.found, len(row.missed), len(row.extra), share(row.found, truth),
                      share(right, len(row.claimed)), f"{row.tolerated_found} of {row.tolerated}"])
        if kind in GATED and not (passes(row.found, truth, MINIMUM_RECALL)
                                  and passes(right, len(row.claimed), MINIMUM_PRECISION)):
            failed.append(kind)
    print_table(header, table)
    for kind, row in sorted(rows.items()):
        for reference in sorted(row.missed, key=lambda one: one.file)[:10]:
            print(f"missed  {kind}: {spelled(schema, reference.fields)} in {reference.file} "
                  f"({reference.where}: `{reference.token}`){open_note(reference, unresolved)}")
        for file, key in sorted(row.extra)[:10]:
            print(f"extra   {kind}: {spelled(schema, [key])} in {file}")
    print(f"\nclaims on fields this folder does not define: {outside}; "
          f"claims in files this oracle does not read: {sum(elsewhere.values())} {dict(elsewhere)}; "
          f"names the program calls unresolved: {len(unresolved)}")
    print("failed: " + ", ".join(failed) if failed else "passed")
    return 1 if failed else 0


def open_note(reference, unresolved):
    """Says where the program did see the name and left it open."""
    name = reference.file.rsplit("/", 1)[-1]
    seen = any((name, key[1]) in unresolved for key in reference.fields)
    return " (the program lists it as unresolved)" if seen else ""


def print_table(header, rows):
    lines = [[str(cell) for cell in line] for line in [header] + rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(header))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def print_truth(schema, documents, references):
    of_kind, files_read = defaultdict(list), Counter(document.kind for document in documents)
    for reference in references:
        of_kind[reference.kind].append(reference)
    rows = []
    for kind, found in sorted(of_kind.items()):
        grades = Counter(reference.grade for reference in found)
        fields = {key for reference in found if reference.grade == "certain" for key in reference.fields}
        with_references = len({reference.file for reference in found})
        rows.append([kind, files_read.get(kind, "-"), with_references, grades["certain"] + grades["ambiguous"],
                     grades["ambiguous"], grades["tolerated"], len(fields)])
    print_table(["kind", "files", "with references", "references", "ambiguous", "tolerated", "distinct fields"], rows)
    used = {key for reference in references if reference.grade == "certain" for key in reference.fields}
    print(f"\n{len(schema.fields)} custom fields on {len({owner for owner, _ in schema.fields})} objects, "
          f"{len(used)} of them referenced; {len(documents)} files read")


def print_leftovers(schema, documents, references, undefined):
    """Field names that stand in a file and were not counted there, by element: what to read by hand."""
    counted = {(reference.file, key[1]) for reference in references for key in reference.fields}
    left, examples = Counter(), defaultdict(list)

    def visit(document, element, where):
        where = f"{where}/{tag(element)}"
        for name in set(re.findall(r"\w+?__c\b", clean(element.text), re.I)):
            if name.lower() in schema.objects_with and (document.path, name.lower()) not in counted:
                left[(document.kind, where)] += 1
                examples[(document.kind, where)].append(f"{name} in {document.path}: {clean(element.text)[:80]!r}")
        for child in element:
            visit(document, child, where)

    for document in documents:
        visit(document, document.root, "")
    for key, count in sorted(left.items()):
        print(count, *key)
        for example in examples[key][:3]:
            print("    " + " ".join(example.split()))
    print("\nruled out by context:")
    for kind, count in Counter(entry[0] for entry in undefined).items():
        print(count, kind)
        for entry in sorted({entry for entry in map(str, undefined) if entry.startswith(f"('{kind}'")})[:8]:
            print("    " + entry)


def print_sample(schema, references, size):
    """The same sample each time, spread over the kinds."""
    of_kind = defaultdict(list)
    for reference in references:
        of_kind[reference.kind].append(reference)
    dice = random.Random(7)
    writer = csv.writer(sys.stdout)
    for kind, found in sorted(of_kind.items()):
        for one in dice.sample(found, min(size, len(found))):
            writer.writerow([kind, one.grade, one.file, spelled(schema, one.fields), one.where, one.token])


def as_json(schema, references):
    fields = [{"kind": one.kind, "file": one.file, "grade": one.grade, "token": one.token, "where": one.where,
               "fields": sorted(schema.spelling.get(key, ".".join(key)) for key in one.fields)} for one in references]
    return json.dumps({"schema": "oracle/1", "references": fields}, indent=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of metadata, either layout")
    parser.add_argument("--against", type=Path, help="the program's consumers, as JSON (`consumers/1`)")
    parser.add_argument("--by-kind", action="store_true",
                        help="inside an object's file, also ask for the same kind: a list view is no formula")
    parser.add_argument("--json", type=Path, help="write every reference here")
    parser.add_argument("--leftovers", action="store_true", help="show field names that were not counted, by element")
    parser.add_argument("--sample", type=int, metavar="N", help="show N references of each kind, for reading by hand")
    options = parser.parse_args()
    schema, documents, found, undefined = read_truth(options.folder)
    references = distinct(found)
    if options.json:
        options.json.write_text(as_json(schema, references), encoding="utf-8")
    if options.leftovers:
        print_leftovers(schema, documents, references, undefined)
        return 0
    if options.sample:
        print_sample(schema, references, options.sample)
        return 0
    if not options.against:
        print_truth(schema, documents, references)
        return 0
    claims, elsewhere, unresolved = read_claims(options.against, schema, documents)
    rows, outside = compare(schema, documents, references, claims, options.by_kind)
    return print_comparison(schema, rows, outside, elsewhere, unresolved)


if __name__ == "__main__":
    sys.exit(main())
