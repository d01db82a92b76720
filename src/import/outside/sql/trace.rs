//! Which fields each column of a query comes from, and which fields the query names on the way.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::expression::Expression;
use super::parse::{Arm, Name, Of, Query, Select};
use crate::import::outside::fields::{Id, compact};

/// How a field came to be in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import::outside) enum Reach {
    /// A custom name that the table may or may not have: it counts once somebody names it.
    Possible,
    /// Only handed on by `select *`, or renamed by a model that does nothing else: whether anybody wants it is open.
    Passed,
    /// Named by a model further up.
    Upstream,
    /// Named here.
    Named,
}

/// The fields a column comes from.
pub(in crate::import::outside) type Lineage = BTreeMap<Id, Reach>;

/// The columns of a table or query: of a query by name in lower case, of a table of the CRM in letters and digits.
#[derive(Debug, Default, Clone)]
pub(in crate::import::outside) struct Columns {
    pub(in crate::import::outside) by_name: BTreeMap<String, Lineage>,
}

impl Columns {
    /// The fields in the column of a name, in that spelling before any other: `user_name` is not `username`.
    pub(in crate::import::outside) fn get(&self, name: &str) -> Option<&Lineage> {
        self.by_name.get(name).or_else(|| self.by_name.get(&compact(name)))
    }

    /// Every field in any column, with its furthest reach.
    pub(in crate::import::outside) fn fields(&self) -> Lineage {
        let mut all = Lineage::new();
        for lineage in self.by_name.values() {
            join(&mut all, lineage);
        }
        all
    }

    /// The same columns, as the next model finds them.
    pub(in crate::import::outside) fn handed_on(&self) -> Self {
        let later = |reach: &Reach| if *reach > Reach::Passed { Reach::Upstream } else { *reach };
        let lineage = |lineage: &Lineage| lineage.iter().map(|(id, reach)| (*id, later(reach))).collect();
        Self { by_name: self.by_name.iter().map(|(name, from)| (name.clone(), lineage(from))).collect() }
    }

    fn add(&mut self, name: &str, from: &Lineage) {
        join(self.by_name.entry(name.to_owned()).or_default(), from);
    }
}

fn join(into: &mut Lineage, from: &Lineage) {
    for (id, reach) in from {
        let known = into.entry(*id).or_insert(*reach);
        *known = (*known).max(*reach);
    }
}

/// The fields that a query names itself, each with the first line that does.
#[derive(Debug, Default)]
pub(in crate::import::outside) struct Reading {
    /// Handed on under its own or another name, and nothing more.
    pub(in crate::import::outside) renamed: BTreeMap<Id, u32>,
    /// Computed with, joined or filtered by; in a model that does more than rename, also merely selected.
    pub(in crate::import::outside) used: BTreeMap<Id, u32>,
}

/// Steps after which a query is too tangled to follow: none that a person wrote comes near.
const BUDGET: usize = 20_000_000;

/// Follows a query from the tables it reads.
pub(in crate::import::outside) struct Tracer<'a> {
    tables: &'a dyn Fn(&[String]) -> Option<Rc<Columns>>,
    /// Whether this is a model that renames for others.
    renames: bool,
    parts: Vec<(String, Rc<Columns>)>,
    frames: Vec<Vec<Source>>,
    budget: usize,
    pub(in crate::import::outside) reading: Reading,
}

struct Source {
    /// As the query calls it.
    name: String,
    columns: Rc<Columns>,
}

impl<'a> Tracer<'a> {
    pub(in crate::import::outside) fn new(
        tables: &'a dyn Fn(&[String]) -> Option<Rc<Columns>>,
        renames: bool,
    ) -> Self {
        Self {
            tables,
            renames,
            parts: Vec::new(),
            frames: Vec::new(),
            budget: BUDGET,
            reading: Reading::default(),
        }
    }

    /// The columns that a query hands on.
    pub(in crate::import::outside) fn query(&mut self, query: &Query) -> Columns {
        let before = self.parts.len();
        for (name, part) in &query.parts {
            let columns = self.query(part);
            self.parts.push((name.clone(), Rc::new(columns)));
        }
        let mut all = Columns::default();
        for arm in &query.arms {
            let columns = match arm {
                Arm::Select(select) => self.select(select),
                Arm::Query(query) => self.query(query),
            };
            for (name, lineage) in &columns.by_name {
                all.add(name, lineage);
            }
        }
        self.parts.truncate(before);
        all
    }

