//! A field's name as words, so that `InstallRegion2__c` and `install_region` can be compared.

/// Namespaces and suffixes that say who made the field and not what it holds.
const PREFIXES: &[&str] =
    &["custbody_", "custentity_", "custrecord_", "custitem_", "custcol_", "custevent_", "hs_"];
const SUFFIXES: &[&str] = &["__c", "__pc"];

/// Words that copies carry and originals do not.
const COPY_WORDS: &[&str] =
    &["new", "old", "copy", "dup", "duplicate", "deprecated", "legacy", "v", "backup"];

/// Words that tell two fields apart however alike the rest is; each line is one choice.
const OPPOSITES: &[&[&str]] = &[
    &[
        "billing",
        "shipping",
        "mailing",
        "other",
        "home",
        "work",
        "office",
        "delivery",
        "invoice",
        "primary",
        "secondary",
    ],
    &["first", "last", "middle", "next", "previous", "latest", "initial", "current", "prior"],
    &["start", "end", "begin", "finish", "from", "to", "in", "out", "open", "close", "opened", "closed"],
    &["min", "max", "minimum", "maximum", "average", "total", "sum", "count", "low", "high"],
    &["created", "modified", "updated", "deleted", "viewed", "referenced", "entered", "exited"],
    &["phone", "fax", "mobile", "email"],
    &["city", "state", "country", "street", "zip", "postal", "county", "latitude", "longitude"],
    &["contact", "contract", "account", "lead", "deal", "opportunity", "company"],
    &["received", "receiver", "sent", "sender"],
    &["internal", "external", "inbound", "outbound"],
    &["actual", "planned", "expected", "estimated", "forecast", "target", "budget"],
    &["net", "gross", "monthly", "annual", "yearly", "quarterly", "weekly", "daily"],
    &["won", "lost"],
    &["buyer", "seller", "customer", "vendor", "supplier", "partner"],
    &["id", "name", "date", "type", "status", "code", "reason", "number", "amount", "percent"],
];

/// A name as words: what it is about, and the number it ends in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// Sorted, singular, lower case, without copy words.
    pub(super) words: Vec<String>,
    /// `2` in `Install Region 2`.
    pub(super) number: Option<u32>,
    /// `new` in `Region New`.
    copy: Vec<String>,
}

impl Words {
    /// Splits a name or a label at case changes, digits, blanks and punctuation.
    pub(super) fn of(name: &str) -> Self {
        let mut words = split(stem(name));
        let number = match words.last().and_then(|word| word.parse().ok()) {
            Some(number) if words.len() > 1 => {
                words.pop();
                Some(number)
            }
            _ => None,
        };
        let (copy, plain): (Vec<_>, Vec<_>) =
            words.iter().cloned().partition(|word| COPY_WORDS.contains(&word.as_str()));
        let (copy, mut words) = if plain.is_empty() { (Vec::new(), words) } else { (copy, plain) };
        for word in &mut words {
            singular(word);
        }
        words.sort();
        words.dedup();
        Self { words, number, copy }
    }

    /// Whether both say the same, apart from a number at the end and a word that marks one as the copy.
    ///
    /// Two such words are a pair made on purpose: old value and new value.
    pub(super) fn same(&self, other: &Self) -> bool {
        let one_copy = self.copy.is_empty() || other.copy.is_empty() || self.copy == other.copy;
        // Numbers and single letters name nothing: the header may be missing.
        let named =
            self.words.iter().any(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1);
        named && self.words == other.words && one_copy
    }

    /// Whether one word is a misspelling of its twin and all the others agree.
    pub(super) fn nearly(&self, other: &Self) -> bool {
        if self.words.len() != other.words.len() {
            return false;
        }
        let mut left = self.words.iter().filter(|word| !other.words.contains(word));
        let mut right = other.words.iter().filter(|word| !self.words.contains(word));
        let (Some(a), Some(b), None, None) = (left.next(), right.next(), left.next(), right.next()) else {
            return false;
        };
        // Short words differ by a letter and mean something else: `date` and `rate`. Long ones are several
        // words that nobody divided: `quantitypacked` and `quantitypicked`.
        let fit = |word: &str| (6..=12).contains(&word.chars().count());
        fit(a) && fit(b) && strsim::jaro_winkler(a, b) >= 0.95 && strsim::damerau_levenshtein(a, b) == 1
    }

    /// Whether a word of one excludes a word of the other: billing and shipping, start and end.
    pub(super) fn opposed(&self, other: &Self) -> bool {
        OPPOSITES.iter().any(|choice| {
            let of = |words: &Self| -> Vec<usize> {
                choice.iter().enumerate().filter(|(_, w)| words.has(w)).map(|(at, _)| at).collect()
            };
            let (left, right) = (of(self), of(other));
            !left.is_empty() && !right.is_empty() && left != right
        })
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }
}

fn stem(name: &str) -> &str {
    let name = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

fn split(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let turn = (before.is_lowercase() && letter.is_uppercase())
            || before.is_ascii_digit() != letter.is_ascii_digit();
        if turn || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Drops a plural `s`; `status`, `address` and `basis` are no plurals.
fn singular(word: &mut String) {
    let plural =
        word.len() > 4 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if plural {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_falls_into_words_whatever_its_case_and_namespace() {
        for name in ["InstallRegion__c", "install_region", "Install Region", "custbody_install_regions"] {
            assert_eq!(Words::of(name).words, ["install", "region"], "{name}");
        }
        assert_eq!(Words::of("Install Region 2").number, Some(2));
        assert_eq!(Words::of("Region_New__c").words, ["region"]);
    }

    #[test]
    fn opposites_are_told_apart() {
        for (left, right) in [
            ("BillingCity", "ShippingCity"),
            ("Phone", "Fax"),
            ("MailingStreet", "OtherStreet"),
            ("Start_Date__c", "End_Date__c"),
            ("CreatedDate", "LastModifiedDate"),
            ("Contact_Number__c", "Contract_Number__c"),
            ("Min_Price__c", "Max_Price__c"),
        ] {
            assert!(Words::of(left).opposed(&Words::of(right)), "{left} and {right}");
        }
        assert!(!Words::of("Region__c").opposed(&Words::of("Sales_Region__c")));
    }
}
