//! The table of contents of a workbook: its sheets, and where its parts are.

use std::{
    collections::HashMap,
    io::{Read, Seek},
};

use super::{super::ReadError, digits::Epoch, package::Package, xml::Token};

/// The most sheets that are looked at.
const MOST_SHEETS: usize = 1000;

/// A sheet with rows and columns; charts are none.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) path: String,
    hidden: bool,
}

/// What a workbook has.
#[derive(Debug)]
pub(super) struct Workbook {
    sheets: Vec<Sheet>,
    /// The day from which days are counted.
    pub(super) epoch: Epoch,
    /// The part with the shared texts.
    pub(super) strings: Option<String>,
    /// The part with the formats of numbers.
    pub(super) styles: Option<String>,
}

/// A part that another part refers to.
struct Relation {
    kind: String,
    path: String,
}

impl Workbook {
    pub(super) fn read<R: Read + Seek>(package: &mut Package<'_, R>) -> Result<Self, ReadError> {
        let of_package = relations(package, "_rels/.rels", "")?;
        let main = of_package.into_values().find(|relation| relation.kind == "officeDocument");
        let path = main.ok_or(ReadError::Damaged("its table of contents is missing"))?.path;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let relations = relations(package, &format!("{folder}/_rels/{name}.rels"), folder)?;
        let of_kind = |kind: &str| relations.values().find(|r| r.kind == kind).map(|r| r.path.clone());
        let (strings, styles) = (of_kind("sharedStrings"), of_kind("styles"));
        let mut workbook = Self { sheets: Vec::new(), epoch: Epoch::Y1900, strings, styles };
        workbook.read_sheets(package, &path, &relations)?;
        Ok(workbook)
    }

    fn read_sheets<R: Read + Seek>(
        &mut self,
        package: &mut Package<'_, R>,
        path: &str,
        relations: &HashMap<String, Relation>,
    ) -> Result<(), ReadError> {
        let mut xml = package.part(path)?.ok_or(ReadError::Damaged("its table of contents is missing"))?;
        loop {
            match xml.next()? {
                Token::Start(tag) if tag.name() == "sheet" => {
                    let [name, id, state] = tag.attributes(["name", "id", "state"]);
                    let relation = id.and_then(|id| relations.get(id.as_ref())).filter(|r| r.kind == "worksheet");
                    let Some((name, relation)) = name.zip(relation) else { continue };
                    let hidden = state.is_some_and(|state| state != "visible");
                    self.sheets.push(Sheet { name: name.into_owned(), path: relation.path.clone(), hidden });
                    if self.sheets.len() > MOST_SHEETS {
                        return Err(ReadError::Damaged("it has too many sheets"));
                    }
                }
                Token::Start(tag)
                    if tag.name() == "workbookPr"
                        && tag.attribute("date1904").is_some_and(|flag| flag == "1" || flag == "true") =>
                {
                    self.epoch = Epoch::Y1904;
                }
                Token::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// The sheet that is asked for, or the first that is visible.
    pub(super) fn choose(&self, wanted: Option<&str>) -> Result<&Sheet, ReadError> {
        let Some(wanted) = wanted else {
            let visible = self.sheets.iter().find(|sheet| !sheet.hidden);
            return visible.or(self.sheets.first()).ok_or(ReadError::Damaged("it has no sheets"));
        };
        let none = || ReadError::NoSheet { sheet: wanted.to_owned(), others: self.visible() };
        self.sheets.iter().find(|sheet| sheet.name == wanted).ok_or_else(none)
    }

    /// The names of the sheets that a person sees.
    pub(super) fn visible(&self) -> Vec<String> {
        self.sheets.iter().filter(|sheet| !sheet.hidden).map(|sheet| sheet.name.clone()).collect()
    }
}

/// The parts that a part refers to, by their ids.
fn relations<R: Read + Seek>(
    package: &mut Package<'_, R>,
    path: &str,
    folder: &str,
) -> Result<HashMap<String, Relation>, ReadError> {
    let mut xml = package.part(path)?.ok_or(ReadError::Damaged("its table of contents is missing"))?;
    let mut relations = HashMap::new();
    loop {
        match xml.next()? {
            Token::Start(tag) if tag.name() == "Relationship" => {
                let [id, kind, target] = tag.attributes(["Id", "Type", "Target"]);
                let (Some(id), Some(kind), Some(target)) = (id, kind, target) else { continue };
                // What matters stands behind the last slash; what stands before it has two versions.
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(id.into_owned(), Relation { kind, path: resolved(folder, &target) });
                if relations.len() > 5 * MOST_SHEETS {
                    return Err(ReadError::Damaged("it has too many sheets"));
                }
            }
            Token::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The path of a part that is named relative to a folder.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_part_that_names_them() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("xl/worksheets", "../styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolved("xl", "../../../x"), "x");
    }
}