    fn table(&self, path: &[String]) -> Option<Rc<Columns>> {
        if let [name] = path
            && let Some((_, columns)) = self.parts.iter().rev().find(|(part, _)| part == name)
        {
            return Some(Rc::clone(columns));
        }
        (self.tables)(path)
    }

    fn select(&mut self, select: &Select) -> Columns {
        let mut frame = Vec::new();
        for input in &select.inputs {
            let (columns, own) = match &input.of {
                Of::Table(path) => (self.table(path).unwrap_or_default(), path.last().cloned()),
                Of::Query(query) => (Rc::new(self.query(query)), None),
            };
            frame.push(Source { name: input.alias.clone().or(own).unwrap_or_default(), columns });
        }
        self.frames.push(frame);
        let mut columns = Columns::default();
        for item in &select.items {
            if let Some(of) = &item.star {
                self.star(of.as_deref(), &item.except, &mut columns);
                continue;
            }
            let renamed = !item.computed;
            let from = self.expression(item, renamed, Some(&columns));
            let own = match item.names.as_slice() {
                [name] => name.parts.last(),
                _ => None,
            };
            if let Some(name) = item.alias.as_ref().or(own) {
                columns.add(name, &from);
            }
        }
        for expression in &select.rest {
            self.expression(expression, false, Some(&columns));
        }
        self.frames.pop();
        columns
    }

    fn star(&mut self, of: Option<&str>, except: &[String], into: &mut Columns) {
        let except: Vec<String> = except.iter().flat_map(|name| [name.clone(), compact(name)]).collect();
        let Some(frame) = self.frames.last() else { return };
        for source in frame.iter().filter(|source| of.is_none_or(|of| source.name == of)) {
            let kept = source.columns.by_name.iter().filter(|(name, _)| !except.contains(name));
            for (name, lineage) in kept {
                let Some(left) = self.budget.checked_sub(lineage.len() + 1) else { return };
                self.budget = left;
                into.add(name, lineage);
            }
        }
    }

    fn expression(&mut self, read: &Expression, renamed: bool, earlier: Option<&Columns>) -> Lineage {
        let mut from = Lineage::new();
        for name in &read.names {
            let tables: usize = self.frames.iter().map(Vec::len).sum();
            let Some(left) = self.budget.checked_sub(tables) else { return from };
            self.budget = left;
            let mut found = self.lookup(name, earlier);
            let Some(left) = self.budget.checked_sub(found.len() + 1) else { return from };
            self.budget = left;
            for (id, reach) in &mut found {
                if renamed && self.renames {
                    self.reading.renamed.entry(*id).or_insert(name.line);
                    *reach = (*reach).max(Reach::Passed);
                } else {
                    self.reading.used.entry(*id).or_insert(name.line);
                    *reach = Reach::Named;
                }
            }
            join(&mut from, &found);
        }
        for query in &read.queries {
            let columns = self.query(query);
            join(&mut from, &columns.fields());
        }
        from
    }

    /// The fields behind a name: of the table it is qualified with, else of every table that has such a column.
    fn lookup(&self, name: &Name, earlier: Option<&Columns>) -> Lineage {
        let parts = &name.parts;
        let Some(last) = parts.last() else { return Lineage::new() };
        for frame in self.frames.iter().rev() {
            if let Some((place, source)) = qualified(frame, parts) {
                // `account.properties.tier`: the last part is the column, or the first one is, with JSON inside.
                let columns = [parts.last(), parts.get(place + 1)];
                let found = columns.into_iter().flatten().find_map(|name| source.columns.get(name));
                return found.cloned().unwrap_or_default();
            }
        }
        for frame in self.frames.iter().rev() {
            let mut found = Lineage::new();
            for name in [Some(last), parts.first()].into_iter().flatten() {
                for from in frame.iter().filter_map(|source| source.columns.get(name)) {
                    join(&mut found, from);
                }
                if !found.is_empty() {
                    return found;
                }
            }
        }
        earlier.and_then(|columns| columns.get(last)).cloned().unwrap_or_default()
    }
}

/// The table that a name begins with.
fn qualified<'a>(frame: &'a [Source], parts: &[String]) -> Option<(usize, &'a Source)> {
    let before = parts.len().checked_sub(1)?;
    (0..before).find_map(|place| {
        let source = frame.iter().find(|source| !source.name.is_empty() && source.name == parts[place])?;
        Some((place, source))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deals with fields 0 to 2, accounts with 3 and 4.
    fn traced(text: &str, renames: bool) -> (Columns, Reading) {
        let table = |names: &[(&str, Id)]| {
            let lineage = |id| Lineage::from([(id, Reach::Passed)]);
            Rc::new(Columns {
                by_name: names.iter().map(|(name, id)| (compact(name), lineage(*id))).collect(),
            })
        };
        let deals = table(&[("name", 0), ("amount", 1), ("loss_reason__c", 2)]);
        let accounts = table(&[("name", 3), ("type", 4)]);
        let tables = |path: &[String]| match path.last()?.as_str() {
            "deal" => Some(Rc::clone(&deals)),
            "account" => Some(Rc::clone(&accounts)),
            _ => None,
        };
        let sql = crate::import::outside::sql::read(text);
        assert!(!sql.unread, "{text}");
        let mut tracer = Tracer::new(&tables, renames);
        let mut columns = Columns::default();
        for query in &sql.queries {
            columns = tracer.query(query);
        }
        (columns, tracer.reading)
    }

    fn ids(of: &BTreeMap<Id, u32>) -> Vec<Id> {
        of.keys().copied().collect()
    }

    #[test]
    fn names_are_followed_through_parts_aliases_and_joins() {
        let (columns, reading) = traced(
            "with d as (select * from raw.deal), a as (select name as account_name, type from raw.account)\n\
             select d.amount value, a.account_name, upper(d.\"LOSS_REASON__C\") as why from d\n\
             left join a on a.type = 'x' where d.name is not null",
            false,
        );
        assert_eq!(ids(&reading.used), [0, 1, 2, 3, 4]);
        assert_eq!(columns.by_name["value"], Lineage::from([(1, Reach::Named)]));
        assert_eq!(columns.by_name["account_name"], Lineage::from([(3, Reach::Named)]));
        assert_eq!(columns.by_name["why"], Lineage::from([(2, Reach::Named)]));
    }

    #[test]
    fn a_star_hands_on_without_naming_and_leaves_out_what_it_says() {
        let (columns, reading) = traced("select * exclude (amount), d.name as n from deal d", false);
        assert_eq!(ids(&reading.used), [0]);
        assert_eq!(columns.by_name.keys().collect::<Vec<_>>(), ["lossreasonc", "n", "name"]);
        assert_eq!(columns.by_name["lossreasonc"], Lineage::from([(2, Reach::Passed)]));
    }

    #[test]
    fn a_renaming_model_uses_only_what_it_computes_with() {
        let (columns, reading) = traced(
            "select cast(name as numeric(28,6)) as n, coalesce(amount, 0) a, loss_reason__c::varchar(10) as l from deal where amount > 0",
            true,
        );
        assert_eq!((ids(&reading.renamed), ids(&reading.used)), (vec![0, 1, 2], vec![1]));
        assert_eq!(columns.by_name["l"], Lineage::from([(2, Reach::Passed)]));
    }

    #[test]
    fn unions_nested_queries_and_oddities_are_followed() {
        for (text, expected) in [
            ("(select name from deal) union all (select name from account)", vec![0, 3]),
            ("select (select max(amount) from deal) as m", vec![1]),
            ("select x from (select amount as x from deal) t", vec![1]),
            ("select extract(year from amount) as y from deal limit 1", vec![1]),
            ("create table t as select name from deal; select type from account", vec![0, 4]),
            ("select count(*) from deal group by name having sum(amount) is distinct from 1", vec![0, 1]),
            ("select row_number() over (partition by name order by amount desc) as r from deal", vec![0, 1]),
            ("select 1 from deal d where exists (select 1 from account where type = d.name)", vec![0, 4]),
            ("select amount as a, a + 1 as b from deal", vec![1]),
            ("select d.properties.amount from deal d, unnest(x) u", vec![1]),
            ("select properties:amount::string as a from deal tablesample (10)", vec![1]),
            ("select [Name] as [N] from [dbo].[deal]", vec![0]),
            ("with a as (select 1), select name from `p.s.deal`", vec![0]),
            ("select case when name = 'x' then 1 end flag from deal", vec![0]),
        ] {
            assert_eq!(ids(&traced(text, false).1.used), expected, "{text}");
        }
    }
}
